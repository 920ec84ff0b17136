"""People who act for agencies: lists read, roles offered."""
