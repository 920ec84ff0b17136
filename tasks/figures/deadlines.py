"""Figures that a law wants before a day of its own: who still owes them.

An agency owes them while a figure that it is asked has no current answer; its duty of
the deadline's task carries the reminders, so the ledger stays one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from tasks.models import Duty, Figure, FigureDeadline, FigureValue, Period, Plan


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline in one open period, with its last day in time there."""

    deadline: FigureDeadline
    period: Period
    day: date


def deadlines_of(plan: Plan) -> QuerySet[FigureDeadline]:
    """Return the deadlines that the plan has."""
    return FigureDeadline.objects.filter(plan=plan, is_active=True)


def dues(periods: Iterable[Period]) -> list[Due]:
    """Return the deadlines of these periods that have a day in them; a part of a year
    asks for nothing of its own.
    """
    rows = FigureDeadline.objects.filter(is_active=True).select_related("task")
    found = list(rows.prefetch_related("figures"))
    if not found:
        return []
    pairs = [(each, period) for period in periods for each in found]
    return [
        Due(each, period, day)
        for each, period in pairs
        if each.plan_id == period.plan_id
        and period.is_whole
        and (day := each.day_in(period))
    ]


def open_dues() -> list[Due]:
    """Return the deadlines of all open periods."""
    return dues(Period.objects.filter(state=Period.State.OPEN))


def asked_in(due: Due) -> QuerySet[Duty]:
    """Return the duties whose agencies are asked at least one of the figures."""
    asked = Q(pk__in=[])
    for condition, _ in _groups(due):
        asked |= condition
    return _duties(due).filter(asked)


def owing_in(due: Due) -> QuerySet[Duty]:
    """Return the duties whose agencies have not answered all that they are asked."""
    return _duties(due).filter(is_owing(due))


def is_owing(due: Due) -> Q:
    """Return the condition on a duty that its agency still owes figures."""
    owing = Q(pk__in=[])
    for condition, keys in _groups(due):
        answers = FigureValue.objects.filter(
            figure_id=OuterRef("pk"),
            agency_id=OuterRef(OuterRef("agency_id")),
            period=due.period,
            is_current=True,
        )
        empty = Figure.objects.filter(~Exists(answers), pk__in=keys)
        owing |= condition & Q(Exists(empty))
    return owing


def _duties(due: Due) -> QuerySet[Duty]:
    rows: QuerySet[Duty] = Duty.objects.live().scored()
    return rows.filter(task_id=due.deadline.task_id, period=due.period)


def _groups(due: Due) -> Iterator[tuple[Q, list[int]]]:
    """Yield who is asked, as a condition on a duty, and which figures."""
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for figure in due.deadline.figures.all():
        if figure.is_active:
            groups[tuple(figure.only_for)].append(figure.pk)
    for wanted, keys in groups.items():
        asked = Q(agency__kind__in=wanted) | Q(agency__code__in=wanted)
        yield asked if wanted else ~Q(pk__in=[]), keys
