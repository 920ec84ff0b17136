"""Undoing a change of the plan: what is about assignments, clauses and days; the rest as
any event (`moving`).
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from agencies.models import Agency, Reorganisation, User
from kehoach.lib.text import fitted
from tasks.changing.applying import lines_of, lock_change
from tasks.changing.days import new_days, write_days
from tasks.changing.deciding import require_deciding
from tasks.changing.document_lines import close_gaps
from tasks.changing.facts import lock_for, owers_of, touched_by
from tasks.changing.in_the_way import in_the_way
from tasks.changing.task_lines import OF_DAYS
from tasks.duties.errors import InvalidInput
from tasks.models import (
    LIVE,
    Assignment,
    Duty,
    Notice,
    Period,
    PlanChange,
    PlanChangeLine,
    Schedule,
    Section,
    Target,
    Task,
)
from tasks.models.querysets import DutyQuerySet
from tasks.moving.duties_side import Stamp
from tasks.moving.journal import Journal
from tasks.moving.undoing import (
    TOO_LATE,
    applied_since,
    closed_since,
    few,
    later_events,
    made_by,
    put_back,
    said_first,
    touched_duties,
    work_since,
)
from tasks.notices.telling import LONGEST_NOTICE, Told, tell_agencies
from tasks.periods.opening import create_missing


def obstacles_to_undo_change(*, change: PlanChange) -> list[str]:
    """Return who has worked on what since, and what was built on the change; empty when
    undoing is possible.
    """
    if change.state != PlanChange.State.APPLIED:
        return ["Điều chỉnh chưa áp dụng hoặc đã hoàn tác."]
    concerned = concerned_duties(change)
    return few(
        [
            *later_events(change),
            *changed_since(change),
            *closed_since(change, concerned),
            *work_since(change, list(concerned.values_list("pk", flat=True))),
            *in_the_way(change),
        ]
    )


def concerned_duties(change: PlanChange) -> DutyQuerySet:
    """Return the duties that the change made or changed, those opened on what it made,
    and those that it gave other words.
    """
    lines = change.lines.filter(
        subject=PlanChangeLine.Subject.TASK, act=PlanChangeLine.Act.CHANGE
    )
    reworded = lines.values("task")
    ends_later = Q(period__data_to__gte=change.effective_on)
    running = ends_later | Q(schedule=Schedule.ONCE)
    rows: DutyQuerySet = Duty.objects.filter(
        Q(pk__in=touched_duties(change))
        | Q(assignment__in=made_by(change, Assignment))
        | running & Q(task__in=reworded, state__in=LIVE)
    )
    return rows


def changed_since(change: PlanChange) -> list[str]:
    """Return later changes of the same clauses, and reorganisations of the agencies
    whose duties or assignments the change touched.
    """
    tasks = change.lines.filter(task__isnull=False).values("task")
    changes = applied_since(PlanChange, change).filter(lines__task__in=tasks)
    rows = change.changes.filter(table=Assignment._meta.label).values("row_id")
    whose = Agency.objects.filter(
        Q(duties__in=touched_duties(change)) | Q(assignments__in=rows)
    )
    named = Q(lines__predecessor__in=whose) | Q(lines__successor__in=whose)
    events = applied_since(Reorganisation, change).filter(named)
    return said_first([*changes.distinct(), *events.distinct()])


@transaction.atomic
def undo_change(*, change: PlanChange, actor: User, today: date, now: datetime) -> None:
    """Restore every row that the change changed, remove what it made, and tell the
    agencies that were told of it.

    Raises NotAllowed for who does not decide on it, InvalidInput that says who worked on
    what when it is too late.
    """
    row = lock_change(change)
    require_deciding(actor, row, today)
    lock_for(row, beside=Q(duties__in=concerned_duties(row)))
    if obstacles := obstacles_to_undo_change(change=row):
        raise InvalidInput(TOO_LATE + " ".join(obstacles))
    lines = lines_of(row)
    opened, places = opened_since(row), places_made(row)
    told = {line.pk: agencies_told(line) for line in lines}
    put_back(row, actor=actor, now=now, what="phân công mới", beside=opened)
    for model, held in places.items():
        close_gaps(model, row.plan_id, held)
    stamp = Stamp(actor, today, today, now)
    for task in tasks_left(lines):
        task.refresh_from_db()
        _open_anew(row, task, stamp, every=bool(opened))
        _days_of_newer(row, task, stamp)
    for line in lines:
        _tell(row, line, told[line.pk], stamp)


def opened_since(change: PlanChange) -> list[int]:
    """Return the duties that a night or a new period opened by the change's assignments;
    they have no record of their own.
    """
    rows = Duty.objects.filter(
        assignment__in=made_by(change, Assignment), events__isnull=True
    ).exclude(pk__in=touched_duties(change))
    return list(rows.values_list("pk", flat=True))


def places_made(change: PlanChange) -> dict[Any, list[int]]:
    """Return the kind of row → the places in the document of those that go."""
    found = {}
    for model in (Task, Section, Target):
        rows: Any = model._default_manager.filter(pk__in=made_by(change, model))
        found[model] = list(rows.values_list("position", flat=True))
    return found


def tasks_left(lines: Iterable[PlanChangeLine]) -> Iterable[Task]:
    """Return the tasks of the lines that were there before the change."""
    before = [
        x
        for x in lines
        if x.subject != PlanChangeLine.Subject.TASK or x.act != PlanChangeLine.Act.ADD
    ]
    return {line.task_id: line.task for line in before if line.task}.values()


def _open_anew(change: PlanChange, task: Task, stamp: Stamp, *, every: bool) -> None:
    """Open what is owed of the task instead of what was opened by the change, and in
    periods that were opened while the change held.
    """
    begun = Period.objects.filter(
        plan=task.plan_id, state=Period.State.OPEN, data_from__lte=stamp.today
    )
    if not every:
        begun = begun.filter(opened_at__gte=change.applied_at)
    for period in begun.order_by("pk"):
        create_missing(period, stamp.today, task_id=task.pk)


def _days_of_newer(change: PlanChange, task: Task, stamp: Stamp) -> None:
    """Give duties that were opened since under the change's schedule that of the task."""
    lines = change.lines.filter(task=task, subject=PlanChangeLine.Subject.TASK)
    if not any(OF_DAYS & line.after.keys() for line in lines):
        return
    rows = touched_by(change, task, owers_of(task, stamp.today))
    newer = rows.exclude(pk__in=touched_duties(change))
    found = new_days(task, newer.select_related("agency", "period", "task"))
    other = [e for e in found if e.moves or e.ends or e.duty.schedule != task.behaviour]
    write_days(task, other, Journal(change), stamp, f"Hoàn tác {change.basis}")


