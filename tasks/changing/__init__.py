"""Changes to the plan: held edits become drafts, previewed and applied (rule 18).

The machinery is that of reorganisations: facts → outcome → write → journal.
"""

from tasks.changing.applying import apply_change
from tasks.changing.drafting import discard_draft, draft_change, save_draft
from tasks.changing.rehearsing import ChangePreview, rehearse_change

__all__ = [
    "ChangePreview",
    "apply_change",
    "discard_draft",
    "draft_change",
    "rehearse_change",
    "save_draft",
]
