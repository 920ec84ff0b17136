"""What the overview says beside the numbers of its period, asked for at once."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat

from kehoach.site.compiled import Compiled
from reporting.counting.judgement import Before, Share, year_before
from reporting.models import Outline, ReplacedReport, YearlyReport
from reporting.outline.parts import DEFAULT_LEAST
from tasks.duties.lineage import in_line
from tasks.duties.listing import NOT_OWED, SENT
from tasks.duties.shown import PeriodDuties
from tasks.models import (
    AgencySummary,
    Difficulty,
    DirectedAgency,
    Direction,
    DutySnapshot,
    Period,
)
from tasks.models.querysets import number_of
from tasks.official_letters.by_letter import letter_only


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """The unanswered difficulties, those that were escalated, the directions, whether
    `once` duties of others may be carried over into it (`DutyQuerySet.shown_in`), how
    many agencies answer by letter only, how much of the closed period before was sent
    by the day, and whether a report of the plan was ever issued.
    """

    open_difficulties: int
    escalated: int
    directions: int
    directions_done: int
    next_direction: date | None
    carried_over: bool
    by_letter: int
    before_year: int | None
    before_stored: str
    owing: int
    least: int | None
    was_issued: bool


def period_facts_of(period: Period, day: date) -> PeriodFacts:
    """Return the facts of a period as the day knows them (one query)."""
    days = {"day": day, "day_before": year_before(day)}
    return PeriodFacts(*_FACTS.rows(key=period.pk, **days)[0])


def share_before(period: Period, facts: PeriodFacts) -> Before | None:
    """Return the closed period before and its share by the same day, over the agencies
    that owe in both; None for a closed period, where there is none, and where fewer
    agencies owe in both than the outline wants.
    """
    if facts.before_year is None or not period.is_open:
        return None
    owed, sent, units = (int(each) for each in facts.before_stored.split("/"))
    if not units or 100 * units < (facts.least or DEFAULT_LEAST) * facts.owing:
        return None
    before = Period(kind=period.kind, label=period.label, year=facts.before_year)
    return Before(before.words, Share(sent, owed), units, facts.owing)


def share_of_both(period: Period, today: date) -> Share:
    """Return how much is sent of what the agencies owe that owed in the closed period
    before too (one query).
    """
    stored = _snapshots(lambda name: getattr(period, name))
    rows = (
        PeriodDuties(period, today)
        .rows()
        .scored()
        .filter(agency__in=stored.values("agency"))
    )
    found = rows.order_by().aggregate(
        sent=Count("pk", filter=Q(standing__in=SENT)),
        owed=Count("pk", filter=~Q(standing__in=NOT_OWED)),
    )
    return Share(found["sent"], found["owed"])


def _before(outer: Callable[[str], Any]) -> QuerySet[Period]:
    """Return the closed periods of the same kind before the one whose columns `outer`
    gives, of its plan and those whose place it took, the newest first: of one year the
    one that was opened last.
    """
    return Period.objects.filter(
        in_line(outer("plan")),
        kind=outer("kind"),
        data_to__lt=outer("data_from"),
        state=Period.State.CLOSED,
    ).order_by("-data_to", "-pk")


def _snapshots(outer: Callable[[str], Any]) -> QuerySet[DutySnapshot]:
    """Return what counted of the newest of `_before` when it closed."""
    newest = Subquery(_before(outer).values("pk")[:1])
    return DutySnapshot.objects.filter(period=newest, counted=True)


def _stored(day: date) -> QuerySet[Any]:
    """Return «owed/sent by the day/agencies» of what the period before the outer one
    stored when it closed, of agencies that owe in the outer one: one reading for three.
    """
    rows = _snapshots(lambda name: OuterRef(OuterRef(name)))
    owing = AgencySummary.objects.owing(OuterRef(OuterRef("pk")))
    both = rows.filter(agency__in=owing).order_by()
    counts = (
        Count("*"),
        Count("pk", filter=Q(first_sent_on__lte=day)),
        Count("agency", distinct=True),
    )
    first, second, third = (Cast(count, CharField()) for count in counts)
    whole = both.annotate(one=Value(1)).values("one")
    said = Concat(first, Value("/"), second, Value("/"), third)
    return whole.annotate(said=said).values("said")


def _facts(key: int, day: date, day_before: date) -> QuerySet[Any, Any]:
    others = Period.objects.filter(plan=OuterRef("plan")).exclude(pk=OuterRef("pk"))
    told = Difficulty.objects.filter(period=OuterRef("pk"), merged_into__isnull=True)
    outline = Outline.objects.filter(plan=OuterRef("plan"))
    replaced = Q(Exists(ReplacedReport.objects.filter(report=OuterRef("pk"))))
    reports = YearlyReport.objects.filter(period__plan=OuterRef("plan"))
    directed = Direction.objects.filter(plan=OuterRef("plan"))
    left = DirectedAgency.objects.filter(direction=OuterRef("pk"), done_on=None)
    due = directed.filter(Exists(left), due_on__isnull=False).order_by("due_on")
    compared = Exists(_before(OuterRef))
    owing = AgencySummary.objects.owing(OuterRef("pk")).number()
    facts = {
        "open_difficulties": number_of(told.filter(state=Difficulty.State.OPEN)),
        "escalated": number_of(told.filter(state=Difficulty.State.ESCALATED)),
        "directions": number_of(directed),
        "directions_done": number_of(directed.filter(~Exists(left))),
        "next_direction": Subquery(due.values("due_on")[:1]),
        "carried_over": Exists(others),
        "by_letter": number_of(letter_only(day)),
        "before_year": Subquery(_before(OuterRef).values("year")[:1]),
        # Of a first year there is nothing to compare with, so nothing is added up.
        "before_stored": Case(When(compared, then=Subquery(_stored(day_before)))),
        "owing": Case(When(compared, then=owing), default=Value(0)),
        "least": Subquery(outline.values("least_coverage")[:1]),
        "was_issued": Exists(reports.filter(Q(issued_on__isnull=False) | replaced)),
    }
    rows = Period.objects.filter(pk=key).order_by().annotate(**facts)
    return rows.values_list(*(each.name for each in fields(PeriodFacts)))


_FACTS = Compiled(
    _facts, key=2**53 - 111, day=date(1801, 1, 2), day_before=date(1800, 3, 4)
)
