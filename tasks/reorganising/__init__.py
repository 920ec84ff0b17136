"""Reorganisation of agencies under a plan: preview, apply, undo (rule 14)."""

from tasks.reorganising.applying import NeedsDecision, apply_event
from tasks.reorganising.checking import event_problems, event_warnings
from tasks.reorganising.deciding import decide_carry, decide_once
from tasks.reorganising.people import PersonMove, people_to_move, take_over
from tasks.reorganising.rehearsing import DecisionQuestion, Preview, rehearse
from tasks.reorganising.undoing import obstacles_to_undo, undo_event

__all__ = [
    "DecisionQuestion",
    "NeedsDecision",
    "PersonMove",
    "Preview",
    "apply_event",
    "decide_carry",
    "decide_once",
    "event_problems",
    "event_warnings",
    "obstacles_to_undo",
    "people_to_move",
    "rehearse",
    "take_over",
    "undo_event",
]
