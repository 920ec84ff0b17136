"""What an agency owes, on one page, and all it can do from there."""
