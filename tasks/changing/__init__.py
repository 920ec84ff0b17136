"""Changes to the plan: held edits become drafts, previewed, applied and undone (rule 18).

The machinery is that of reorganisations: facts → outcome → write → journal → undo.
"""

from tasks.changing.applying import apply_change
from tasks.changing.drafting import discard_draft, draft_change, save_draft
from tasks.changing.drafting_heirs import draft_replacement, save_heirs
from tasks.changing.rehearsing import ChangePreview, rehearse_change
from tasks.changing.undoing import obstacles_to_undo_change, undo_change

__all__ = [
    "ChangePreview",
    "apply_change",
    "discard_draft",
    "draft_change",
    "draft_replacement",
    "obstacles_to_undo_change",
    "rehearse_change",
    "save_draft",
    "save_heirs",
    "undo_change",
]
