"""Who waits for whom: every lock of a writing act, taken in one order (rule 21).

Two acts deadlock when each holds what the other wants. Nobody does who takes locks in
the same order, so every act takes them here, top to bottom, skipping what it needs not:

1. the row of the act itself: `Reorganisation`, `PlanChange`, `AdhocRequest`,
   `YearlyReport`, `ContributionRequest` (`hold_row`), then its `Plan` where one is
   written or replaced;
2. periods: `lock_duties`, `work_in`, `change_period`, `end_period`;
3. agencies: with the duties, or `lock_agencies`, `hold_agencies`;
4. duties: `lock_duties`;
5. the rest, each kind by key (`hold(rows.order_by("pk"))`); the table and advisory
   locks of the sums, then that of the chain of issued reports, last.

A period is held in one of three ways:

=================  ==================  ==============================================
who                lock                who waits
=================  ==================  ==============================================
works in it        FOR KEY SHARE       nobody who works, syncs or edits; who ends it
opens, syncs,      FOR NO KEY UPDATE   another of these; nobody who works
edits its days
closes, freezes,   FOR UPDATE          everybody, also the foreign key of a row that
reopens, ends it                       points at the period
=================  ==================  ==============================================

So a saver comes wholly before a closing or wholly after it, and then reads «đã chốt»:
who holds the period looks at it again. A saver holds the duty's period and every open
one of the plan, since an entry of a `once` duty lands in a later period, and work of the
year serves the half year. Django has no KEY SHARE, hence a statement of our own; it
takes periods and agencies at once, so it costs nothing more. Agencies and duties are
held without their keys (`agencies/models/locks.py`): rows that point at them do not
wait. SQLite has one writer at a time and no row locks.

To write something new in a period: call `lock_duties` or `work_in` first, ask the gates
(`working_period`, `is_open`) of what it returned, then write.
"""

from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet

from agencies.models import Agency
from agencies.models.locks import hold, hold_row
from tasks.duties.errors import DutyNotOpen
from tasks.duties.past_words import in_their_periods
from tasks.models import Duty, Period

__all__ = [
    "change_period",
    "end_period",
    "hold",
    "hold_agencies",
    "hold_for_rows",
    "hold_periods",
    "hold_row",
    "lock_agencies",
    "lock_duties",
    "work_in",
]

_GONE = (
    "Nhiệm vụ này không còn ở đơn vị: điều chỉnh hoặc sắp xếp đã giao nó vừa được hoàn tác."
    " Chép lại nội dung đã gõ nếu cần."
)
#: The filter on `held_periods` is computed before the first agency is looked at.
FOR_WORK = """
WITH worked AS (SELECT period_id, agency_id FROM tasks_duty WHERE id = ANY(%(duties)s)),
own AS (
  SELECT id, plan_id FROM tasks_period
  WHERE id = ANY(%(periods)s) OR id IN (SELECT period_id FROM worked)
),
held_periods AS (
  SELECT p.id FROM tasks_period p WHERE p.id IN (SELECT id FROM own)
  OR (p.state = 'open' AND p.plan_id IN (SELECT plan_id FROM own))
  ORDER BY p.id FOR KEY SHARE OF p
)
SELECT a.id FROM agencies_agency a
WHERE (SELECT COUNT(*) FROM held_periods) > 0 AND (
  a.id = ANY(%(agencies)s) OR a.id IN (SELECT agency_id FROM worked)
)
ORDER BY a.id FOR NO KEY UPDATE OF a
"""


def lock_duties(duties: Iterable[Duty], *, beside: Iterable[int] = ()) -> list[Duty]:
    """Return the rows fresh from the database, locked to work on, in the order given;
    their periods and agencies (and those `beside`) before them.

    Raises DutyNotOpen for one that is gone: what made it was undone meanwhile.
    """
    given = list(duties)
    if not given:
        return []
    wanted = [duty.pk for duty in given]
    _hold_for_work(duties=wanted, agencies=beside)
    rows = hold(Duty.objects.for_page()).filter(pk__in=wanted)
    if len(wanted) > 1:  # Django takes a millisecond to put an order to so many columns
        rows = rows.order_by("pk")
    found = {duty.pk: duty for duty in in_their_periods(rows)}
    if found.keys() < set(wanted):
        raise DutyNotOpen(_GONE)
    return [found[pk] for pk in wanted]


def work_in(period: Period, *agencies: Agency) -> Period:
    """Return the period fresh, to write in about these agencies: what is written comes
    before a closing or after it, and after what somebody else writes about them.
    """
    _hold_for_work(periods=[period.pk], agencies=[each.pk for each in agencies])
    row: Period = Period.objects.select_related("plan").get(pk=period.pk)
    return row


def hold_for_rows(periods: Iterable[Period], agency: Agency) -> None:
    """Hold open periods of several plans and the agency whose register is written."""
    _hold_for_work(periods=[each.pk for each in periods], agencies=[agency.pk])


def _hold_for_work(
    *,
    duties: Iterable[int] = (),
    periods: Iterable[int] = (),
    agencies: Iterable[int] = (),
) -> None:
    if connection.vendor != "postgresql":
        return
    keys = {"duties": duties, "periods": periods, "agencies": agencies}
    with connection.cursor() as cursor:
        cursor.execute(FOR_WORK, {name: list(found) for name, found in keys.items()})


def change_period(period: Period) -> Period:
    """Return the period fresh, to open, sync or edit: who works in it goes on."""
    row: Period = hold_row(Period.objects.select_related("plan"), period.pk)
    return row


def end_period(period: Period) -> Period:
    """Return the period fresh, to close, freeze, reopen or end: nobody works in it."""
    rows = Period.objects.select_related("plan").select_for_update(of=("self",))
    row: Period = rows.get(pk=period.pk)
    return row


def hold_periods(rows: QuerySet[Period]) -> list[Period]:
    """Return the periods in one order, to change what is owed in them."""
    return list(hold(rows.order_by("pk")))


def hold_agencies(keys: Iterable[int]) -> None:
    """Let nobody else write for these agencies."""
    rows = hold(Agency.objects.order_by("pk").filter(pk__in=set(keys)))
    list(rows.values_list("pk"))


def lock_agencies(codes: Iterable[str]) -> dict[str, Agency]:
    """Return code → agency, locked in one order, so that officers' saves wait."""
    rows = hold(Agency.objects.order_by("pk"))
    return {row.code: row for row in rows.filter(code__in=list(codes))}
