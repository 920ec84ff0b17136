"""Duties follow the agencies: opened for who joins, ended for who leaves, back when owed again."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from agencies.models import User
from tasks.duties.locks import change_period, hold, hold_agencies, lock_duties
from tasks.duties.transitions import transition
from tasks.models import TO_DO, Duty, DutyEvent, Period, PeriodEvent
from tasks.models.querysets import DutyQuerySet
from tasks.periods.opening import (
    AGAIN,
    ENDED,
    ENDED_WHY,
    LEFT,
    Synced,
    create_missing,
    of_period,
)
from tasks.periods.owed import ask, leaving, owed_again


def sync_duties(*, today: date, now: datetime) -> Synced:
    """Follow groups, scope and agencies in every open period that has begun."""
    opened = ended = 0
    rows = Period.objects.filter(state=Period.State.OPEN, data_from__lte=today)
    for period in rows.order_by("data_from", "pk"):
        done = sync_period(period=period, today=today, now=now)
        opened, ended = opened + done.opened, ended + done.ended
    return Synced(opened, ended)


@transaction.atomic
def sync_period(*, period: Period, today: date, now: datetime) -> Synced:
    """Open what joined and end what left one period; reported duties stay."""
    period = change_period(period)
    if not period.is_open:
        return Synced(0, 0)
    last = period.duties.aggregate(last=Max("pk"))["last"] or 0
    opened = create_missing(period, today)
    new = period.duties.filter(pk__gt=last).values_list("agency_id", flat=True)
    gone, back = leaving_duties(period, today), owed_after_all(period, today)
    again = Duty.objects.filter(pk__in=back).values_list("agency_id", flat=True)
    hold_agencies([*new, *gone.values_list("agency_id", flat=True), *again])
    ended = end_leaving(gone, today, now)
    opened += len(resume_owed(period, back, today, now))
    if opened or ended:
        PeriodEvent.objects.create(
            period=period,
            kind="synced",
            counts={"opened": opened, "ended": ended},
            effective_on=today,
            recorded_at=now,
        )
    return Synced(opened, ended)


def owed_after_all(period: Period, today: date, task_id: int = 0) -> dict[int, int]:
    """Return the duties (of one task) that a night had ended and that are owed after
    all, each with the assignment that it stands on from now on.
    """
    return dict(ask(owed_again(), of_period(period, today, task_id) | ENDED_WHY))


def resume_owed(
    period: Period,
    given: Mapping[int, int],
    today: date,
    now: datetime,
    *,
    journal: Callable[[Duty], None] | None = None,
) -> list[Duty]:
    """Open the duties again, each on its assignment and with its entries: it lasts
    longer, or a member came back.
    """
    if not given:
        return []
    rows = hold(Duty.objects.order_by("pk")).filter(pk__in=given)
    duties = list(rows.select_related("agency"))
    for duty in duties:
        if journal:
            journal(duty)
        duty.assignment_id = given[duty.pk]
    Duty.objects.bulk_update(duties, ["assignment"], batch_size=1000)
    transition(
        duties, DutyEvent.Kind.RESUMED, actor=None, today=today, now=now, note=AGAIN
    )
    return duties


def leaving_duties(period: Period, today: date) -> DutyQuerySet:
    """Return the duties of the period that nobody owes any more."""
    ids = [row[0] for row in ask(leaving(), of_period(period, today))]
    rows: DutyQuerySet = Duty.objects.filter(pk__in=ids)
    return rows


def end_leaving(rows: DutyQuerySet, today: date, now: datetime) -> int:
    """End those of the duties that are still to do, with reason and event."""
    waiting = lock_duties(rows.to_do().select_related(None).order_by("pk"))
    ended = [row for row in waiting if not row.agency.is_alive_on(today)]
    left = [row for row in waiting if row.agency.is_alive_on(today)]
    return end_all(ended, ENDED, today, now) + end_all(left, LEFT, today, now)


def end_all(
    rows: Iterable[Duty],
    reason: str,
    today: date,
    now: datetime,
    actor: User | None = None,
) -> int:
    """End those of the locked duties that are to do, with one event each; return how
    many.
    """
    duties = [row for row in rows if row.state in TO_DO]
    if not duties:
        return 0
    transition(
        duties,
        DutyEvent.Kind.ENDED,
        actor=actor,
        today=today,
        now=now,
        note=reason,
        reason=reason,
        ended_on=today,
    )
    return len(duties)
