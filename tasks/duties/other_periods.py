"""Which other open periods hold something too, so that nobody looks in one only."""

from typing import NamedTuple

from django.db.models import Count

from tasks.models import Period
from tasks.models.querysets import DutyQuerySet


class Other(NamedTuple):
    """An open period that the page is not about, and how many duties wait in it."""

    period: Period
    number: int


def open_besides(period: Period, rows: DutyQuerySet) -> list[Other]:
    """Return the plan's other open periods that hold some of the duties, the one due
    first in front (two queries).
    """
    held = rows.filter(period__plan_id=period.plan_id, period__state=Period.State.OPEN)
    counted = held.exclude(period=period).order_by().values_list("period")
    numbers = dict(counted.annotate(number=Count("*")))
    found = Period.objects.in_bulk(list(numbers)).values()
    ordered = sorted(found, key=lambda each: (each.unit_due, each.pk))
    return [Other(each, numbers[each.pk]) for each in ordered]
