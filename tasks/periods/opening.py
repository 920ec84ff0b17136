"""Open a period: every duty exactly once, in a fixed number of statements."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from agencies.models import User
from tasks.duties.errors import InvalidInput, PeriodClosed
from tasks.duties.locks import hold, hold_agencies
from tasks.duties.same_work_in_parts import share_from_year
from tasks.figures.keeping import add_up_in_part
from tasks.models import Period, PeriodEvent, Plan
from tasks.periods.calendars import PROPOSED, new_period, whole_meant
from tasks.periods.occurring import times_of
from tasks.periods.owed import ask, insert_duties, missing_by_task, parameters

LEFT = "Đơn vị không còn thuộc đối tượng thực hiện nhiệm vụ này."
AGAIN = "Phân công còn hiệu lực; nhiệm vụ mở lại kèm nhật ký."
ENDED = "Đơn vị đã kết thúc hoạt động, không có đơn vị kế thừa."
#: The reasons of a night, as `owed_again` asks for them.
ENDED_WHY = {"left": LEFT, "gone": ENDED}


def of_period(period: Period, today: date, task_id: int = 0) -> dict[str, Any]:
    """Return the SQL parameters (for one task); who owes is asked as of the period's
    owing day.
    """
    return parameters(
        plan_id=period.plan_id,
        on=period.owing_day(today),
        data_from=period.data_from,
        period=period.pk or 0,
        task=task_id,
        times=times_of(period, task_id),
    )


def preview_period(
    *, plan: Plan, year: int, kind: str = "", today: date
) -> dict[str, int]:
    """Return task code → how many duties opening would create now."""
    period = _held(plan, year, kind) or _proposed(plan, year, kind, today)
    period = _held(plan, year, period.kind) or period
    if plan.opens_nothing() or period.outside_plan():
        return {}
    return dict(ask(missing_by_task(), of_period(period, today)))


def _held(plan: Plan, year: int, kind: str) -> Period | None:
    rows = Period.objects.filter(plan=plan, kind=kind, year=year)
    return rows.select_related("plan").first() if kind else None


def _proposed(plan: Plan, year: int, kind: str, today: date) -> Period:
    return new_period(plan, year, kind) if kind else whole_meant(plan, year, today)


def get_or_create_period(
    plan: Plan, year: int, kind: str, today: date, now: datetime
) -> Period:
    """Return the period, locked; two processes at once get the same row."""
    period = _held(plan, year, kind)
    if period is None:
        fresh = _proposed(plan, year, kind, today)
        values = {name: getattr(fresh, name) for name in PROPOSED}
        period, _ = Period.objects.get_or_create(
            plan=plan, kind=fresh.kind, year=year, defaults={**values, "opened_at": now}
        )
    return hold(Period.objects.select_related("plan")).get(pk=period.pk)


def create_missing(
    period: Period, today: date, task_id: int = 0, begins: date = date.min
) -> int:
    """Create the duties that are missing (of one task; none begins before `begins`), in
    one statement; return how many.

    SQLite gives no row count for an INSERT behind a WITH, hence the two counts.
    """
    before = period.duties.count()
    begins = max(begins, period.data_from)
    ask(insert_duties(), of_period(period, today, task_id) | {"data_from": begins})
    return period.duties.count() - before


@transaction.atomic
def open_period(
    *,
    plan: Plan,
    year: int,
    kind: str = "",
    actor: User | None = None,
    today: date,
    now: datetime,
) -> Period:
    """Open the period, by its key in the calendar, and create every duty that is missing;
    again changes nothing. Without a key it is the whole that is meant (`whole_meant`).

    Raises PeriodClosed when it was closed, InvalidInput outside of the plan's days. Who
    owes is asked as of `today` inside the period, else of its nearer end; later joiners
    come by `sync_duties`.
    """
    period = get_or_create_period(plan, year, kind, today, now)
    if why := plan.opens_nothing() or period.outside_plan():
        raise InvalidInput(why)
    if not period.is_open:
        raise PeriodClosed
    hold_agencies(period.duties.values_list("agency_id", flat=True))
    if created := create_missing(period, today):
        if period.is_interim:
            share_from_year(period, now=now)
            add_up_in_part(period, now=now)
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
