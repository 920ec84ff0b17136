"""A report is facts before it is a file: frozen, text and numbers only."""
