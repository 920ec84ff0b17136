"""Open a period: every duty exactly once, in a fixed number of statements."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from agencies.models import User
from kehoach.lib.periods import Span, annual, first_half, nine_months
from tasks.models import TO_DO, Duty, DutyEvent, Period, PeriodEvent, Plan
from tasks.querysets import DutyQuerySet
from tasks.services.calendar import unit_deadline
from tasks.services.errors import InvalidInput, PeriodClosed
from tasks.services.locks import change_period, hold, hold_agencies, lock_duties
from tasks.services.owed import (
    insert_duties,
    leaving,
    missing_by_task,
    owed_again,
    parameters,
)
from tasks.services.transitions import transition
from tasks.services.twins import share_from_year

SPANS = {
    Period.Kind.YEAR: annual,
    Period.Kind.HALF: first_half,
    Period.Kind.NINE_MONTHS: nine_months,
}
LEFT = "Đơn vị không còn thuộc đối tượng thực hiện nhiệm vụ này."
AGAIN = "Phân công còn hiệu lực; nhiệm vụ mở lại kèm nhật ký."
ENDED = "Đơn vị đã kết thúc hoạt động, không có đơn vị kế thừa."
#: The reasons of a night, as `owed_again` asks for them.
WHY = {"left": LEFT, "gone": ENDED}


def span_of(kind: str, year: int) -> Span:
    """Return the default span of the data (NĐ 09/2019/NĐ-CP Điều 12)."""
    if kind not in SPANS:
        message = "Kỳ đột xuất phải nhập ngày bắt đầu và ngày chốt."
        raise InvalidInput(message)
    return SPANS[Period.Kind(kind)](year)


def new_period(plan: Plan, year: int, kind: str) -> Period:
    """Return an unsaved period with its default days."""
    span = span_of(kind, year)
    return Period(
        plan=plan,
        kind=kind,
        year=year,
        data_from=span.data_from,
        data_to=span.data_to,
        unit_due=unit_deadline(span.data_to),
    )


def of_period(period: Period, today: date) -> dict[str, Any]:
    """Return the SQL parameters; who owes is asked as of the period's owing day."""
    return parameters(
        plan_id=period.plan_id,
        on=period.owing_day(today),
        data_from=period.data_from,
        period=period.pk or 0,
        unit_due=period.unit_due,
        interim=period.is_interim,
    )


def preview_period(
    *, plan: Plan, year: int, kind: str = Period.Kind.YEAR, today: date
) -> dict[str, int]:
    """Return task code → how many duties opening would create now."""
    period = Period.objects.filter(plan=plan, kind=kind, year=year).first()
    period = period or new_period(plan, year, kind)
    with connection.cursor() as cursor:
        cursor.execute(missing_by_task(), of_period(period, today))
        return dict(cursor.fetchall())


def get_or_create_period(plan: Plan, year: int, kind: str, now: datetime) -> Period:
    """Return the period, locked; two processes at once get the same row."""
    fresh = new_period(plan, year, kind)
    Period.objects.get_or_create(
        plan=plan,
        kind=kind,
        year=year,
        defaults={
            "data_from": fresh.data_from,
            "data_to": fresh.data_to,
            "unit_due": fresh.unit_due,
            "opened_at": now,
        },
    )
    rows = hold(Period.objects.select_related("plan"))
    return rows.get(plan=plan, kind=kind, year=year)


def create_missing(period: Period, today: date, task_id: int = 0) -> int:
    """Create the duties that are missing (of one task), in one statement; return how
    many.

    SQLite gives no row count for an INSERT behind a WITH, hence the two counts.
    """
    before = period.duties.count()
    with connection.cursor() as cursor:
        cursor.execute(insert_duties(), of_period(period, today) | {"task": task_id})
    return period.duties.count() - before


@transaction.atomic
def open_period(
    *,
    plan: Plan,
    year: int,
    kind: str = Period.Kind.YEAR,
    actor: User | None = None,
    today: date,
    now: datetime,
) -> Period:
    """Open the period and create every duty that is missing; again changes nothing.

    Raises PeriodClosed when it was closed. Who owes is asked as of `today` inside
    the period, else of its nearer end; later joiners come by `sync_duties`.
    """
    period = get_or_create_period(plan, year, kind, now)
    if not period.is_open:
        raise PeriodClosed
    hold_agencies(period.duties.values_list("agency_id", flat=True))
    if created := create_missing(period, today):
        if period.is_interim:
            share_from_year(period, now=now)
        PeriodEvent.objects.create(
            period=period,
            kind="opened",
            counts={"duties": created},
            actor=actor,
            effective_on=today,
            recorded_at=now,
        )
    return period


@dataclass(frozen=True)
class Synced:
    """What a nightly run did."""

    opened: int
    ended: int


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
    asked = of_period(period, today) | WHY | {"task": task_id}
    with connection.cursor() as cursor:
        cursor.execute(owed_again(), asked)
        return dict(cursor.fetchall())


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
    with connection.cursor() as cursor:
        cursor.execute(leaving(), of_period(period, today))
        ids = [row[0] for row in cursor.fetchall()]
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
