"""«Tổng quan»: the state of the plan in numbers that open their rows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Window

from agencies.models import Agency
from reporting.builders.targets import TargetCounts, targets_of
from reporting.builders.tasks import TaskCount, task_counts
from tasks.models import LIVE, AgencySummary, Difficulty, Duty, Period

SILENT_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Totals:
    """The numbers at the top of the page."""

    owed: int
    reported: int
    done: int
    late: int
    waiting: int
    requested: int


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything the page shows."""

    period: Period
    day: date
    totals: Totals
    tasks: tuple[TaskCount, ...]
    responsibilities: tuple[TaskCount, ...]
    targets: tuple[TargetCounts, ...]
    silent: tuple[Agency, ...]
    silent_count: int
    difficulties: int
    days_gone: int
    days_all: int
    kinds_missing: tuple[str, ...]
    as_of: date | None = None

    @property
    def days_left(self) -> int:
        """Return the days until the units' deadline; negative when it passed."""
        return (self.period.unit_due - self.day).days

    @property
    def days_over(self) -> int:
        """Return the days since the units' deadline."""
        return -self.days_left


def dashboard_of(
    period: Period, today: date, as_of: date | None = None, *, lent: bool = True
) -> Dashboard:
    """Return the page's numbers with a number of queries that does not grow.

    For a day in the past only what events answer: duties, not figures. `lent` as of
    `DutyQuerySet.shown_in`.
    """
    if as_of is not None:
        return dashboard_on(period, as_of)
    counts = task_counts(period, today, lent=lent)
    silent, silent_count = _silent(period, lent=lent)
    targets = targets_of(period, period.data_day(today))
    measures = [measure for target in targets for measure in target.measures]
    return Dashboard(
        period=period,
        day=today,
        totals=totals_of(counts),
        tasks=tuple(c for c in counts if not c.task.is_responsibility),
        responsibilities=tuple(c for c in counts if c.task.is_responsibility),
        targets=targets,
        silent=silent,
        silent_count=silent_count,
        difficulties=_open_difficulties(period),
        days_gone=(period.data_day(today) - period.data_from).days,
        days_all=(period.data_to - period.data_from).days,
        kinds_missing=measures[0].kinds_missing if measures else (),
    )


def dashboard_on(period: Period, day: date) -> Dashboard:
    """Return the page as of a day in the past: how the duties stood then."""
    counts = task_counts(period, day, day)
    return Dashboard(
        period=period,
        day=day,
        totals=totals_of(counts),
        tasks=tuple(c for c in counts if not c.task.is_responsibility),
        responsibilities=tuple(c for c in counts if c.task.is_responsibility),
        targets=(),
        silent=(),
        silent_count=0,
        difficulties=0,
        days_gone=(period.data_day(day) - period.data_from).days,
        days_all=(period.data_to - period.data_from).days,
        kinds_missing=(),
        as_of=day,
    )


def totals_of(counts: list[TaskCount]) -> Totals:
    """Return the sums over tasks; each is the sum of its column."""
    return Totals(
        owed=sum(count.owed for count in counts),
        reported=sum(count.reported for count in counts),
        done=sum(count.done for count in counts),
        late=sum(count.late for count in counts),
        waiting=sum(count.waiting for count in counts),
        requested=sum(count.requested for count in counts),
    )


def silent_agencies(period: Period, *, lent: bool = True) -> QuerySet[Agency, Any]:
    """Return the agencies that owe something and have said nothing at all.

    The period's own duties are summed up per agency; what earlier periods carried
    over is read from the rows, unless there is none (not `lent`).
    """
    own = AgencySummary.objects.filter(period=period, owed__gt=0)
    rows = Agency.objects.order_by("sort_key", "pk")
    silent = Q(pk__in=own.filter(spoken=0).values("agency"))
    if not lent:
        return rows.filter(silent)
    owed = Duty.objects.carried_into(period).scored().filter(state__in=LIVE)
    said = Q(last_entry_on__isnull=False) | Q(first_sent_on__isnull=False)
    carried = Q(pk__in=owed.values("agency")) & ~Q(pk__in=own.values("agency"))
    spoke = owed.filter(said).values("agency")
    return rows.filter(silent | carried).exclude(pk__in=spoke)


def _silent(period: Period, *, lent: bool) -> tuple[tuple[Agency, ...], int]:
    rows = silent_agencies(period, lent=lent).annotate(found=Window(Count("*")))
    shown = tuple(rows[:SILENT_SHOWN])
    return shown, shown[0].found if shown else 0


def _open_difficulties(period: Period) -> int:
    if hasattr(period, "open_difficulties"):
        return int(period.open_difficulties)
    rows = Difficulty.objects.filter(period=period, state=Difficulty.State.OPEN)
    return rows.counted_once().count()
