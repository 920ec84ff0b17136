"""Tests of the room technical_admin."""
