"""Tests of the room unit_papers."""
