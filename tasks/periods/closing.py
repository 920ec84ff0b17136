"""Close a period: store what it was, then keep it read-only.

Stored are the list of units, every duty's state and label, and the four numbers of
every measure; a closed period is answered from these, never from today's rows.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from agencies.models import Agency, User
from agencies.models.authority import acts_for
from tasks.duties.errors import InvalidInput, NotAllowed, PeriodClosed
from tasks.duties.locks import end_period, lock_duties
from tasks.duties.new_days import ask_day_off
from tasks.duties.past_words import in_their_periods
from tasks.duties.transitions import transition
from tasks.models import (
    LIVE,
    Duty,
    DutyEvent,
    DutySnapshot,
    EvidenceLink,
    Extension,
    FigureValue,
    MeasureResult,
    Period,
    PeriodEvent,
    PeriodUnit,
    ProgressEntry,
    Schedule,
    UnitReport,
)
from tasks.models.status import standing_of
from tasks.periods.days import require_manager
from tasks.sums.counted import count_at_closing
from tasks.sums.targets import count_measures

#: Duties that are stored at a time.
_CHUNK = 2000


class TooEarly(InvalidInput):
    """The data of the period are not complete yet."""

    default = "Chưa qua ngày chốt số liệu nên chưa chốt kỳ được."


@transaction.atomic
def close_period(
    *, period: Period, actor: User, today: date, now: datetime
) -> PeriodEvent:
    """Store population, labels and counts, then close; once only."""
    row = end_period(period)
    require_manager(actor, row, today)
    if not row.is_open:
        raise PeriodClosed
    if today <= row.data_to:
        raise TooEarly
    return store_and_close(period=row, actor=actor, today=today, now=now)


def store_and_close(
    *, period: Period, actor: User, today: date, now: datetime
) -> PeriodEvent:
    """Store what the locked period was and make it read-only."""
    row = period
    count_at_closing(row, actor, now)
    counts = {
        "units": _store_units(row),
        "duties": _store_duties(row, today),
        "measures": _store_measures(row),
    }
    row.state, row.closed_at = Period.State.CLOSED, max([now, *_newest(row)])
    row.save(update_fields=["state", "closed_at"])
    return PeriodEvent.objects.create(
        period=row,
        kind="closed",
        counts=counts,
        actor=actor,
        effective_on=today,
        recorded_at=now,
    )


def _newest(period: Period) -> list[datetime]:
    """Return the newest moment of each kind of row that stands in the period: who was
    saving when it was asked to close came first, so it closes no earlier than they.
    """
    rows: tuple[QuerySet[Any], ...] = (
        ProgressEntry.objects.filter(period=period),
        FigureValue.objects.filter(period=period),
        UnitReport.objects.filter(period=period),
        Extension.objects.filter(period=period),
        EvidenceLink.objects.filter(duty__period=period),
        DutyEvent.objects.filter(duty__period=period),
    )
    found = [each.aggregate(newest=Max("recorded_at"))["newest"] for each in rows]
    return [moment for moment in found if moment]


def _store_units(period: Period) -> int:
    """Store every agency of the measures' lists, also one that is not concerned or had
    ended; return how many still owe something.
    """
    owing = Duty.objects.shown_in(period).filter(is_requested=False)
    units = Agency.objects.filter(pk__in=owing.values("agency_id"))
    rows = [
        PeriodUnit(
            period=period,
            agency=unit,
            name=unit.name,
            kind=unit.kind,
            level=unit.level,
            alive_on_data_day=unit.is_alive_on(period.data_to),
        )
        for unit in units
    ]
    PeriodUnit.objects.bulk_create(rows, batch_size=1000)
    live = owing.filter(period=period, state__in=LIVE).order_by()
    return live.values("agency_id").distinct().count()


def _store_duties(period: Period, today: date) -> int:
    """Store every duty, some at a time: a province has more than a worker's memory
    should hold. Rows of one task or agency share it (not a join of long texts).
    """
    shown = Duty.objects.shown_in(period).prefetch_related("task", "agency")
    rows, stored = shown.order_by("pk").iterator(chunk_size=_CHUNK), 0
    while some := in_their_periods(islice(rows, _CHUNK), period.words_day()):
        stored += len(DutySnapshot.objects.bulk_create(_kept(some, period, today)))
    return stored


def _kept(duties: Iterable[Duty], period: Period, today: date) -> list[DutySnapshot]:
    return [
        DutySnapshot(
            period=period,
            duty=duty,
            agency_id=duty.agency_id,
            task_code=duty.task.code,
            state=duty.state,
            progress=duty.progress,
            label=standing_of(duty, today).label,
            due_on=duty.due_on,
            first_sent_on=duty.first_sent_on,
            counted=duty.is_live
            and not duty.is_requested
            and duty.agency.is_alive_on(period.data_to),
        )
        for duty in duties
    ]


def _store_measures(period: Period) -> int:
    counts = count_measures(period=period, data_day=period.data_to)
    rows = [
        MeasureResult(
            period=period,
            measure=count.measure,
            numerator=Decimal(count.numbers.numerator),
            denominator=count.numbers.denominator,
            not_applicable=count.numbers.not_applicable,
            not_reported=count.numbers.not_reported,
            ended_units=count.ended_units,
        )
        for count in counts
    ]
    return len(MeasureResult.objects.bulk_create(rows))


@transaction.atomic
def unlock_duty(
    *,
    duty: Duty,
    reason: str,
    until: date,
    day_off: bool = False,
    actor: User,
    today: date,
    now: datetime,
) -> Duty:
    """Let one duty of a closed period be worked on until a day; by name and reason."""
    [row] = lock_duties([duty])
    if not acts_for(actor, row.period.plan.steering_agency_id, today, "head"):
        raise NotAllowed
    if row.period.is_open or row.schedule == Schedule.ONCE:
        message = "Chỉ mở lại nhiệm vụ của kỳ đã chốt."
        raise InvalidInput(message)
    if not reason.strip():
        message = "Nhập lý do mở lại."
        raise InvalidInput(message, field="reason")
    if until < today:
        message = "Ngày mở lại phải từ hôm nay trở đi."
        raise InvalidInput(message, field="until")
    ask_day_off(until, day_off=day_off)
    transition(
        [row],
        DutyEvent.Kind.UNLOCKED,
        actor=actor,
        today=today,
        now=now,
        note=f"Đến {until:%d/%m/%Y}: {reason.strip()}",
        reopened_until=until,
    )
    return row
