"""Tests of the room periods."""
