"""Tests of the room yearly."""
