"""Background work that somebody asked for: a row first, then a worker is woken."""
