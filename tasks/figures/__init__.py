"""Answers to figures: typed, checked, kept, put right, due on days of their own."""
