"""Tests of the room trail."""
