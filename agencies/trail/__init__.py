"""The audit trail: one way in, rows that nobody changes, kept so many months."""
