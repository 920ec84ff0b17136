"""The duty itself: who may see it, how it is listed, moved, locked, and what it was on a day."""
