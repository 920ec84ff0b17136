"""Rows that hold from one day to another, both included; an empty end is open."""

from datetime import date
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q

_T = TypeVar("_T", bound=models.Model)


def alive_on(day: date, prefix: str = "") -> Q:
    """Return the condition that a dated row (reached by `prefix`) holds on `day`."""
    starts = Q(**{f"{prefix}valid_from__isnull": True}) | Q(
        **{f"{prefix}valid_from__lte": day}
    )
    ends = Q(**{f"{prefix}valid_to__isnull": True}) | Q(
        **{f"{prefix}valid_to__gte": day}
    )
    return starts & ends


def outlasts(end: date | None, last: date) -> bool:
    """Return whether what ends on `end` (none: never) goes on after `last`."""
    return end is None or end > last


#: `alive_on` of a row called m as text, for what every page asks; takes the day twice.
ALIVE_ON = """(m.valid_from IS NULL OR m.valid_from <= %s)
AND (m.valid_to IS NULL OR m.valid_to >= %s)"""


class DatedQuerySet(models.QuerySet[_T]):
    """Questions about dated rows."""

    def alive_on(self, day: date) -> Self:
        """Keep the rows that hold on `day`."""
        return self.filter(alive_on(day))


class Dated(models.Model):
    """Fields of a row with a first and a last day."""

    valid_from = models.DateField("có hiệu lực từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        """Abstract: each child gets its own order constraint."""

        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="%(app_label)s_%(class)s_dates_in_order",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
        )

    def is_alive_on(self, day: date) -> bool:
        """Return whether the row holds on `day`."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)
