"""The room «work»."""
