"""The words in which an annex says when: read where they are plain, else asked for.

Only whole sentences are known, and never half of one: «Quý II, sau khi có hướng dẫn» is
not understood. What was read stands beside the words on the draft's page.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from kehoach.lib.text import name_key
from tasks.models import Recurrence

_ALONE = {
    "hằng năm": Recurrence.ANNUAL,
    "hàng năm": Recurrence.ANNUAL,
    "thường xuyên": Recurrence.ONGOING,
    "thường xuyên, liên tục": Recurrence.ONGOING,
    "hằng tháng": Recurrence.MONTHLY,
    "hàng tháng": Recurrence.MONTHLY,
    "hằng quý": Recurrence.QUARTERLY,
    "hàng quý": Recurrence.QUARTERLY,
    "6 tháng một lần": Recurrence.HALF_YEAR,
    "06 tháng một lần": Recurrence.HALF_YEAR,
    "6 tháng, năm": Recurrence.HALF_YEAR,
}
_KNOWN = {name_key(words): kind for words, kind in _ALONE.items()}
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_YEAR = r"(?:\s*/\s*|\s+năm\s+)(\d{4})"
_BEFORE = r"(?:(?:hoàn thành|xong)\s+)?(trước|chậm nhất|đến hết|đến)?\s*(?:ngày\s+)?"
_DAY = re.compile(rf"{_BEFORE}(\d{{1,2}})\s*/\s*(\d{{1,2}})\s*/\s*(\d{{4}})")
_QUARTER = re.compile(rf"(?:trong\s+)?quý\s+(iv|i{{1,3}}|[1-4])(?:{_YEAR})?")
_MONTH = re.compile(rf"(?:trong\s+)?tháng\s+(\d{{1,2}})(?:{_YEAR})?")
_ONE_YEAR = re.compile(r"(?:trong\s+)?năm\s+(\d{4})")
_YEARS = re.compile(r"(?:giai đoạn\s+|năm\s+)?(\d{4})\s*[-–—]\s*(\d{4})")


def recurrence_read(words: str) -> dict[str, Any]:
    """Return the columns by which a task recurs as these words ask; none where they do
    not say it plainly.
    """
    text = " ".join(words.casefold().split()).rstrip(" .;")
    if kind := _KNOWN.get(name_key(text)):
        return {"schedule": kind}
    for pattern, read in _READERS:
        if match := pattern.fullmatch(text):
            try:
                return read(*match.groups())
            except ValueError:  # 31/2, month 13
                return {}
    return {}


def _on_day(word: str | None, day: str, month: str, year: str) -> dict[str, Any]:
    """Return the day itself; the one before where the words say «trước»."""
    found = date(int(year), int(month), int(day))
    return _once(found - timedelta(days=word == "trước"))


def _in_quarter(quarter: str, year: str | None) -> dict[str, Any]:
    return _by_end_of(_QUARTERS[quarter] * 3, year)


def _in_month(month: str, year: str | None) -> dict[str, Any]:
    return _by_end_of(int(month), year)


def _by_end_of(month: int, year: str | None) -> dict[str, Any]:
    """Return the month's last day: of the year named, else of every year; the last
    month's is the period's own.
    """
    if year:
        return _once(date(int(year), month, monthrange(int(year), month)[1]))
    if month == 12:
        return {"schedule": Recurrence.ANNUAL}
    last = date(2001, month, monthrange(2001, month)[1])
    return {"schedule": Recurrence.ANNUAL, "year_days": f"{last.day}/{month}"}


def _in_year(year: str) -> dict[str, Any]:
    return _once(date(int(year), 12, 31))


def _in_years(first: str, last: str) -> dict[str, Any]:
    begins, ends = date(int(first), 1, 1), date(int(last), 12, 31)
    if begins > ends:
        return {}
    return {"schedule": Recurrence.PHASE, "begins_on": begins, "due_on": ends}


def _once(day: date) -> dict[str, Any]:
    return {"schedule": Recurrence.ONCE, "due_on": day}


_READERS: tuple[tuple[re.Pattern[str], Callable[..., dict[str, Any]]], ...] = (
    (_DAY, _on_day),
    (_QUARTER, _in_quarter),
    (_MONTH, _in_month),
    (_ONE_YEAR, _in_year),
    (_YEARS, _in_years),
)
