"""The forms of a draft's rows: those of a change of the plan; of the plan itself whole."""

from typing import Any

from tasks.changing.drafting import Edit
from tasks.changing.forms_rows import (
    ClauseForm,
    EndingForm,
    NewRowForm,
    RowForm,
    form_for,
)
from tasks.models.words import WORDS


class DraftWordsForm(RowForm):
    """What a draft says of itself: also what was left empty so far."""

    def edits(self) -> list[Edit]:
        """Return the plan with the columns that are others now."""
        row: Any = self.instance
        stored = type(row)._default_manager.get(pk=row.pk)
        found = {name: getattr(row, name) for name in WORDS[type(row)]}
        columns = {n: v for n, v in found.items() if v != getattr(stored, n)}
        return [(row, columns)] if columns else []


#: Kind of row → the form of its words.
_FORMS: dict[str, type[RowForm]] = {"task": ClauseForm, "plan": DraftWordsForm}


def draft_form(subject: str, *, adds: bool = False) -> type[RowForm]:
    """Return the form of a kind of row, or of a new one."""
    return form_for(subject, NewRowForm if adds else _FORMS.get(subject, EndingForm))
