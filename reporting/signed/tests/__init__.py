"""Tests of the room signed."""
