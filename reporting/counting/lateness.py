"""Agencies that have not reported or were late; requested bodies are never here."""

from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, F, Max, Q, QuerySet

from tasks.models import LIVE, Duty, DutySnapshot, Period


class Behind(NamedTuple):
    """An agency that owes a word or gave it after the day."""

    agency_id: int
    name: str
    kind: str
    owed: int
    unsent: int
    overdue: int
    sent_late: int
    due_on: date | None
    sent_on: date | None

    @property
    def verdict(self) -> str:
        """Return what the list says about the agency."""
        if self.unsent == self.owed:
            word = "Chưa báo cáo"
        elif self.unsent:
            word = "Báo cáo chưa đủ"
        else:
            word = "Báo cáo chậm"
        return word if self.overdue or self.sent_late else f"{word} (còn hạn)"


def behind(period: Period, today: date) -> list[Behind]:
    """Return the agencies in the official order (one query)."""
    counted = (
        owed_rows_of(period)
        .order_by("agency__sort_key", "agency_id")
        .values_list("agency_id", "agency__short_name", "agency__kind")
        .annotate(
            owed=Count("*"),
            unsent=Count("pk", filter=Q(first_sent_on__isnull=True)),
            overdue=Count("pk", filter=Q(first_sent_on__isnull=True, due_on__lt=today)),
            sent_late=Count("pk", filter=Q(first_sent_on__gt=F("due_on"))),
            due=Max("due_on"),
            sent=Max("first_sent_on"),
        )
    )
    return [
        Behind(*row) for row in counted.filter(Q(unsent__gt=0) | Q(sent_late__gt=0))
    ]


def owed_rows_of(period: Period) -> QuerySet[Any]:
    """Return the duties that are owed, of a closed period as stored."""
    return _open(period) if period.is_open else _closed(period)


def _open(period: Period) -> QuerySet[Any]:
    return Duty.objects.shown_in(period).scored().filter(state__in=LIVE)


def _closed(period: Period) -> QuerySet[Any]:
    return DutySnapshot.objects.filter(
        period=period, duty__is_requested=False, state__in=LIVE
    )
