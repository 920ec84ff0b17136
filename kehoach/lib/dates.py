"""Days as Vietnamese offices read and write them."""

import re
from datetime import date, datetime

_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00)?)?")

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def parse_date(value: object) -> date:
    """Return the day of a date, a datetime or text such as 05/06/2026 (5 June).

    Raises ValueError with a Vietnamese message for anything else.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip()
    try:
        if found := _DAY_FIRST.fullmatch(text):
            day, month, year = map(int, found.groups())
            return date(year, month, day)
        if found := _YEAR_FIRST.fullmatch(text):
            return date.fromisoformat(text[:10])
    except ValueError:
        pass
    message = (
        f"Ngày «{text}» không đúng. Ghi theo dạng ngày/tháng/năm, ví dụ 05/06/2026."
    )
    raise ValueError(message)


def format_date(day: date) -> str:
    """Return the day as 31/12/2026."""
    return f"{day:%d/%m/%Y}"


def long_date(day: date) -> str:
    """Return «ngày 05 tháng 01 năm 2026»: zeros only for days under 10 and months
    1 and 2 (NĐ 30/2020/NĐ-CP Phụ lục I).
    """
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"
