"""Days as Vietnamese offices read and write them."""

import re
from contextlib import suppress
from datetime import date, datetime

_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?")
_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00)?)?")

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


#: How far the year of 29 February may lie away.
_LEAP = 8


#: Years in which anything of the portal can lie; others are slips of the finger, and the
#: calendar of the computer ends at 9999.
YEARS = range(1900, 2101)

#: Years before this, and those further off than `AHEAD`, are slips of the finger.
OLDEST, AHEAD = 1945, 20


def parse_date(value: object, *, today: date | None = None) -> date:
    """Return the day of a date, a datetime or text such as 05/06/2026 (5 June), also
    05062026 and 5/6/26; with `today`, 5/6 is the one nearest to it.

    Raises ValueError with a Vietnamese message for anything else.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip()
    try:
        if found := _DAY_FIRST.fullmatch(text) or _TOGETHER.fullmatch(text):
            day, month, year = found.groups()
            if year:
                century = "20" if len(year) == 2 else ""
                return date(int(century + year), int(month), int(day))
            if today:
                return _nearest(int(day), int(month), today)
        if found := _YEAR_FIRST.fullmatch(text):
            return date.fromisoformat(text[:10])
    except ValueError:
        pass
    message = (
        f"Ngày «{text}» không đúng. Ghi theo dạng ngày/tháng/năm, ví dụ 05/06/2026."
    )
    raise ValueError(message)


def read_day_of_year(text: str) -> tuple[int, int]:
    """Return (month, day) of 31/01; raise ValueError for what is no day of every year."""
    day, _, month = text.strip().partition("/")
    found = date(2001, int(month), int(day))
    return found.month, found.day


def _nearest(day: int, month: int, today: date) -> date:
    """Return the day of this name that is nearest to today; the later of two."""
    found = []
    for year in range(today.year - _LEAP, today.year + _LEAP + 1):
        with suppress(ValueError):
            found.append(date(year, month, day))
    return min(found, key=lambda each: (abs(each - today), today > each))


def format_date(day: date) -> str:
    """Return the day as 31/12/2026."""
    return f"{day:%d/%m/%Y}"


def span_said(first: date | None, last: date | None) -> str:
    """Return «từ 01/01/2026 đến hết 31/08/2026» as a sentence says it; without an end
    only the other, without both nothing.
    """
    begins = f"từ {format_date(first)}" if first else ""
    ends = f"đến hết {format_date(last)}" if last else ""
    return " ".join(part for part in (begins, ends) if part)


def long_date(day: date) -> str:
    """Return «ngày 05 tháng 01 năm 2026»: zeros only for days under 10 and months
    1 and 2 (NĐ 30/2020/NĐ-CP Phụ lục I).
    """
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def is_meant(day: date, today: date | None = None) -> bool:
    """Return whether the year can be meant: others are slips of the finger."""
    newest = today.year + AHEAD if today else date.max.year
    return OLDEST <= day.year <= newest
