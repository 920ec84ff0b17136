"""The score of an agency."""
