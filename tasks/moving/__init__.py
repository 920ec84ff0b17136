"""The room «moving»."""
