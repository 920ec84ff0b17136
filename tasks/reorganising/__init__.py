"""Reorganisation of agencies under a plan: preview, apply, undo (rule 14)."""

from tasks.reorganising.applying import NeedsDecision, apply_event
from tasks.reorganising.checking import problems_of, warnings_of
from tasks.reorganising.deciding import decide_carry, decide_once
from tasks.reorganising.people import PersonMove, people_to_move, take_over
from tasks.reorganising.rehearsing import Preview, Question, rehearse
from tasks.reorganising.undoing import obstacles_to_undo, undo_event

__all__ = [
    "NeedsDecision",
    "PersonMove",
    "Preview",
    "Question",
    "apply_event",
    "decide_carry",
    "decide_once",
    "obstacles_to_undo",
    "people_to_move",
    "problems_of",
    "rehearse",
    "take_over",
    "undo_event",
    "warnings_of",
]
