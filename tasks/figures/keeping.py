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
#: Figure, agency, first day of a time.
_Time = tuple[int, int, date]


def keep_answers(
    *,
    changed: Mapping[int, Answer],
    entry: ProgressEntry,
    times: Mapping[int, date] | None = None,
) -> None:
    """Store the new answers; the old ones stay as history. Those of one time of a task
    that recurs (`times_asked`) add up to the period's.
    """
    where = {"agency_id": entry.agency_id, "period_id": entry.period_id}
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
    for of_period, answers in sums_of_times(where, figures):
        replace_values(of_period, said, answers, entries)


def sums_of_times(
    where: Mapping[str, Any], figures: Iterable[int]
) -> Iterator[tuple[dict[str, Any], dict[int, Answer]]]:
    """Yield where the answers of the period and of its open parts stand, and what the
    times that lie there say together.
    """
    times: dict[int, list[FigureValue]] = {figure_id: [] for figure_id in figures}
    rows = FigureValue.times.filter(
        figure_id__in=list(times), is_current=True, occurs_from__isnull=False, **where
    )
    for value in rows.select_related("figure").order_by("occurs_from"):
        times[value.figure_id].append(value)
    for period, values in _spans_of(where, times):
        answers = {figure_id: together(some) for figure_id, some in values.items()}
        yield {**where, "period_id": period, "occurs_from": None}, answers


def _spans_of(where: Mapping[str, Any], times: Times) -> Iterator[tuple[int, Times]]:
    """Yield the period and each of its open parts with the times that lie in it; a part
    in which none lies, and never did, says nothing.
    """
    whole = Period.objects.get(pk=where["period_id"])
    yield whole.pk, times
    parts = open_parts_of(whole)
    falling = _falling([whole], agency=where["agency_id"]) if parts else {}
    for part in parts:
        held = FigureValue.times.filter(**{**where, "period_id": part.pk})
        standing = held.filter(figure_id__in=list(times), is_current=True)
        own = list(standing.select_related("figure"))
        known = {value.figure_id for value in own}
        found = {
            figure_id: [
                *(v for v in own if v.figure_id == figure_id and v.occurs_from),
                *(v for v in values if _lies_in(part, v, falling)),
            ]
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


def _falling(wholes: Any, **which: Any) -> dict[_Time, date]:
    """Return the times of figures that agencies are asked for → the day by which a part
    counts each: its last, of the longest where tasks differ.
    """
    rows = Duty.objects.filter(
        period__in=wholes, occurs_from__isnull=False, falls_on__isnull=False, **which
    )
    columns = "task__task_figures__figure", "agency", "occurs_from", "falls_on"
    found: dict[_Time, date] = {}
    for figure, agency, first, last in rows.order_by("falls_on").values_list(*columns):
        found[figure, agency, first] = last
    return found


def _lies_in(part: Period, value: FigureValue, falling: Mapping[_Time, date]) -> bool:
    """Return whether the part counts the time; one that nobody is asked for (it came from
    another plan or agency) by its first day.
    """
    first: Any = value.occurs_from
    day: date = falling.get((value.figure_id, value.agency_id, first), first)
    return part.data_from <= day <= part.data_to


def add_up_in_part(part: Period, *, now: datetime) -> list[FigureValue]:
    """Store in a part that has no answer yet what the times of its whole that lie in it,
    and what it keeps itself as times, say together; return the answers.
    """
    return list(FigureValue.objects.bulk_create(_sums(part, now), batch_size=1000))


def _sums(part: Period, now: datetime) -> list[FigureValue]:
    whole = Period.objects.filter(
        plan_id=part.plan_id, year=part.year, kind=part.part_of
    )
    rows = FigureValue.times.filter(is_current=True)
    known = set(
        rows.filter(period=part, occurs_from=None).values_list("agency_id", "figure_id")
    )
    timed = rows.filter(occurs_from__isnull=False)
    timed = timed.filter(period__in=whole) | timed.filter(period=part)
    falling = _falling(whole)
    found: dict[tuple[int, int], list[FigureValue]] = {}
    for value in timed.select_related("figure").order_by("occurs_from"):
        key = value.agency_id, value.figure_id
        own = value.period_id == part.pk
        if key not in known and (own or _lies_in(part, value, falling)):
            found.setdefault(key, []).append(value)
    return [
        FigureValue(
            period=part,
            agency_id=agency_id,
            figure_id=figure_id,
            is_current=True,
            entered_by=values[-1].entered_by,
            recorded_at=now,
            **together(values).fields(),
        )
        for (agency_id, figure_id), values in found.items()
    ]


def together(values: list[FigureValue]) -> Answer:
    if not values:
        return Answer()
    figure = values[-1].figure
    is_flow = figure.across_time == Figure.OverTime.FLOW and figure.type in NUMBERS
    numbers = [value.number for value in values if value.number is not None]
    if is_flow and numbers:
        return Answer(number=sum(numbers, Decimal(0)))
    return stored_answer(values[-1])
