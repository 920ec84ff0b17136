"""The room «kept»."""
