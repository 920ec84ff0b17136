"""A period in numbers that can be put beside those of another year."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from agencies.models import Agency
from reporting.counting.line_names import names_in_line, renamed_span, renamed_sums
from reporting.counting.same_units import (
    SpanSaid,
    changed_between,
    least_of,
    said_in,
    same_units,
)
from reporting.counting.sums import Sum, Sums, sums_of
from reporting.counting.tasks import TaskCount, task_counts
from reporting.facts import compared as f
from tasks.duties.lineage import one_a_year, periods_before
from tasks.duties.past_words import of_their_day
from tasks.figures.answers import NUMBERS
from tasks.models import Figure, Period, Task
from tasks.sums.targets import MeasureCount, count_measures

#: How many earlier periods a report looks back to.
MOST_SPANS = 3


class Asked(NamedTuple):
    """A figure that adds up across agencies; `is_question` counts who says yes."""

    code: str
    label: str
    unit: str
    is_question: bool
    is_stock: bool = False


def earlier(period: Period) -> list[Period]:
    """Return up to three periods of the same kind before it, the newest first; of a year
    in which the plan took another's place the one of the plan itself.
    """
    return one_a_year(periods_before(period).select_related("plan"), MOST_SPANS)


def adding_up(plan_id: int) -> list[Asked]:
    """Return the figures that add up across agencies, in the order of the form."""
    rows = Figure.objects.filter(plan_id=plan_id).exclude(across_agencies="none")
    shown = rows.only("code", "label", "unit", "type", "across_time")
    kinds = (Figure.Type.YES_NO, *NUMBERS)
    return [asked_by(row) for row in shown if row.type in kinds]


def asked_by(figure: Figure) -> Asked:
    """Return how the figure adds up."""
    is_question = figure.type == Figure.Type.YES_NO
    unit = "đơn vị trả lời có" if is_question else figure.unit
    is_stock = figure.across_time == Figure.OverTime.STOCK
    return Asked(figure.code, figure.label, unit, is_question, is_stock)


def ended_by(period: Period) -> set[int]:
    """Return the agencies that had ended before the data day: of a closed period as
    stored. Words for a page: sums leave out what they held by themselves.
    """
    if not period.is_open:
        gone = period.units.filter(alive_on_data_day=False)
        return set(gone.values_list("agency_id", flat=True))
    dead = Agency.objects.filter(valid_to__lt=period.data_to)
    held = dead.filter(duties__period=period).order_by().values_list("pk", flat=True)
    return set(held)


def span_numbers(
    period: Period,
    today: date,
    sums: Sums,
    figures: Iterable[Asked],
    tasks: Iterable[TaskCount] | None = None,
) -> f.SpanNumbers:
    """Return the period in numbers: today's rows of an open one, of a closed one what
    was stored when it closed (rule 4); `tasks` where these were counted already.
    """
    return put_together(
        period,
        count_measures(period=period, data_day=period.data_day(today)),
        task_counts(period, today) if tasks is None else tasks,
        sums,
        figures,
    )


def spans_before(
    period: Period,
    sums: Sums,
    before: Sequence[Period | None],
    today: date,
    figures: Sequence[Asked],
) -> list[f.SpanNumbers | None]:
    """Return earlier periods in numbers, each beside `period` over the same units and
    with its words; None stays None. A period of a plan whose place this one took speaks
    of the heirs.
    """
    if not any(before):
        return [None for _ in before]
    codes = _codes_of(period)
    said, least = said_in(period, today, sums, codes), least_of(period.plan)
    found: list[f.SpanNumbers | None] = []
    for each in before:
        if each is None:
            found.append(None)
            continue
        numbers, theirs = _span_before(each, period, codes, today, figures)
        same = same_units(said, theirs, changed_between(period, each), least)
        found.append(replace(numbers, same=same))
    return found


def _codes_of(period: Period) -> dict[int, str]:
    """Return the plan's tasks by what they are called in the period."""
    tasks = list(Task.objects.filter(plan=period.plan_id))
    of_their_day(tasks, period.words_day())
    return {task.pk: task.code for task in tasks}


def _span_before(
    each: Period,
    period: Period,
    codes: Mapping[int, str],
    today: date,
    figures: Sequence[Asked],
) -> tuple[f.SpanNumbers, SpanSaid]:
    day, sums = period.words_day(), sums_of(each)
    counts = task_counts(each, today, words_day=day)
    if each.plan_id == period.plan_id:
        numbers = span_numbers(each, today, sums, figures, counts)
        return numbers, said_in(each, today, sums, codes)
    names = names_in_line(each, period.plan_id, day)
    sums = renamed_sums(sums, names)
    numbers = span_numbers(each, today, sums, figures, counts)
    said = said_in(each, today, sums, names.tasks, names.measures)
    return renamed_span(numbers, counts, names), said


def put_together(
    period: Period,
    measures: Iterable[MeasureCount],
    tasks: Iterable[TaskCount],
    sums: Sums,
    figures: Iterable[Asked],
) -> f.SpanNumbers:
    """Return what was counted already in the shape that is compared."""
    return f.SpanNumbers(
        key=period.key,
        words=period.words,
        is_closed=not period.is_open,
        measures=tuple(map(_measure, measures)),
        tasks=tuple(map(_task, tasks)),
        figures=tuple(_figures(sums, figures)),
    )


def _measure(count: MeasureCount) -> f.MeasureNumbers:
    measure, numbers = count.measure, count.numbers
    return f.MeasureNumbers(
        code=measure.code,
        name=measure.short_title,
        unit=measure.counting_unit,
        kind=measure.kind,
        numerator=numbers.numerator,
        denominator=numbers.denominator,
        not_applicable=numbers.not_applicable,
        not_reported=numbers.not_reported,
    )


def _task(count: TaskCount) -> f.TaskNumbers:
    return f.TaskNumbers(
        code=count.task.code,
        title=count.task.short_title,
        owed=count.owed,
        reported=count.reported,
        done=count.done,
    )


def _figures(sums: Sums, figures: Iterable[Asked]) -> Iterable[f.FigureNumbers]:
    for figure in figures:
        found = total_of(sums, figure)
        if found is not None:
            yield f.FigureNumbers(
                figure.code, figure.label, figure.unit, found.total, found.units
            )


def total_of(sums: Sums, figure: Asked, kinds: tuple[str, ...] = ()) -> Sum | None:
    """Return what the figure adds up to, None when nobody answered; what an ended
    agency held is left out by the sums themselves.
    """
    add = sums.yes if figure.is_question else sums.of
    return add(figure.code, kinds)
