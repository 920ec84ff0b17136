"""The room «evidence»."""
