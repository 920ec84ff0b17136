"""«Tổng quan»: the state of the plan in numbers that open their rows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Window

from agencies.models import Agency
from reporting.counting.judgement import Before, Judgement, Share, judge
from reporting.counting.targets import TargetCounts, targets_of
from reporting.counting.tasks import TaskCount, summed, task_counts
from reporting.counting.verdicts import VerdictGroup, verdict_groups
from tasks.models import LIVE, AgencySummary, Duty, Period
from tasks.models.querysets import DutyQuerySet

SILENT_SHOWN = 3


#: What a page may sum up over the tasks.
_SUMMED = (
    "owed",
    "sent",
    "taken_in",
    "waiting",
    "by_letter",
    "not_due",
    "unmended",
    "unsent",
    "done",
    "late",
    "requested",
)
#: Part of what is owed → its name and its tone, in the order of the bar; each duty
#: stands in one. A letter without a record is shown only where there is one.
_PARTS = {
    "taken_in": ("đã tiếp nhận", "green"),
    "waiting": ("chờ tiếp nhận", "blue"),
    "by_letter": ("đã gửi văn bản, chưa cập nhật", "azure"),
    "not_due": ("chưa đến hạn", "grey"),
    "unmended": ("quá hạn bổ sung", "amber"),
    "unsent": ("quá hạn chưa gửi", "red"),
}


@dataclass(frozen=True, slots=True)
class OwedPart:
    """One part of what is owed."""

    word: str
    label: str
    tone: str
    number: int


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything the page shows."""

    period: Period
    day: date
    totals: dict[str, int]
    judgement: Judgement
    tasks: tuple[TaskCount, ...]
    responsibilities: tuple[TaskCount, ...]
    targets: tuple[TargetCounts, ...] = ()
    silent: tuple[Agency, ...] = ()
    silent_count: int = 0
    kinds_missing: tuple[str, ...] = ()
    as_of: date | None = None

    @property
    def parts(self) -> list[OwedPart]:
        """Return the parts that what is owed falls into; their sum is what is owed."""
        return [
            OwedPart(word, label, tone, self.totals[word])
            for word, (label, tone) in _PARTS.items()
            if self.totals[word] or word != "by_letter"
        ]

    @property
    def verdicts(self) -> tuple[VerdictGroup, ...]:
        """Return the targets under their verdicts."""
        return verdict_groups(self.targets)

    @property
    def is_proposed(self) -> bool:
        """Return whether a way of measuring waits for approval."""
        counts = (count for target in self.targets for count in target.measures)
        return any(not count.measure.is_approved for count in counts)


def dashboard_of(
    period: Period,
    today: date,
    as_of: date | None = None,
    *,
    carried_over: bool = True,
    before: Before | None = None,
    both: Share | None = None,
) -> Dashboard:
    """Return the page's numbers with a number of queries that does not grow.

    For a day in the past only what events answer: duties, not figures. `carried_over`
    as of `DutyQuerySet.shown_in`, `before` and `both` as of `judge`.
    """
    day = as_of or today
    counts = task_counts(period, day, as_of, carried_over=carried_over)
    told: dict[str, Any] = (
        {} if as_of else _today(period, today, carried_over=carried_over)
    )
    return Dashboard(
        period=period,
        day=day,
        as_of=as_of,
        totals=totals_of(counts),
        judgement=judge(period, day, counts, before, both),
        tasks=tuple(c for c in counts if not c.task.is_responsibility),
        responsibilities=tuple(c for c in counts if c.task.is_responsibility),
        **told,
    )


def _today(period: Period, today: date, *, carried_over: bool) -> dict[str, Any]:
    """Return what is known of today only."""
    silent, silent_count = _silent(period, carried_over=carried_over)
    targets = targets_of(period, period.data_day(today))
    measures = [measure for target in targets for measure in target.measures]
    missing = measures[0].kinds_missing if measures else ()
    return {
        "targets": targets,
        "silent": silent,
        "silent_count": silent_count,
        "kinds_missing": missing,
    }


def totals_of(counts: list[TaskCount]) -> dict[str, int]:
    """Return the sums over tasks; each is the sum of its column."""
    whole = summed(counts)
    return {name: getattr(whole, name) for name in _SUMMED}


def silent_agencies(
    period: Period, *, carried_over: bool = True
) -> QuerySet[Agency, Any]:
    """Return the agencies that owe something and have said nothing at all.

    The period's own duties are summed up per agency; what earlier periods carried
    over is read from the rows, unless there is none (not `carried_over`).
    """
    sums = AgencySummary.objects
    rows = Agency.objects.order_by("sort_key", "pk")
    silent = Q(pk__in=sums.silent(period))
    if not carried_over:
        return rows.filter(silent)
    owed = _carried(period)
    said = Q(last_entry_on__isnull=False) | Q(first_sent_on__isnull=False)
    carried = Q(pk__in=owed.values("agency")) & ~Q(pk__in=sums.owing(period))
    spoke = owed.filter(said).values("agency")
    return rows.filter(silent | carried).exclude(pk__in=spoke)


def is_owed(period: Period) -> bool:
    """Return whether any agency owes something in the period."""
    return AgencySummary.objects.owing(period).exists() or _carried(period).exists()


def _carried(period: Period) -> DutyQuerySet:
    return Duty.objects.carried_into(period).scored().filter(state__in=LIVE)


def _silent(period: Period, *, carried_over: bool) -> tuple[tuple[Agency, ...], int]:
    rows = silent_agencies(period, carried_over=carried_over).annotate(
        found=Window(Count("*"))
    )
    shown = tuple(rows[:SILENT_SHOWN])
    return shown, shown[0].found if shown else 0
