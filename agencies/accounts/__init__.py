"""Signing in: how often a password is tried, known browsers, sessions, letters."""
