"""When reminders may leave: on working days, outside the quiet hours of the table."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from kehoach.lib.workdays import Calendar
from tasks.duties.days_off import working_calendar
from tasks.models import QuietHours


@dataclass(frozen=True, slots=True)
class SendingHours:
    """Days off and quiet hours as the tables have them, read once for a whole run."""

    calendar: Calendar
    quiet: tuple[QuietHours, ...]

    def is_quiet(self, now: datetime) -> bool:
        """Return whether nothing may leave at this moment, by the clock of Vietnam."""
        return not self._is_open(timezone.localtime(now))

    def has_hours(self, day: date) -> bool:
        """Return whether reminders may leave in any hour of `day`."""
        midnight = timezone.make_aware(datetime.combine(day, time.min))
        window = self.next_window(midnight)
        return window is not None and window.date() == day

    def next_window(self, now: datetime) -> datetime | None:
        """Return when reminders may leave again, None when no hour of a fortnight is
        left. Windows open where quiet hours end or a day begins; only these are tried.
        """
        local = timezone.localtime(now)
        if self._is_open(local):
            return local
        for ahead in range(15):
            day = local + timedelta(days=ahead)
            for ends in sorted({hours.ends for hours in self.quiet} | {time.min}):
                moment = day.replace(
                    hour=ends.hour, minute=ends.minute, second=0, microsecond=0
                )
                if moment > local and self._is_open(moment):
                    return moment
        return None

    def _is_open(self, moment: datetime) -> bool:
        if not self.calendar.is_working(moment.date()):
            return False
        return not any(hours.holds(moment.time()) for hours in self.quiet)


def sending_hours() -> SendingHours:
    """Return the hours that hold (two queries)."""
    return SendingHours(
        working_calendar(), tuple(QuietHours.objects.filter(is_active=True))
    )


def is_quiet(now: datetime) -> bool:
    """Return whether nothing may leave at this moment, by the clock of Vietnam."""
    return sending_hours().is_quiet(now)


def next_window(now: datetime) -> datetime | None:
    """Return when reminders may leave again, None when no hour of a fortnight is left."""
    return sending_hours().next_window(now)
