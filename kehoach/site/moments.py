"""The clock, read once by a door."""

from datetime import date, datetime

from django.utils import timezone


def read_clock() -> tuple[date, datetime]:
    """Return today and this moment, read once: at midnight they are of one day."""
    now = timezone.now()
    return timezone.localdate(now), now
