"""A change to the plan: what is held, what it would do, applying it (rule 18)."""
