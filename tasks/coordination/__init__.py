"""Parts that coordinating agencies give to a duty of another."""
