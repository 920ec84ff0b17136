"""Tests of the room adhoc."""
