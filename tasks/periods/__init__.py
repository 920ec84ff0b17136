"""A period: what is owed in it, opened, synced, closed."""
