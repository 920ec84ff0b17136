"""The day that counts for a duty (rule 1), as Python and as SQL.

A return sets a day of its own. It counts until the duty is sent again, also while the
agency's head has it, and takes the place of the first day, which stays readable.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Case, F, Q, When

from tasks.models.states import DueFrom, Schedule, State

#: Where the day of a supplement may count; an open duty has none (a constraint).
_ASKED_AGAIN = (State.RETURNED, State.PREPARED)
#: What has to be read of a duty to tell the day that counts.
_COLUMNS = ("state", "due_on", "return_due_on")


def is_supplement(state: str, return_due_on: date | None) -> bool:
    """Return whether a completion is asked for and was not sent yet."""
    return state in _ASKED_AGAIN and return_due_on is not None


def supplement(path: str = "") -> Q:
    """Return the same as a condition on duties reached by `path` («duty__»)."""
    asked = {f"{path}state__in": _ASKED_AGAIN, f"{path}return_due_on__isnull": False}
    return Q(**asked)


def falls_on_case() -> Case:
    """Return the expression of `Duty.falls_on`, the day by which a part of a year counts
    a duty of its whole: the last of its time, else the day of its own that it was given;
    nothing of what is due with its period or done once.
    """
    own = Q(due_from__in=(DueFrom.OWN, DueFrom.ANCHOR, DueFrom.EXTENSION))
    return Case(
        When(occurs_to__isnull=False, then=F("occurs_to")),
        When(own & ~Q(schedule=Schedule.ONCE), then=F("original_due_on")),
        default=None,
        output_field=models.DateField(),
    )


def due_now_of(row: Mapping[str, Any], path: str = "") -> date | None:
    """Return the day that counts, of a row of `values()` with the duty's columns."""
    state, due, again = (row[f"{path}{name}"] for name in _COLUMNS)
    found: date | None = again if is_supplement(state, again) else due
    return found


def due_now_case(path: str = "") -> Case:
    """Return the day that counts as an SQL expression over duties reached by `path`."""
    return Case(
        When(supplement(path), then=F(f"{path}return_due_on")),
        default=F(f"{path}due_on"),
        output_field=models.DateField(),
    )
