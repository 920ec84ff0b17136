"""Days off and worked: seeded from the `holidays` package, edited in the admin."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import holidays

from kehoach.lib.workdays import Calendar
from tasks.models import Holiday

#: Working days between the cut-off and the units' deadline (QĐ 01/2023/QĐ-UBND Đ4).
UNIT_DAYS = 2
#: What a weekend day that is worked in exchange is called.
_WORKED = "Làm việc bù"
#: Exchanges that the `holidays` package does not know (yet), each with its document.
EXCHANGES = Path(__file__).resolve().parents[1] / "data" / "days_exchanged.csv"


def load_holidays(*, years: Iterable[int]) -> int:
    """Add the days off and the days worked in exchange that are missing; return how
    many were added.
    """
    before = Holiday.objects.count()
    Holiday.objects.bulk_create(known_days(frozenset(years)), ignore_conflicts=True)
    return Holiday.objects.count() - before


def known_days(years: frozenset[int]) -> list[Holiday]:
    """Return the days off and worked of these years as announced, in order; the
    package knows most of them, our own list what it lacks.
    """
    around = {year + step for year in years for step in (0, 1)}
    known = holidays.country_holidays("VN", years=around, language="vi")
    names = {day: (name, False) for day, name in known.items()}
    worked = dict.fromkeys(known.weekend_workdays, (_WORKED, True))
    days = names | worked | exchanged_days()
    return [
        Holiday(day=day, name=name[:150], is_worked=is_worked)
        for day, (name, is_worked) in sorted(days.items())
        if day.year in years
    ]


def exchanged_days() -> dict[date, tuple[str, bool]]:
    """Return the exchanges of a working day for a Saturday that we add ourselves."""
    days = {}
    with EXCHANGES.open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            off, worked = (
                date.fromisoformat(row[k]) for k in ("day_off", "day_worked")
            )
            days[off] = (f"Ngày nghỉ (thay cho ngày {worked:%d/%m/%Y})", False)
            days[worked] = (_WORKED, True)
    return days


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
