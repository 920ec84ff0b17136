"""Tests of the room duties."""
