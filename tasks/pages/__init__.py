"""Pages that compose many rooms: one duty, the list, search, the calendar."""
