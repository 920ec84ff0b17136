"""Who is responsible for a field: which grants there are, what is opened by them."""
