"""What of an assignment or a task is never overwritten once duties stand on it.

Duties, closed periods and issued reports speak with these columns. An edit of them is a
change to the plan, with a document and a day.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from tasks.models import Assignment, Duty, Task
from tasks.models.changing import WORD_FIELDS

OF_ASSIGNMENT = (
    "task_id",
    "agency_id",
    "group_id",
    "role",
    "mode",
    "wording",
    "is_proposal",
    "basis_number",
    "basis_on",
    "valid_from",
    "valid_to",
)
OF_TASK = ("plan_id", *WORD_FIELDS, "yields_to_id")
HELD: Mapping[type, tuple[str, ...]] = {Assignment: OF_ASSIGNMENT, Task: OF_TASK}


def standing_on(row: Assignment | Task) -> Q:
    """Return the condition on duties, of any time, that stand on the stored row."""
    if isinstance(row, Task):
        return Q(task=row.pk)
    own = Q(assignment=row.pk)
    stored = Assignment.objects.filter(pk=row.pk).first()
    if stored is None or stored.awaits_basis or stored.role == stored.Role.COORDINATE:
        return own
    if stored.agency_id:
        own |= Q(task=stored.task_id, agency=stored.agency_id)
    return own


def held_changes(row: Assignment | Task) -> dict[str, Any]:
    """Return the columns of the edited row that differ from the stored one and that
    duties depend on; empty when no duty stands on it, or nothing of that kind changed.
    """
    columns = HELD[type(row)]
    stored = type(row)._default_manager.filter(pk=row.pk).values(*columns).first()
    if stored is None:
        return {}
    changed = differing(row, stored)
    return changed if changed and has_duties(row) else {}


def has_duties(row: Assignment | Task) -> bool:
    """Return whether duties, of any time, stand on the stored row."""
    return Duty.objects.filter(standing_on(row)).exists()


def differing(row: Assignment | Task, stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return the held columns whose value is another one now."""
    now = {name: getattr(row, name) for name in HELD[type(row)]}
    return {name: value for name, value in now.items() if value != stored[name]}


def labels_of(row: Assignment | Task, names: Iterable[str]) -> list[str]:
    """Return the columns by their name on the form."""
    fields = (row._meta.get_field(name.removesuffix("_id")) for name in names)
    return [str(field.verbose_name) for field in fields]  # type: ignore[union-attr] # columns
