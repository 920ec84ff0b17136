"""A later day for one duty or an agency's whole period, with reason and who gave it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from agencies.models import Agency, User
from agencies.models.authority import acts_for
from tasks.duties.authority import REVIEWERS
from tasks.duties.errors import DutyNotOpen, InvalidInput, NotAllowed, PeriodClosed
from tasks.duties.gates import working_period
from tasks.duties.locks import lock_duties, work_in
from tasks.duties.new_days import check_new_day
from tasks.duties.transitions import transition
from tasks.models import TO_DO, DueFrom, Duty, DutyEvent, Extension, Notice, Period
from tasks.notices.telling import tell_about
from tasks.reminders.planning import after_change


@transaction.atomic
def extend_duty(
    *,
    duty: Duty,
    new_due_on: date,
    reason: str,
    day_off: bool = False,
    actor: User,
    today: date,
    now: datetime,
) -> Extension:
    """Move one duty's day to a later one, on a day off only when it is meant; the
    original day stays readable.
    """
    [row] = lock_duties([duty])
    _check(working_period(row, today), reason, actor, today)
    if row.state not in TO_DO:
        raise DutyNotOpen
    check_new_day(
        new_due_on,
        field="new_due_on",
        counts=row.due_now,
        today=today,
        day_off=day_off,
    )
    extension = Extension.objects.create(
        duty=row,
        period=row.period,
        new_due_on=new_due_on,
        reason=reason.strip(),
        granted_by=actor,
        effective_on=today,
        recorded_at=now,
    )
    _move([row], extension, actor=actor, today=today, now=now)
    return extension


@transaction.atomic
def extend_agency(
    *,
    agency: Agency,
    period: Period,
    new_due_on: date,
    reason: str,
    day_off: bool = False,
    actor: User,
    today: date,
    now: datetime,
) -> Extension:
    """Move the day of every duty that the agency still has to do in the period; those
    that have a later day already keep it.
    """
    period = work_in(period, agency)
    _check(period, reason, actor, today)
    waiting = Duty.objects.filter(period=period, agency=agency, due_on__isnull=False)
    owed = lock_duties(waiting.to_do())
    rows = [row for row in owed if row.due_now and row.due_now < new_due_on]
    check_new_day(
        new_due_on,
        field="new_due_on",
        counts=None
        if rows
        else max((row.due_now for row in owed if row.due_now), default=None),
        today=today,
        day_off=day_off,
    )
    extension = Extension.objects.create(
        agency=agency,
        period=period,
        new_due_on=new_due_on,
        reason=reason.strip(),
        granted_by=actor,
        effective_on=today,
        recorded_at=now,
    )
    _move(rows, extension, actor=actor, today=today, now=now)
    return extension


def _check(period: Period, reason: str, actor: User, today: date) -> None:
    if not acts_for(actor, period.plan.steering_agency_id, today, *REVIEWERS):
        raise NotAllowed
    if not period.is_open:
        raise PeriodClosed
    if not reason.strip():
        message = "Nhập lý do gia hạn."
        raise InvalidInput(message, field="reason")


def _move(
    rows: list[Duty], extension: Extension, *, actor: User, today: date, now: datetime
) -> None:
    note = f"Đến {extension.new_due_on:%d/%m/%Y}: {extension.reason}"
    later: dict[str, Any] = {"due_on": extension.new_due_on}
    for day, some in (
        (
            {"return_due_on": extension.new_due_on},
            [row for row in rows if row.is_supplement],
        ),
        (
            later | {"due_from": DueFrom.EXTENSION},
            [row for row in rows if not row.is_supplement],
        ),
    ):
        transition(
            some,
            DutyEvent.Kind.EXTENDED,
            actor=actor,
            today=today,
            now=now,
            note=note,
            **day,
        )
    tell_about(
        duties=rows,
        kind=Notice.Kind.EXTENDED,
        words=f"Gia hạn đến {extension.new_due_on:%d/%m/%Y}:",
        actor=actor,
        today=today,
        now=now,
    )
    after_change(rows, now=now)
