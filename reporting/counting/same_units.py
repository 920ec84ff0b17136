"""Two periods over the same units: what they gave in both, and how many of how many.

A sum of 38 units beside a sum of 84 says nothing about either; so nothing is compared
but what the same agency said twice. Agencies that took over others, or were taken over,
between the two data days are not the same.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from agencies.models import Reorganisation, Succession
from reporting.counting.sums import Sums
from reporting.facts import compared as f
from reporting.models import Outline
from reporting.outline.parts import DEFAULT_LEAST
from tasks.duties.listing import SUMS
from tasks.duties.shown import PeriodDuties
from tasks.models import Period, Plan
from tasks.models.status import CARRIED_OUT
from tasks.sums.four_numbers import UnitPlace
from tasks.sums.targets import placed_by_measure

_REPORTED = SUMS["da-bao-cao"][1]


class Value(NamedTuple):
    """What a unit gave: a number, or a part of a whole."""

    number: Decimal
    base: Decimal = Decimal(0)


#: code → agency → what it gave
_Given = Mapping[str, Mapping[int, Value]]


class SpanSaid(NamedTuple):
    """What the units of one period gave."""

    measures: _Given
    tasks: _Given
    figures: _Given


def least_of(plan: Plan) -> int:
    """Return the coverage below which the plan's outline leaves a comparison out."""
    kept = Outline.objects.filter(plan=plan).values_list("least_coverage", flat=True)
    return next(iter(kept), DEFAULT_LEAST)


def said_in(
    period: Period,
    today: date,
    sums: Sums,
    codes: Mapping[int, str],
    measures_called: Mapping[str, str] | None = None,
) -> SpanSaid:
    """Return what the units of the period gave, tasks under these codes, measures under
    those where they are given; what has none is left out. A fixed number of queries.
    """
    placed = placed_by_measure(period=period, data_day=period.data_day(today))
    if measures_called is not None:
        placed = {
            measures_called[code]: units
            for code, units in placed.items()
            if code in measures_called
        }
    measures = {
        code: {
            agency: Value(found.numerator, found.denominator)
            for agency, found in units.items()
            if found.place in (UnitPlace.COUNTED, UnitPlace.BASE)
        }
        for code, units in placed.items()
    }
    return SpanSaid(measures, _tasks(period, today, codes), _figures(sums))


def _tasks(period: Period, today: date, codes: Mapping[int, str]) -> _Given:
    """Return what was reported: whether it was carried out too, every time of it."""
    rows = (
        PeriodDuties(period, today)
        .rows()
        .scored()
        .filter(standing__in=_REPORTED)
        .order_by()
    )
    found: dict[str, dict[int, Value]] = {}
    for task, agency, word in rows.values_list("task_id", "agency_id", "standing"):
        if task not in codes:
            continue
        done, given = Decimal(word in CARRIED_OUT), found.setdefault(codes[task], {})
        before = given.get(agency)
        if before is None or done < before.number:
            given[agency] = Value(done, Decimal(1))
    return found


def _figures(sums: Sums) -> _Given:
    return {
        code: {
            given.agency_id: Value(Decimal(number))
            for given in answers
            if not given.is_passed_on
            and (number := given.flag if given.number is None else given.number)
            is not None
        }
        for code, answers in sums.given.items()
    }


def changed_between(now: Period, before: Period) -> set[int]:
    """Return the agencies that took over others or were taken over between the data
    days of two periods.
    """
    lines = Succession.objects.filter(
        event__state=Reorganisation.State.APPLIED,
        event__effective_on__gt=before.data_to,
        event__effective_on__lte=now.data_to,
    ).values_list("predecessor_id", "successor_id")
    ended: set[int | None] = {pk for line in lines for pk in line}
    return {pk for pk in ended if pk is not None}


def same_units(
    now: SpanSaid, before: SpanSaid, apart: set[int], least: int
) -> f.SameUnits:
    """Return the two periods over the same units."""
    return f.SameUnits(
        least=least,
        measures=tuple(_alike(now.measures, before.measures, apart)),
        tasks=tuple(_alike(now.tasks, before.tasks, apart)),
        figures=tuple(_alike(now.figures, before.figures, apart)),
        every_task=_together(_alike(now.tasks, before.tasks, apart)),
    )


def _alike(now: _Given, before: _Given, apart: set[int]) -> Iterable[f.Alike]:
    for code, given in now.items():
        if given and before.get(code):
            yield _one(code, given, before[code], apart)


def _one(
    code: str, now: Mapping[int, Value], before: Mapping[int, Value], apart: set[int]
) -> f.Alike:
    both = (now.keys() & before.keys()) - apart
    return f.Alike(
        code=code,
        now=sum((now[unit].number for unit in both), Decimal(0)),
        before=sum((before[unit].number for unit in both), Decimal(0)),
        units=len(both),
        of=len(now.keys() | before.keys()),
        now_base=sum((now[unit].base for unit in both), Decimal(0)),
        before_base=sum((before[unit].base for unit in both), Decimal(0)),
    )


def _together(lines: Iterable[f.Alike]) -> f.Alike | None:
    """Return all tasks in one: rows that were reported in both periods."""
    found = list(lines)
    if not found:
        return None
    return f.Alike(
        code="",
        now=sum(line.now for line in found),
        before=sum(line.before for line in found),
        units=sum(line.units for line in found),
        of=sum(line.of for line in found),
        now_base=sum(line.now_base or 0 for line in found),
        before_base=sum(line.before_base or 0 for line in found),
    )
