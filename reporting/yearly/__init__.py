"""The room «yearly»."""
