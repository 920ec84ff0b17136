"""Tests of the room outline."""
