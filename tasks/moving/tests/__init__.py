"""Tests of the room moving."""
