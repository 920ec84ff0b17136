"""The times at which a task is to be done: pure arithmetic over its recurrence.

Months, quarters and halves are those of the plan's calendar where it has them; else they
are cut from the data of the period, which begins on 15/12 (NĐ 09/2019/NĐ-CP Điều 12) or
on any other day. So each lies in one period.
"""

import calendar
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from kehoach.lib.periods import Span, day_of_year, read_calendar_day
from kehoach.lib.workdays import Calendar
from tasks.models.states import DueFrom, Recurrence

ONE_DAY = timedelta(days=1)
#: Working days between the last day of a month, quarter or half and its report, where
#: the plan says nothing else: as for periods (QĐ 01/2023/QĐ-UBND Điều 4).
USUAL_OFFSET = 2
#: Kinds that cut the period → months in each.
CUTS = {
    Recurrence.MONTHLY: 1,
    Recurrence.QUARTERLY: 3,
    Recurrence.HALF_YEAR: 6,
}
_QUARTERS = ("I", "II", "III", "IV")
_BETWEEN = re.compile(r"\s*(?:[,;]|\bvà\b)\s*")
#: Without days off: weekends alone are no working days.
_WEEKENDS = Calendar()


class Recurring(NamedTuple):
    """How a task recurs: its kind and what the kind asks for."""

    kind: str
    begins_on: date | None = None
    due_on: date | None = None
    year_days: str = ""
    offset_days: int | None = None
    offset_working: bool = False
    anchor: str = ""
    anchor_on: date | None = None


class Occurrence(NamedTuple):
    """One time that a task is to be done; `occurs_from`, its first day, names it where
    a period has several. Without `due_on` it is due with its period (`DueFrom.PERIOD`)
    or on no day.
    """

    label: str
    occurs_from: date | None
    occurs_to: date | None
    due_on: date | None
    due_from: DueFrom


_NO_PARTS: Mapping[int, list[Occurrence]] = {}


def read_year_days(text: str) -> list[tuple[int, int]]:
    """Return (month, day) of «10/6 và 10/12», in order; raises ValueError with a
    Vietnamese message.
    """
    words = filter(None, _BETWEEN.split(text.strip()))
    return sorted({read_calendar_day(word) for word in words})


def occurrences_in(
    task: Recurring,
    span: Span,
    offices: Calendar = _WEEKENDS,
    parts: Mapping[int, list[Occurrence]] = _NO_PARTS,
) -> list[Occurrence]:
    """Return the occurrences of the task in a whole period's data, in order. `offices`
    are the days off that working days are counted with, `parts` the months, quarters or
    halves that the plan's own calendar cuts the year into, by their number.
    """
    kind = Recurrence(task.kind)
    if kind in CUTS:
        if own := parts.get(12 // CUTS[kind]):
            return [_of_part(task, each, offices) for each in own]
        return [_of_cut(task, cut, offices) for cut in cuts(span, CUTS[kind])]
    if kind == Recurrence.DAYS:
        return _of_days(task, span)
    if kind == Recurrence.RELATIVE:
        return _of_anchor(task, span, offices)
    if kind == Recurrence.PHASE and task.begins_on and task.begins_on > span.data_to:
        return []
    return [_only(task, kind, span)]


def cuts(span: Span, months: int) -> Iterator[Span]:
    """Yield the parts of the span, each so many months long; the last may be shorter."""
    number, first = 1, span.data_from
    while first <= span.data_to:
        then = _months_later(span.data_from, number * months)
        yield Span(first, min(then - ONE_DAY, span.data_to))
        number, first = number + 1, then


def _shifted(day: date, task: Recurring, offices: Calendar) -> date:
    count = task.offset_days or 0
    if task.offset_working:
        return offices.shift(day, count)
    return day + timedelta(days=count)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _of_cut(task: Recurring, cut: Span, offices: Calendar) -> Occurrence:
    if task.offset_days is None:
        due = offices.shift(cut.data_to, USUAL_OFFSET)
    else:
        due = _shifted(cut.data_to, task, offices)
    label = _named(task.kind, cut.data_to)
    return Occurrence(label, cut.data_from, cut.data_to, due, DueFrom.OWN)


def _of_part(task: Recurring, part: Occurrence, offices: Calendar) -> Occurrence:
    """Return the part as a time: due as its report is, unless the task says otherwise."""
    if task.offset_days is None or part.occurs_to is None:
        return part
    return part._replace(due_on=_shifted(part.occurs_to, task, offices))


def _named(kind: str, last: date) -> str:
    """Return «Quý II/2027»: a part is called by the month in which it ends."""
    if kind == Recurrence.MONTHLY:
        return f"Tháng {last.month}/{last.year}"
    if kind == Recurrence.QUARTERLY:
        return f"Quý {_QUARTERS[(last.month - 1) // 3]}/{last.year}"
    return f"6 tháng {'đầu' if last.month <= 6 else 'cuối'} năm {last.year}"


def _of_days(task: Recurring, span: Span) -> list[Occurrence]:
    first, found = span.data_from, []
    for day in _days_in(task.year_days, span):
        label = f"lần {day.day}/{day.month}"
        found.append(Occurrence(label, first, day, day, DueFrom.OWN))
        first = day + ONE_DAY
    return found


def _days_in(text: str, span: Span) -> list[date]:
    """Return the days of these names that lie in the span, in order."""
    years = range(span.data_from.year, span.data_to.year + 1)
    days = {
        day_of_year(year, named) for named in read_year_days(text) for year in years
    }
    return sorted(day for day in days if span.data_from <= day <= span.data_to)


def _of_anchor(task: Recurring, span: Span, offices: Calendar) -> list[Occurrence]:
    """Return the one occurrence: in the period of its day, and in any without one."""
    if task.anchor_on is None:
        return [Occurrence("", None, None, None, DueFrom.ANCHOR)]
    due = _shifted(task.anchor_on, task, offices)
    if not span.data_from <= due <= span.data_to:
        return []
    return [Occurrence("", None, None, due, DueFrom.ANCHOR)]


def _only(task: Recurring, kind: Recurrence, span: Span) -> Occurrence:
    if kind in (Recurrence.ONCE, Recurrence.PHASE):
        return Occurrence("", None, None, task.due_on, DueFrom.OWN)
    if kind == Recurrence.ANNUAL and (days := _days_in(task.year_days, span)):
        return Occurrence("", None, None, days[-1], DueFrom.OWN)
    letter = kind == Recurrence.LETTER
    return Occurrence(
        "", None, None, None, DueFrom.LETTER if letter else DueFrom.PERIOD
    )
