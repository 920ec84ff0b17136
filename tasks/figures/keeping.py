"""Answers kept as append-only rows; those of the times of a task add up to the period's,
and to those of the parts of a year in which the times lie.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tasks.duties.locks import work_in
from tasks.figures.answers import NUMBERS, Answer, stored_answer
from tasks.models import Duty, Figure, FigureValue, Period, ProgressEntry

#: Figure → the answers of its times, in order.
Times = dict[int, list[FigureValue]]


def keep_answers(
    *,
    changed: Mapping[int, Answer],
    entry: ProgressEntry,
    times: Mapping[int, date] | None = None,
) -> None:
    """Store the new answers; the old ones stay as history. Those of one time of a task
    that recurs (`times_asked`) add up to the period's.
    """
    where = {"agency_id": entry.agency_id, "period_id": entry.period_id, "row": 0}
    said = {
        "entered_by": entry.author,
        "recorded_at": entry.recorded_at,
        "reason": entry.correction_reason,
    }
    entries, of_times = dict.fromkeys(changed, entry), times or {}
    by_time: dict[date | None, dict[int, Answer]] = {}
    for figure_id, answer in changed.items():
        by_time.setdefault(of_times.get(figure_id), {})[figure_id] = answer
    for time, answers in by_time.items():
        replace_values(where | {"occurs_from": time}, said, answers, entries)
    if timed := [figure_id for figure_id in changed if figure_id in of_times]:
        add_up_times(where, said, timed, entries)


def replace_values(
    where: Mapping[str, Any],
    said: Mapping[str, Any],
    answers: Mapping[int, Answer],
    entries: Mapping[int, ProgressEntry | None],
) -> None:
    """Store the answers in the place of those that stand there."""
    FigureValue.times.filter(figure_id__in=answers, is_current=True, **where).update(
        is_current=False
    )
    FigureValue.times.bulk_create(
        FigureValue(
            figure_id=figure_id,
            is_current=not answer.is_empty,
            entry=entries.get(figure_id),
            **where,
            **said,
            **answer.fields(),
        )
        for figure_id, answer in answers.items()
    )


def add_up_times(
    where: Mapping[str, Any],
    said: Mapping[str, Any],
    figures: Iterable[int],
    entries: Mapping[int, ProgressEntry | None],
) -> None:
    """Store what the times of the figures say together as the period's answers: flows
    add up, of anything else the last time counts.
    """
    rows = FigureValue.times.filter(
        figure_id__in=list(figures), is_current=True, occurs_from__isnull=False, **where
    )
    times: dict[int, list[FigureValue]] = {figure_id: [] for figure_id in figures}
    for value in rows.select_related("figure").order_by("occurs_from"):
        times[value.figure_id].append(value)
    for period, values in _spans_of(where, times):
        answers = {figure_id: together(some) for figure_id, some in values.items()}
        of_period = {**where, "period_id": period, "occurs_from": None}
        replace_values(of_period, said, answers, entries)


def _spans_of(where: Mapping[str, Any], times: Times) -> Iterator[tuple[int, Times]]:
    """Yield the period and each of its open parts with the times that lie in it; a part
    in which none lies, and never did, says nothing.
    """
    whole = Period.objects.get(pk=where["period_id"])
    yield whole.pk, times
    for part in open_parts_of(whole):
        inside = times_in_part(part, whole, where["agency_id"])
        held = FigureValue.objects.filter(**{**where, "period_id": part.pk})
        known = set(held.filter(is_current=True).values_list("figure_id", flat=True))
        found = {
            figure_id: [v for v in values if v.occurs_from in inside]
            for figure_id, values in times.items()
        }
        yield part.pk, {f: some for f, some in found.items() if some or f in known}


def open_parts_of(whole: Period) -> list[Period]:
    """Return the parts of the period that are open, held against closing meanwhile."""
    rows = Period.objects.filter(
        plan_id=whole.plan_id,
        year=whole.year,
        part_of=whole.kind,
        state=Period.State.OPEN,
    )
    held = [work_in(part) for part in rows.order_by("pk")]
    return [part for part in held if part.is_open]


def times_in_part(part: Period, whole: Period, agency_id: int) -> set[date]:
    """Return the first days of the agency's times that the part counts."""
    rows = Duty.objects.filter(
        period=whole,
        agency_id=agency_id,
        occurs_from__isnull=False,
        falls_on__range=(part.data_from, part.data_to),
    )
    return set(rows.values_list("occurs_from", flat=True))


def add_up_in_part(part: Period, *, now: datetime) -> int:
    """Store in a newly opened part what the times of its whole that lie in it say
    together; return how many answers.
    """
    whole = Period.objects.filter(
        plan_id=part.plan_id, year=part.year, kind=part.part_of
    )
    rows = FigureValue.times.filter(
        period__in=whole, row=0, is_current=True, occurs_from__isnull=False
    )
    span = (part.data_from, part.data_to)
    counted = Duty.objects.filter(period__in=whole, falls_on__range=span)
    inside = set(counted.values_list("agency_id", "occurs_from"))
    found: dict[tuple[int, int], list[FigureValue]] = {}
    for value in rows.select_related("figure").order_by("occurs_from"):
        if (value.agency_id, value.occurs_from) in inside:
            found.setdefault((value.agency_id, value.figure_id), []).append(value)
    answers = [
        FigureValue(
            period=part,
            agency_id=agency_id,
            figure_id=figure_id,
            row=0,
            is_current=True,
            entered_by=values[-1].entered_by,
            recorded_at=now,
            **together(values).fields(),
        )
        for (agency_id, figure_id), values in found.items()
    ]
    return len(FigureValue.objects.bulk_create(answers, batch_size=1000))


def together(values: list[FigureValue]) -> Answer:
    if not values:
        return Answer()
    figure = values[-1].figure
    is_flow = figure.across_time == Figure.OverTime.FLOW and figure.type in NUMBERS
    numbers = [value.number for value in values if value.number is not None]
    if is_flow and numbers:
        return Answer(number=sum(numbers, Decimal(0)))
    return stored_answer(values[-1])
