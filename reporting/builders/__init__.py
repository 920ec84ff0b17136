"""Facts from rows, with a number of queries that does not grow."""
