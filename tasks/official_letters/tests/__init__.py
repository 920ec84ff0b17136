"""Tests of the room official_letters."""
