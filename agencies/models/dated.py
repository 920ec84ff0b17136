"""Rows that hold from one day to another, both included; an empty end is open."""

from datetime import date
from typing import Any, ClassVar, Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from kehoach.lib.dates import span_said

_T = TypeVar("_T", bound=models.Model)


def alive_on(
    day: date, prefix: str = "", *, first: str = "valid_from", last: str = "valid_to"
) -> Q:
    """Return the condition that a dated row (reached by `prefix`) holds on `day`; other
    columns than those of `Dated` are named.
    """
    first, last = prefix + first, prefix + last
    starts = Q(**{f"{first}__isnull": True}) | Q(**{f"{first}__lte": day})
    ends = Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": day})
    return starts & ends


def in_order(first: str, last: str) -> Q:
    """Return the condition that the last day, if there are both, is not before the first."""
    either = Q(**{f"{first}__isnull": True}) | Q(**{f"{last}__isnull": True})
    return either | Q(**{f"{last}__gte": F(first)})


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

    #: Columns that rows which hold on the same day must not have in common: one of them
    #: follows the other. Empty: they may.
    alone_by: ClassVar[tuple[str, ...]] = ()

    valid_from = models.DateField("có hiệu lực từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        """Abstract: each child gets its own order constraint."""

        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=in_order("valid_from", "valid_to"),
                name="%(app_label)s_%(class)s_dates_in_order",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
        )

    def is_alive_on(self, day: date) -> bool:
        """Return whether the row holds on `day`."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)

    @property
    def alone_key(self) -> tuple[object, ...]:
        """Return what no other row may have in common with it on the same day."""
        return tuple(getattr(self, field.attname) for field in self.alone_fields())

    @classmethod
    def alone_fields(cls) -> list[Any]:
        """Return the fields of `alone_by`."""
        return [cls._meta.get_field(name) for name in cls.alone_by]

    def clean(self) -> None:
        """Refuse the same on a day on which another row holds; raises ValidationError."""
        super().clean()
        if not self.alone_by:
            return
        names = (field.attname for field in self.alone_fields())
        same = dict(zip(names, self.alone_key, strict=True))
        rows = type(self)._default_manager.filter(**same).exclude(pk=self.pk)
        if other := next((row for row in rows if self.overlaps(row)), None):
            what = self._meta.verbose_name
            raise ValidationError(
                f"Đã có {what} như vậy {other.days_held}; ghi ngày nối tiếp, không trùng"
                " ngày."
            )

    def overlaps(self, other: "Dated") -> bool:
        """Return whether both hold on some day."""
        begins = max(self.valid_from or date.min, other.valid_from or date.min)
        ends = min(self.valid_to or date.max, other.valid_to or date.max)
        return begins <= ends

    @property
    def days_held(self) -> str:
        """Return «từ 01/01/2026 đến hết 31/08/2026» as a sentence says it."""
        return span_said(self.valid_from, self.valid_to) or "không ghi ngày"
