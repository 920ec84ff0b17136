"""Tests of entering."""
