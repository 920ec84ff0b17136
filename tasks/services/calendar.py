"""Days off and worked: seeded from the `holidays` package, edited in the admin."""

from collections.abc import Iterable
from datetime import date

import holidays

from kehoach.lib.workdays import Calendar
from tasks.models import Holiday

#: Working days between the cut-off and the units' deadline (QĐ 01/2023/QĐ-UBND Đ4).
UNIT_DAYS = 2


def load_holidays(*, years: Iterable[int]) -> int:
    """Add the Vietnamese days off that are missing; return how many were added."""
    known = holidays.country_holidays("VN", years=list(years), language="vi")
    before = Holiday.objects.count()
    Holiday.objects.bulk_create(
        [Holiday(day=day, name=name[:150]) for day, name in sorted(known.items())],
        ignore_conflicts=True,
    )
    return Holiday.objects.count() - before


def working_calendar() -> Calendar:
    """Return the calendar as the table has it; one query."""
    rows = list(Holiday.objects.values_list("day", "is_worked"))
    return Calendar(
        frozenset(day for day, is_worked in rows if not is_worked),
        frozenset(day for day, is_worked in rows if is_worked),
    )


def working_days_after(day: date, count: int) -> date:
    """Return the day `count` working days after `day`, by the calendar table."""
    return working_calendar().shift(day, count)


def unit_deadline(data_to: date) -> date:
    """Return the units' deadline: two working days after the cut-off."""
    return working_days_after(data_to, UNIT_DAYS)
