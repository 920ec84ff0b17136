"""«Diễn biến»: the way to the cut-off, the last days, who needs help, comparisons."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from agencies.models import TERRITORIES, Agency, AgencyKind, Level
from reporting.counting.same_units import changed_between
from reporting.facts.curve import Curve, curve_of
from tasks.duties.lineage import periods_before
from tasks.duties.listing import SUMS, moved_since, returned_twice
from tasks.duties.shown import PeriodDuties
from tasks.models import (
    Difficulty,
    Duty,
    DutyEvent,
    DutySnapshot,
    Period,
    ProgressEntry,
)
from tasks.models.freshness import Freshness, freshness_case
from tasks.models.status import LATE

WINDOW_DAYS = 7
HELP_SHOWN = 10
_OWED, _DONE = SUMS["phai-thuc-hien"][1], SUMS["hoan-thanh"][1]
_REPORTED = SUMS["da-bao-cao"][1]


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened since a day, in duties, difficulties and agencies."""

    since: date
    sent: int
    accepted: int
    returned: int
    difficulties: int
    new_agencies: tuple[Agency, ...]


@dataclass(frozen=True, slots=True)
class Help:
    """One agency that needs a hand, and why."""

    code: str
    name: str
    late: int
    stale: int
    returned_twice: int
    difficulties: int

    @property
    def weight(self) -> tuple[int, int]:
        """Return how much help is needed: reasons first, then rows."""
        parts = (self.late, self.stale, self.returned_twice, self.difficulties)
        return sum(part > 0 for part in parts), sum(parts)


@dataclass(frozen=True, slots=True)
class Compared:
    """One kind, level or territory with its counts; `value` is its filter word."""

    value: str
    label: str
    owed: int
    reported: int
    done: int
    late: int

    @property
    def share(self) -> float | None:
        """Return the part carried out; None where nothing is owed."""
        return self.done / self.owed if self.owed else None


def burn_up(period: Period, today: date) -> tuple[Curve, Curve | None]:
    """Return how much was sent week by week, this period and the one before; beside
    each other both are of the agencies that owe something in both periods.
    """
    until = min(today, period.unit_due)
    before = periods_before(period).first()
    days, earlier = _sent_days(period, today), None
    if before is not None:
        theirs = _sent_days(before, before.unit_due)
        both = (days.keys() & theirs.keys()) - changed_between(period, before)
        if both:
            days, theirs = (
                {unit: each[unit] for unit in both} for each in (days, theirs)
            )
            earlier = curve_of(
                str(before), before.data_from, before.unit_due, _all(theirs), len(both)
            )
    this = curve_of(str(period), period.data_from, until, _all(days), len(days))
    return this, earlier


#: agency → day of the first sending → duties; None for those not sent
Sent = dict[int, dict[date | None, int]]


def _sent_days(period: Period, today: date) -> Sent:
    """Return what each agency sent when."""
    if period.is_open:
        rows: QuerySet[Any] = (
            PeriodDuties(period, today).rows().scored().filter(standing__in=_OWED)
        )
    else:
        rows = DutySnapshot.objects.filter(period=period, counted=True)
    counted = rows.order_by().values_list("agency_id", "first_sent_on")
    found: Sent = defaultdict(dict)
    for agency, day, number in counted.annotate(number=Count("*")):
        found[agency][day] = number
    return found


def _all(sent: Sent) -> dict[date | None, int]:
    """Return the days of all agencies together."""
    return dict(sum((Counter(days) for days in sent.values()), Counter()))


def week_changes(period: Period, today: date) -> Changes:
    """Return what changed in the last seven days; three queries."""
    since = today - timedelta(days=WINDOW_DAYS - 1)
    rows = Duty.objects.shown_in(period).scored()
    counts = rows.aggregate(
        sent=Count("pk", filter=Q(moved_since(DutyEvent.Kind.SUBMITTED, since))),
        accepted=Count("pk", filter=Q(moved_since(DutyEvent.Kind.ACCEPTED, since))),
        returned=Count("pk", filter=Q(moved_since(DutyEvent.Kind.RETURNED, since))),
    )
    raised = Difficulty.objects.counted_once().filter(
        period=period, raised_on__gte=since
    )
    spoke = (
        ProgressEntry.objects.filter(period=period, withdrawn_by__isnull=True)
        .order_by()
        .values("agency")
        .annotate(first=Min("recorded_at"))
        .filter(first__date__gte=since)
    )
    new = Agency.objects.filter(pk__in=spoke.values("agency")).order_by("sort_key")
    return Changes(
        since, **counts, difficulties=raised.count(), new_agencies=tuple(new)
    )


def who_needs_help(period: Period, today: date) -> list[Help]:
    """Return the agencies that are late, stale, sent back twice or unanswered."""
    rows = PeriodDuties(period, today).rows().annotate(freshness=freshness_case(today))
    open_ones = Difficulty.objects.filter(period=period, state=Difficulty.State.OPEN)
    waiting = dict(
        open_ones.values_list("agency").annotate(number=Count("*")).order_by()
    )
    found = (
        rows.scored()
        .order_by()
        .values("agency_id", "agency__code", "agency__short_name", "agency__sort_key")
        .annotate(
            late=Count("pk", filter=Q(standing__in=LATE)),
            stale=Count("pk", filter=Q(freshness=Freshness.STALE)),
            twice=Count("pk", filter=Q(pk__in=returned_twice())),
        )
        .order_by("agency__sort_key")
    )
    needy = [_help(line, waiting) for line in found]
    return sorted(
        (each for each in needy if each.weight[0]),
        key=lambda each: (-each.weight[0], -each.weight[1]),
    )


def _help(line: Mapping[str, Any], waiting: Mapping[int, int]) -> Help:
    return Help(
        line["agency__code"],
        line["agency__short_name"],
        line["late"],
        line["stale"],
        line["twice"],
        waiting.get(line["agency_id"], 0),
    )


def comparisons(period: Period, today: date) -> dict[str, list[Compared]]:
    """Return «cap», «loai» and «dia-ban» → their values with counts (one query)."""
    rows = list(
        PeriodDuties(period, today)
        .rows()
        .scored()
        .order_by()
        .values("agency__level", "agency__kind", "agency__territory")
        .annotate(
            owed=Count("pk", filter=Q(standing__in=_OWED)),
            reported=Count("pk", filter=Q(standing__in=_REPORTED)),
            done=Count("pk", filter=Q(standing__in=_DONE)),
            late=Count("pk", filter=Q(standing__in=LATE)),
        )
    )
    return {
        "cap": _folded(rows, "agency__level", Level.choices),
        "loai": _folded(rows, "agency__kind", AgencyKind.choices),
        "dia-ban": _folded(rows, "agency__territory", TERRITORIES.choices),
    }


def _folded(
    rows: Iterable[Mapping[str, Any]], by: str, choices: Iterable[tuple[str, Any]]
) -> list[Compared]:
    found = []
    for value, label in choices:
        mine = [row for row in rows if row[by] == value]
        if not value or not mine:
            continue
        sums = [sum(row[name] for row in mine) for name in _SUMMED]
        found.append(Compared(value, str(label), *sums))
    return found


_SUMMED = ("owed", "reported", "done", "late")
