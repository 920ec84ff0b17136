"""An office's own Word template of the yearly report."""
