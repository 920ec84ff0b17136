"""Difficulties: raised, answered, passed on, escalated, and what the leadership directed."""
