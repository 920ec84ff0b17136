"""Tests of consulting."""
