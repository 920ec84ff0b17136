"""The room «people»."""
