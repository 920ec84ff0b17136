"""Tests of the room committee."""
