"""Rows of a draft are edited on its page, in their place."""
