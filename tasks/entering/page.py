"""What the form of a row of a draft shows: the boxes one needs first, then the others."""

from collections.abc import Iterable
from typing import Any

from django.forms import BoundField

from tasks.changing.forms_rows import RowForm
from tasks.changing.held import labels_of
from tasks.changing.shown import in_words
from tasks.models.words import WORDS

#: Kind of row → the boxes that stand open.
FIRST = {
    "task": (
        *("section", "code", "text", "short_title", "schedule_text", "schedule"),
        *("due_on", "product", "assignee_text", "coordinating_text"),
    ),
    "section": ("parent", "code", "title"),
    "target": ("code", "text", "short_title", "operator", "threshold", "unit"),
    "plan": ("short_title", "title", "number", "issued_on", "recipients"),
}


def boxes(form: RowForm, subject: str) -> tuple[list[BoundField], list[BoundField]]:
    """Return the boxes that stand open, and those that are folded."""
    first = [form[name] for name in FIRST[subject] if name in form.fields]
    names = {box.name for box in first} | {"follows"}
    return first, [box for box in form.words() if box.name not in names]


def stored_words(row: Any, form: RowForm) -> Iterable[tuple[str, str]]:
    """Yield label and stored words of the columns in which the form differs."""
    stored = type(row)._default_manager.get(pk=row.pk)
    for name in WORDS[type(row)]:
        if getattr(stored, name) != getattr(form.instance, name):
            field = row._meta.get_field(name.removesuffix("_id"))
            said = in_words(field, getattr(stored, name)) or "để trống"
            yield labels_of(row, [name])[0], said
