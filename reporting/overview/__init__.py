"""Pages that say how it stands: overview, matrix, trends, comparing, results."""
