"""How duties move to another agency or task: facts, outcome, writing, journal, undo."""
