"""Reminders, from the ladder to the channel: who, when, in which words, sent once."""
