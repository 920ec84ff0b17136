"""Backups: database and files as one set, and the proof that it can be restored."""
