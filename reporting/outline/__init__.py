"""The outline of the yearly report: shipped, edited, its sections and annexes."""
