"""Working days with days off and compensatory days worked."""

from datetime import date, timedelta
from typing import NamedTuple

ONE = timedelta(days=1)


def is_working_day(
    day: date, *, days_off: frozenset[date], days_worked: frozenset[date]
) -> bool:
    """Return whether offices work: a weekend day only when worked in exchange."""
    if day in days_worked:
        return True
    return day.weekday() < 5 and day not in days_off


def add_working_days(
    day: date, count: int, *, days_off: frozenset[date], days_worked: frozenset[date]
) -> date:
    """Return the day `count` working days later (earlier when negative)."""
    step = ONE if count >= 0 else -ONE
    left = abs(count)
    while left:
        day += step
        if is_working_day(day, days_off=days_off, days_worked=days_worked):
            left -= 1
    return day


def working_days_between(
    first: date, last: date, *, days_off: frozenset[date], days_worked: frozenset[date]
) -> int:
    """Return how many working days lie after `first`, up to and with `last`."""
    if last < first:
        return -working_days_between(
            last, first, days_off=days_off, days_worked=days_worked
        )
    days = (first + ONE * i for i in range(1, (last - first).days + 1))
    return sum(
        is_working_day(day, days_off=days_off, days_worked=days_worked) for day in days
    )


class Calendar(NamedTuple):
    """The days off and the weekend days worked, carried together."""

    days_off: frozenset[date] = frozenset()
    days_worked: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Return whether offices work on `day`."""
        return is_working_day(day, days_off=self.days_off, days_worked=self.days_worked)

    def shift(self, day: date, count: int) -> date:
        """Return the day `count` working days later (earlier when negative)."""
        return add_working_days(
            day, count, days_off=self.days_off, days_worked=self.days_worked
        )
