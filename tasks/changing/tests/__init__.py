"""Tests of the room changing."""
