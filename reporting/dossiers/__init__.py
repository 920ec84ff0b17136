"""Papers for others: one packer, a set for an inspection, a set for the archive."""
