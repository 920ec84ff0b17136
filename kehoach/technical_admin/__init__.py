"""The technical admin: what may be edited, and what an edit leaves in the trail."""
