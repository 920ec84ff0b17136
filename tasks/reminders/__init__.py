"""The room «reminders»."""