def agencies_told(line: PlanChangeLine) -> list[int]:
    """Return who was told of the line; of a change applied before that was kept, whose
    duties it touched.
    """
    if line.told is not None:
        return list(line.told)
    keys = touched_duties(line.event)
    rows = Duty.objects.filter(pk__in=keys, task__isnull=False, task=line.task_id)
    return list(rows.values_list("agency_id", flat=True).distinct())


def _tell(
    change: PlanChange, line: PlanChangeLine, agencies: list[int], stamp: Stamp
) -> None:
    row: Any = line.task or line.row
    what = f"nhiệm vụ {row}" if line.task else str(row or line.named)
    if change.successor_id:
        what = f"kế hoạch {change.plan} và việc của đơn vị"
    text = fitted(
        "Đã hoàn tác điều chỉnh theo {basis}: {what} trở lại như trước ngày"
        f" {change.effective_on:%d/%m/%Y}.",
        LONGEST_NOTICE,
        basis=change.basis,
        what=what,
    )
    told = {
        agency.pk: Told(Notice.Kind.PLAN, text, f"/don-vi/{agency.code}/")
        for agency in Agency.objects.filter(pk__in=agencies)
    }
    tell_agencies(told=told, actor=stamp.actor, today=stamp.today, now=stamp.now)
