"""The working calendar as the table of holidays has it."""

from collections.abc import Callable
from datetime import date

from tasks.models import Holiday

SATURDAY = 5


def is_working_day() -> Callable[[date], bool]:
    """Return a test of days; reads the days off and the days worked instead once."""
    named: dict[date, bool] = dict(Holiday.objects.values_list("day", "is_worked"))

    def is_working(day: date) -> bool:
        return named.get(day, day.weekday() < SATURDAY)

    return is_working
