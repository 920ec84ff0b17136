"""What a line of a change depends on: who owes before and after, whose duties it meets."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from agencies.models import Agency
from agencies.models.group import members_of
from tasks.duties.locks import hold_agencies, hold_periods
from tasks.models import LIVE, Assignment, Duty, Period, PlanChange, Schedule, Task
from tasks.models.querysets import DutyQuerySet
from tasks.moving.facts import (
    DUTY_FACT_FIELDS,
    Keeps,
    LineFact,
    PeriodFact,
    Taker,
    World,
    facts_of,
    read_held,
)
from tasks.periods.owed import ask, owing, parameters

_NOBODY = Q(pk__in=[])


def owers_of(task: Task, on: date) -> dict[int, int]:
    """Return agency → assignment of who owes the task on the day."""
    asked = parameters(plan_id=task.plan_id, on=on, data_from=on, task=task.pk)
    return dict(ask(owing(), asked))


def live_count(task: int | None) -> int:
    """Return how many live duties of open periods the task has; none without a task."""
    if task is None:
        return 0
    rows = Duty.objects.filter(task=task, state__in=LIVE)
    return rows.filter(period__state=Period.State.OPEN).count()


def lock_for(change: PlanChange, *, beside: Q = _NOBODY) -> None:
    """Lock what the change may touch: the open periods of the plan and of the one that
    replaces it, then the agencies (and those `beside`), each by key, so that officers'
    saves wait and the nightly run comes before or after.
    """
    plans = [plan for plan in (change.plan_id, change.successor_id) if plan]
    periods = Period.objects.filter(plan__in=plans, state=Period.State.OPEN)
    hold_periods(periods)
    named = beside
    if change.successor_id:
        named |= Q(duties__period__plan__in=plans, duties__state__in=LIVE)
    for line in () if change.successor_id else change.lines.all():
        if line.task_id:
            named |= Q(duties__task=line.task_id, duties__state__in=LIVE)
        for who in (line.after, *line.after.get("given", ())):
            named |= Q(pk=who.get("agency_id") or 0)
            if group := who.get("group_id"):
                named |= Q(members_of(group, change.effective_on))
    hold_agencies(Agency.objects.filter(named).order_by().values_list("pk", flat=True))


def _duties_of(task: Task, agencies: Collection[int]) -> DutyQuerySet:
    """Return the agencies' live duties of the task: of open periods, `once` of any."""
    rows: DutyQuerySet = Duty.objects.filter(
        Q(period__state=Period.State.OPEN) | Q(schedule=Schedule.ONCE),
        task=task,
        agency__in=agencies,
        state__in=LIVE,
    )
    return rows.order_by("pk")


def touched_by(change: PlanChange, task: Task, agencies: Collection[int]) -> Any:
    """Return those of `_duties_of` whose period is not over before the effective day."""
    return _duties_of(task, agencies).filter(
        Q(period__data_to__gte=change.effective_on) | Q(schedule=Schedule.ONCE)
    )


def world_of(
    change: PlanChange,
    task: Task,
    leaving: Iterable[Agency],
    *,
    heir: Agency | None,
    keeps: Keeps,
    reason: str,
) -> World:
    """Return the world in which `leaving` no longer owe the task; the heir takes their
    open work, without one it ends for the reason.
    """
    old = {agency.code: agency for agency in leaving}
    new = heir.code if heir else ""
    names = {code: agency.short_name for code, agency in old.items()}
    periods = list(Period.objects.filter(plan=change.plan_id).order_by("data_to", "pk"))
    rows = _duties_of(task, [agency.pk for agency in old.values()])
    return World(
        effective_on=change.effective_on,
        basis=change.basis or "Điều chỉnh kế hoạch",
        lines=tuple(LineFact(code, new, "reassign") for code in sorted(old)),
        duties=facts_of(rows.values(*DUTY_FACT_FIELDS, "agency__code")),
        held=read_held([heir.pk], {task.pk}) if heir else (),
        periods=tuple(
            PeriodFact(row.pk, row.plan_id, row.data_to, row.unit_due)
            for row in periods
            if row.is_open
        ),
        plan_of_period={row.pk: row.plan_id for row in periods},
        names=names | ({heir.code: heir.short_name} if heir else {}),
        carry={("", 0): Taker("", reason)},
        once={},
        keeps=keeps,
    )


def heir_of(old: Assignment, new: Assignment | None) -> Agency | None:
    """Return who takes over from one agency; None when groups or nobody follow."""
    if new is None or new.role == Assignment.Role.COORDINATE:
        return None
    if old.agency_id is None or new.agency_id in (None, old.agency_id):
        return None
    return new.agency
