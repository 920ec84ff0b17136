"""From an edit that is held to a draft of a change, so that nothing typed is lost."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from agencies.models import User
from tasks.changing.applying import lock_change
from tasks.duties.errors import InvalidInput
from tasks.models import Assignment, PlanChange, PlanChangeLine, Task
from tasks.moving.journal import plain

#: A row as it is stored, and the columns that somebody wants to be others.
Edit = tuple[Assignment | Task, Mapping[str, Any]]


@transaction.atomic
def draft_change(
    *, edits: Sequence[Edit], actor: User, today: date, now: datetime
) -> PlanChange:
    """Return a draft with one line per edit; the same person's draft that already holds
    exactly these rows is brought up to date instead.
    """
    plan_id = stored_plan(edits[0][0])
    if any(stored_plan(row) != plan_id for row, _ in edits):
        message = "Các dòng phải thuộc cùng một kế hoạch."
        raise InvalidInput(message)
    draft = same_draft(edits, actor) or PlanChange(
        plan_id=plan_id, created_by=actor, created_at=now, effective_on=today
    )
    draft.effective_on = _day_of(edits, draft.effective_on, today)
    draft.save()
    for row, columns in edits:
        kept = {"after": {name: plain(value) for name, value in columns.items()}}
        PlanChangeLine.objects.update_or_create(
            event=draft, **_key_of(row), defaults=kept
        )
    return draft


def stored_plan(row: Assignment | Task) -> int:
    """Return the plan of the row as it is stored."""
    task_id = row.pk if isinstance(row, Task) else stored_task(row)
    return Task.objects.values_list("plan_id", flat=True).get(pk=task_id)


def stored_task(row: Assignment) -> int:
    """Return the task of the stored assignment, whatever the form says."""
    return Assignment.objects.values_list("task_id", flat=True).get(pk=row.pk)


def _key_of(row: Assignment | Task) -> dict[str, Any]:
    """Return what finds the row's line in a change."""
    if isinstance(row, Task):
        return {"task_id": row.pk, "assignment_id": None}
    return {"task_id": stored_task(row), "assignment_id": row.pk}


def same_draft(edits: Sequence[Edit], actor: User) -> PlanChange | None:
    """Return the person's draft of exactly these rows."""
    wanted = {tuple(_key_of(row).values()) for row, _ in edits}
    drafts = PlanChange.objects.filter(state=PlanChange.State.DRAFT, created_by=actor)
    for draft in drafts.prefetch_related("lines"):
        if {(x.task_id, x.assignment_id) for x in draft.lines.all()} == wanted:
            return draft
    return None


def _day_of(edits: Sequence[Edit], otherwise: date, today: date) -> date:
    """Return the effective day that the edits name: the latest first day, else the
    earliest that their last days ask for, so that one far day does not hold up others.
    """
    begins: list[date] = [
        day for _, columns in edits if (day := columns.get("valid_from"))
    ]
    if begins:
        return max(begins)
    keys = [row.pk for row, columns in edits if "valid_to" in columns]
    ends = Assignment.objects.filter(pk__in=keys).values_list("pk", "valid_to")
    held = dict(ends)
    found: date = min(
        day_of_end(held[row.pk], columns["valid_to"], today)
        if "valid_to" in columns
        else otherwise
        for row, columns in edits
    )
    return found


def day_of_end(held: date | None, ends: date | None, today: date) -> date:
    """Return the day on which another last day takes effect: after it when it is the
    earlier one; an extension begins today, or after the last day when that is over.
    """
    if ends and (held is None or ends < held):
        return _next_day(ends)
    return min(_next_day(held), today) if held else today


def _next_day(day: date) -> date:
    """Return the day after; the last day there is has none."""
    return day + timedelta(days=day < date.max)


@transaction.atomic
def save_draft(
    *,
    change: PlanChange,
    basis: Mapping[str, Any],
    open_work: Mapping[int, tuple[str, str]],
) -> PlanChange:
    """Keep the document, the day, and per line what becomes of open work and why.

    Raises InvalidInput once the change was applied.
    """
    row = lock_change(change)
    require_draft(row)
    for name, value in basis.items():
        setattr(row, name, value)
    row.save(update_fields=list(basis))
    for line in row.lines.filter(pk__in=open_work):
        line.open_work, line.reason = open_work[line.pk]
        line.save(update_fields=["open_work", "reason"])
    return row


@transaction.atomic
def discard_draft(*, change: PlanChange) -> None:
    """Throw the draft away; raises InvalidInput once it was applied."""
    row = lock_change(change)
    require_draft(row)
    row.delete()


def require_draft(change: PlanChange) -> None:
    """Raise InvalidInput unless the change is still a draft."""
    if not change.is_draft:
        stands = change.get_state_display().lower()
        message = f"Điều chỉnh {stands}, không sửa được nữa."
        raise InvalidInput(message)
