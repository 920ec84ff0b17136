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
from tasks.plan.sheets_plan import called_short


class DraftWordsForm(RowForm):
    """What a draft says of itself: also what was left empty so far."""

    def edits(self) -> list[Edit]:
        """Return the plan with the columns that are others now."""
        row: Any = self.instance
        stored = type(row)._default_manager.get(pk=row.pk)
        found = {name: getattr(row, name) for name in WORDS[type(row)]}
        columns = {n: v for n, v in found.items() if v != getattr(stored, n)}
        return [(row, columns)] if columns else []


class _ShortNamed:
    """A row that is called by the beginning of its words where nobody says how; no
    document repeals it, it is deleted.
    """

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("ends", None)
        if "text" in self.fields:
            box = self.fields["short_title"]
            box.required = False
            box.help_text = "Để trống: lấy những chữ đầu của nội dung."

    def clean(self) -> dict[str, Any]:
        """Give the row its short name."""
        cleaned: dict[str, Any] = super().clean() or {}  # type: ignore[misc] # a mixin
        if cleaned.get("text") and not cleaned.get("short_title"):
            cleaned["short_title"] = called_short(cleaned["text"])
        return cleaned


class _DraftClause(_ShortNamed, ClauseForm):
    """A task and who is given it."""


class _DraftRow(_ShortNamed, EndingForm):
    """A heading or a target."""


class _NewDraftRow(_ShortNamed, NewRowForm):
    """A row more."""


#: Kind of row → the form of its words.
_FORMS: dict[str, type[RowForm]] = {"task": _DraftClause, "plan": DraftWordsForm}


def draft_form(subject: str, *, adds: bool = False) -> type[RowForm]:
    """Return the form of a kind of row, or of a new one."""
    return form_for(subject, _NewDraftRow if adds else _FORMS.get(subject, _DraftRow))
