"""Days from–to as conditions: days as they are, moments by the portal's clock."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone


@dataclass(frozen=True)
class Span:
    """A first and a last day, both included."""

    first: date
    last: date

    def days(self, *fields: str) -> Q:
        """Return the condition that one of the days lies inside."""
        found = Q()
        for field in fields:
            found |= Q(**{f"{field}__gte": self.first, f"{field}__lte": self.last})
        return found

    def moments(self, *fields: str) -> Q:
        """Return the condition that one of the moments lies inside."""
        zone = timezone.get_current_timezone()
        begin = datetime.combine(self.first, time(), zone)
        end = datetime.combine(self.last + timedelta(days=1), time(), zone)
        found = Q()
        for field in fields:
            found |= Q(**{f"{field}__gte": begin, f"{field}__lt": end})
        return found

    def holds(self, *days: date | datetime) -> bool:
        """Return whether one of them lies inside."""
        return any(self.first <= as_day(day) <= self.last for day in days)


def as_day(day: date | datetime) -> date:
    """Return the portal's day of a moment."""
    return timezone.localtime(day).date() if isinstance(day, datetime) else day
