"""The room «difficulties»."""
