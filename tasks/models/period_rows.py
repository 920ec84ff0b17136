"""Which period a page shows, or a job takes, when nobody names one."""

from datetime import date
from enum import IntEnum
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When

from kehoach.lib.periods import first_year_awaited
from tasks.models.calendar_row import ON_REQUEST

if TYPE_CHECKING:
    from tasks.models import Period  # noqa: F401 -- in the base class below


class Claim(IntEnum):
    """How good a claim a period has to be the one that is meant, the best first."""

    AWAITED = 0
    RUNNING = 1
    OVER = 2
    EARLY = 3
    ADHOC = 4


class PeriodQuerySet(models.QuerySet["Period"]):
    """The reading vocabulary of reporting periods."""

    def meant_first(self, today: date, awaited_from: int | None = None) -> Self:
        """Order the periods by the one rule of what is meant where none is named.

        The year that is over but not reported yet (until the latest day of the setting),
        else the period that runs on `today`, a whole before its parts, else the last
        that ran; only where there is nothing else one opened early, the nearest first,
        or an ad-hoc request. `awaited_from` is `first_awaited`, for a query that is
        put together once (`kehoach.site.compiled`).
        """
        year = first_awaited(today) if awaited_from is None else awaited_from
        claim = Case(*_claims(today, year), default=Value(Claim.OVER))
        early = Case(When(data_from__gt=today, then=F("data_from")))
        return self.order_by(claim, early, "-state", "-data_to", "part_of", "-pk")


def first_awaited(today: date) -> int:
    """Return the first year whose report may still be awaited, by the setting."""
    return first_year_awaited(today, settings.OLD_YEAR_UNTIL)


def _claims(today: date, awaited_from: int) -> list[When]:
    awaited = Q(
        part_of="",
        data_to__lt=today,
        year__gte=awaited_from,
        reported_on__isnull=True,
    )
    running = Q(data_from__lte=today, data_to__gte=today)
    return [
        When(kind=ON_REQUEST, then=Value(Claim.ADHOC)),
        When(awaited, then=Value(Claim.AWAITED)),
        When(running, then=Value(Claim.RUNNING)),
        When(data_from__gt=today, then=Value(Claim.EARLY)),
    ]
