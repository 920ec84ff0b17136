"""Spans of reporting periods (NĐ 09/2019/NĐ-CP Điều 12)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Span:
    """First and last day of the data of a period, both included."""

    data_from: date
    data_to: date


def first_year_awaited(today: date, until: tuple[int, int]) -> int:
    """Return the first year whose report may still be awaited: up to `until` (month,
    day) of the next year.
    """
    return today.year - 1 if (today.month, today.day) <= until else today.year


def annual(year: int) -> Span:
    """Return 15/12 of the year before … 14/12."""
    return Span(date(year - 1, 12, 15), date(year, 12, 14))


def first_half(year: int) -> Span:
    """Return 15/12 of the year before … 14/6."""
    return Span(date(year - 1, 12, 15), date(year, 6, 14))


def nine_months(year: int) -> Span:
    """Return 15/12 of the year before … 14/9 (QĐ 01/2023/QĐ-UBND, second-hand)."""
    return Span(date(year - 1, 12, 15), date(year, 9, 14))
