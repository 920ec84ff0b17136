"""Tests of the room asked."""
