"""The plan as a document: its page, its sheets, loading it."""
