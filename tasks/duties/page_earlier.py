"""What a row said before it was put right, in words for a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, Model

from kehoach.lib.dates import format_date
from tasks.models import Correction
from tasks.models.correction import CORRECTION_TARGETS

_NOTHING = "(trống)"


@dataclass(frozen=True)
class Earlier:
    """One time that a row was put right: what was replaced, by whom and why."""

    pk: int
    act: str
    reason: str
    who: str
    when: datetime
    lines: list[tuple[str, str]]
    file_name: str


def earlier_of(rows: Iterable[Correction]) -> list[Earlier]:
    """Return what was replaced, newest first; the rows know who made them."""
    return [
        Earlier(
            pk=row.pk,
            act=row.get_act_display(),
            reason=row.reason,
            who=str(row.made_by),
            when=row.recorded_at,
            lines=[_line(row, name, value) for name, value in row.said.items()],
            file_name=row.file_name,
        )
        for row in rows
    ]


def _line(row: Correction, name: str, value: Any) -> tuple[str, str]:
    """Return the column's name on a page and what it said."""
    try:
        field: Any = _target(row)._meta.get_field(name)
    except FieldDoesNotExist:
        return name, str(value)
    if value and isinstance(field, DateField):
        value = format_date(date.fromisoformat(value))
    label = str(field.verbose_name)
    return f"{label[:1].upper()}{label[1:]}", str(value or _NOTHING)


def _target(row: Correction) -> type[Model]:
    name = next(each for each in CORRECTION_TARGETS if getattr(row, f"{each}_id"))
    found: Any = Correction._meta.get_field(name).related_model
    return found  # type: ignore[no-any-return]
