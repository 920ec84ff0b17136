"""The room «duties»."""
