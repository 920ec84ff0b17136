"""Tests of the room word_template."""
