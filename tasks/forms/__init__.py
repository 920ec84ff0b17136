"""Forms of the tasks room, one module per page."""
