"""Spans of reporting periods: pure arithmetic over the rows of a calendar.

A row says on which day of the year its data end. Where they begin follows: with the day
after the row before ends, so that rows beside one another leave no gap; or with the
larger period, for a running total («6 tháng đầu năm»).
"""

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from kehoach.lib.dates import read_day_of_year

_ONE_DAY = timedelta(days=1)
#: Four years on end, one of them with a 29 February: what holds in them holds always.
_TRIED = range(2027, 2031)
OUT_OF_ORDER = "Ngày chốt phải sau ngày chốt của kỳ đứng trước, không sau ngày chốt của kỳ lớn hơn."
#: A day that not every year has is the last of its month in the others.
_LEAP_DAY = {"29/2": (2, 29), "29/02": (2, 29)}


@dataclass(frozen=True)
class Span:
    """First and last day of the data of a period, both included."""

    data_from: date
    data_to: date

    def holds(self, other: "Span") -> bool:
        """Return whether every day of the other is one of its own."""
        return self.data_from <= other.data_from and other.data_to <= self.data_to


class CalendarLine(NamedTuple):
    """A row of a calendar: its key, the (month, day) on which its data end, the key of
    the larger period that it is a part of, whether it is a running total of that.
    """

    key: str
    last: tuple[int, int]
    part_of: str = ""
    is_total: bool = False


def first_year_awaited(today: date, until: tuple[int, int]) -> int:
    """Return the first year whose report may still be awaited: up to `until` (month,
    day) of the next year.
    """
    return today.year - 1 if (today.month, today.day) <= until else today.year


def read_calendar_day(text: str) -> tuple[int, int]:
    """Return (month, day) of «14/6», of «29/2» the last of February; raises ValueError
    with a Vietnamese message.
    """
    word = text.strip()
    try:
        return _LEAP_DAY.get(word) or read_day_of_year(word)
    except ValueError as error:
        message = f"«{word}» không phải ngày trong năm. Ghi ngày/tháng, ví dụ 14/6."
        raise ValueError(message) from error


def day_of_year(year: int, named: tuple[int, int]) -> date:
    """Return the (month, day) of the year."""
    month, day = named
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def next_such_day(first: date, named: tuple[int, int]) -> date:
    """Return the first (month, day) that is not before the day."""
    this = day_of_year(first.year, named)
    return this if this >= first else day_of_year(first.year + 1, named)


def spans_in(lines: Iterable[CalendarLine], year: int) -> dict[str, Span]:
    """Return key → span in a year of the calendar, which is called by the year in which
    its last whole row ends; rows that belong to nothing are left out.
    """
    rows = list(lines)
    if all(row.part_of for row in rows):
        return {}
    return dict(_parts(rows, "", _whole_year(rows, year)))


def _whole_year(rows: list[CalendarLine], year: int) -> Span:
    end = [row.last for row in rows if not row.part_of][-1]
    return Span(day_of_year(year - 1, end) + _ONE_DAY, day_of_year(year, end))


def _parts(
    rows: list[CalendarLine], whole: str, span: Span
) -> Iterator[tuple[str, Span]]:
    first = span.data_from
    for row in rows:
        if row.part_of != whole:
            continue
        begins = span.data_from if row.is_total else first
        found = Span(begins, next_such_day(begins, row.last))
        if not row.is_total:
            first = found.data_to + _ONE_DAY
        yield row.key, found
        yield from _parts(rows, row.key, found)


def calendar_problems(lines: Iterable[CalendarLine]) -> dict[str, str]:
    """Return key → what is wrong with the row, in Vietnamese; "" stands for all rows.

    None: in any year the rows that stand beside one another cover what they are parts of
    without gap and overlap, and a running total lies inside of it.
    """
    rows = list(lines)
    known = {row.key for row in rows}
    if not any(not row.part_of for row in rows):
        return {"": "Phải có ít nhất một kỳ không thuộc kỳ nào, ví dụ cả năm."}
    found = {
        row.key: "Kỳ lũy kế phải thuộc một kỳ lớn hơn."
        for row in rows
        if row.is_total and not row.part_of
    }
    for row in rows:
        if row.part_of not in {"", *known} - {row.key}:
            found[row.key] = "Kỳ lớn hơn không có trong lịch này."
    if not found and len(spans_in(rows, _TRIED[0])) < len(rows):
        return {"": "Các kỳ thuộc vòng quanh lẫn nhau: sửa cột «Thuộc kỳ»."}
    for year in _TRIED if not found else ():
        found |= _misfits(rows, year)
    return found


def _misfits(rows: list[CalendarLine], year: int) -> dict[str, str]:
    spans = {"": _whole_year(rows, year)} | spans_in(rows, year)
    found: dict[str, str] = {}
    for whole, above in spans.items():
        parts = [row for row in rows if row.part_of == whole]
        outside = [row.key for row in parts if not above.holds(spans[row.key])]
        found |= dict.fromkeys(outside, OUT_OF_ORDER)
        beside = [row.key for row in parts if not row.is_total]
        ends = spans[beside[-1]].data_to if beside else above.data_to
        if not outside and ends < above.data_to:
            found[beside[-1]] = (
                f"Từ {_said(ends + _ONE_DAY)} đến {_said(above.data_to)} không thuộc kỳ"
                " nào: kỳ cuối phải chốt cùng ngày với kỳ lớn hơn."
            )
    return found


def _said(day: date) -> str:
    return f"{day.day}/{day.month}"
