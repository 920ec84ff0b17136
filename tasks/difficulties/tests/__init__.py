"""Tests of the room difficulties."""
