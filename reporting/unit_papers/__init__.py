"""Papers that an agency signs: its report for a period and its own plans."""
