"""Tests of the room counting."""
