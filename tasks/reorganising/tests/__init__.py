"""Tests of the room reorganising."""
