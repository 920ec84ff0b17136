"""When reminders may leave: on working days, outside the quiet hours of the table."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from kehoach.lib.workdays import Calendar
from tasks.models import QuietHours
from tasks.services.calendar import working_calendar


def is_quiet(now: datetime) -> bool:
    """Return whether nothing may leave at this moment, by the clock of Vietnam."""
    return not _open(timezone.localtime(now), working_calendar(), _table())


def hours_of(day: date, clock: Callable[[], datetime]) -> Callable[[], datetime]:
    """Return a clock that starts at the first open moment of `day`, at midnight when
    the day has none, and goes on as `clock` does: what a run for another day asks.
    """
    midnight = timezone.make_aware(datetime.combine(day, time.min))
    window = next_window(midnight)
    opens = window if window and timezone.localdate(window) == day else midnight
    started = clock()
    return lambda: opens + (clock() - started)


def _table() -> list[QuietHours]:
    return list(QuietHours.objects.filter(is_active=True))


def next_window(now: datetime) -> datetime | None:
    """Return when reminders may leave again, None when no hour of a fortnight is left.

    Windows open where quiet hours end or a day begins; only those moments are tried.
    """
    local = timezone.localtime(now)
    calendar, rows = working_calendar(), _table()
    if _open(local, calendar, rows):
        return local
    for ahead in range(15):
        day = local + timedelta(days=ahead)
        for ends in sorted({hours.ends for hours in rows} | {time.min}):
            moment = day.replace(
                hour=ends.hour, minute=ends.minute, second=0, microsecond=0
            )
            if moment > local and _open(moment, calendar, rows):
                return moment
    return None


def _open(moment: datetime, calendar: Calendar, rows: list[QuietHours]) -> bool:
    if not calendar.is_working(moment.date()):
        return False
    return not any(hours.holds(moment.time()) for hours in rows)
