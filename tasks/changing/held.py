"""What of a row of the plan is never overwritten once duties stand on it.

Duties, closed periods and issued reports speak with these columns. An edit of them is a
change to the plan, with a document and a day. Where nothing stood yet (a number that was
not known), the row is only completed.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q

from tasks.models import Assignment, Duty, Plan, Section, Target, Task
from tasks.models.changing import PlanPart
from tasks.models.words import WORDS

OF_ASSIGNMENT = (
    "task_id",
    "agency_id",
    "group_id",
    "role",
    "mode",
    "is_main",
    "wording",
    "is_proposal",
    "basis_number",
    "basis_on",
    "valid_from",
    "valid_to",
)
#: What a plan is besides its words: who steers it (decision 060).
PLAN_DATA = ("steering_agency_id",)
HELD: Mapping[type, tuple[str, ...]] = {
    **WORDS,
    Plan: (*WORDS[Plan], *PLAN_DATA),
    Assignment: OF_ASSIGNMENT,
    Task: ("plan_id", *WORDS[Task], "yields_to_id"),
}


def standing_on(row: PlanPart) -> Q:
    """Return the condition on duties, of any time, that stand on the stored row: on
    headings, targets and what the plan says of itself all those of the plan.
    """
    if isinstance(row, Task):
        return Q(task=row.pk)
    if isinstance(row, Section | Target):
        return Q(task__plan=row.plan_id)
    if isinstance(row, Plan):
        return Q(task__plan=row.pk, task__plan__adhoc=None)
    own = Q(assignment=row.pk)
    stored = Assignment.objects.filter(pk=row.pk).first()
    if stored is None or stored.awaits_basis or stored.role == stored.Role.COORDINATE:
        return own
    if stored.agency_id:
        own |= Q(task=stored.task_id, agency=stored.agency_id)
    return own


def held_changes(row: PlanPart) -> dict[str, Any]:
    """Return the columns of the edited row that differ from the stored one and that
    duties depend on; empty when no duty stands on it, or nothing of that kind changed.
    Who steers a plan is held from its publishing on.
    """
    columns = HELD[type(row)]
    stored = type(row)._default_manager.filter(pk=row.pk).values(*columns).first()
    if stored is None:
        return {}
    changed = differing(row, stored)
    if not changed or has_duties(row):
        return changed
    data = {name: value for name, value in changed.items() if name in PLAN_DATA}
    return data if data and _is_published(row) else {}


def _is_published(row: PlanPart) -> bool:
    plans = Plan.objects.programmes().published()
    return isinstance(row, Plan) and plans.filter(pk=row.pk).exists()


def has_duties(row: PlanPart) -> bool:
    """Return whether duties, of any time, stand on the stored row."""
    return Duty.objects.filter(standing_on(row)).exists()


def waits_when_added(row: PlanPart) -> bool:
    """Return whether a new row waits for a document as well: agencies work on its plan
    already.
    """
    plan = plan_waited_for(row)
    return plan is not None and bool(plans_worked_on([plan]))


def plan_waited_for(row: PlanPart) -> int | None:
    """Return the plan that the new row changes once agencies work on it; none of who
    coordinates, and of a proposal: they owe nothing.
    """
    if isinstance(row, Plan):
        return None
    if not isinstance(row, Assignment):
        return row.plan_id
    owes = row.role != Assignment.Role.COORDINATE and not row.awaits_basis
    return row.task.plan_id if owes else None


def plans_worked_on(plans: Iterable[int]) -> set[int]:
    """Return those of the programmes on which agencies work, or worked (one query)."""
    duties = Duty.objects.filter(task__plan=OuterRef("pk"))
    rows = Plan.objects.programmes().filter(Exists(duties), pk__in=list(plans))
    return set(rows.values_list("pk", flat=True))


def columns_added(row: PlanPart) -> dict[str, Any]:
    """Return the columns of a new row as its line keeps them: without its plan, its
    place and its days, which the change gives.
    """
    left_out = {"id", "plan_id", "task_id", "position", "worded_from", "valid_from"}
    left_out |= {
        "replaced_by_id",
        "basis_number",
        "basis_on",
        "basis_note",
        "replaces_id",
        "ended_by_id",
    }
    fields = (field.attname for field in row._meta.concrete_fields)
    return {name: getattr(row, name) for name in fields if name not in left_out}


def differing(row: PlanPart, stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return the held columns whose value is another one now; of the plan itself only
    those that said something before.
    """
    now = {name: getattr(row, name) for name in HELD[type(row)]}
    said = {name: value for name, value in now.items() if value != stored[name]}
    if isinstance(row, Plan):
        return {
            n: value for n, value in said.items() if stored[n] not in (None, "", [])
        }
    return said


def labels_of(row: PlanPart, names: Iterable[str]) -> list[str]:
    """Return the columns by their name on the form."""
    fields = (row._meta.get_field(name.removesuffix("_id")) for name in names)
    return [str(field.verbose_name) for field in fields]  # type: ignore[union-attr] # columns
