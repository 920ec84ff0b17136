"""The heartbeat of what has no day, as Python and as SQL (rule 7)."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Q, Value, When

from tasks.models.states import State
from tasks.models.status import WAITING

if TYPE_CHECKING:
    from tasks.models import Duty

#: Days after a missed heartbeat until «cần cập nhật» becomes «lâu chưa cập nhật».
STALE_AFTER = timedelta(days=30)


class Freshness(models.TextChoices):
    """The heartbeat of ongoing duties and `once` duties without a day (rule 7)."""

    FRESH = "fresh", "Mới cập nhật"
    AGEING = "ageing", "Cần cập nhật"
    STALE = "stale", "Lâu chưa cập nhật"
    NONE = "none", ""


def freshness_of(duty: "Duty", today: date) -> Freshness:
    """Return how fresh the last entry is on `today`; NONE when no heartbeat runs."""
    if duty.heartbeat_on is None or duty.state not in (*WAITING, State.RETURNED):
        return Freshness.NONE
    if today <= duty.heartbeat_on:
        return Freshness.FRESH
    late_by = today - duty.heartbeat_on
    return Freshness.AGEING if late_by <= STALE_AFTER else Freshness.STALE


def freshness_case(today: date) -> Case:
    """Return `freshness_of` as an SQL expression (annotate as `freshness`)."""
    running = Q(state__in=(*WAITING, State.RETURNED), heartbeat_on__isnull=False)
    return Case(
        When(~running, then=Value(Freshness.NONE)),
        When(heartbeat_on__gte=today, then=Value(Freshness.FRESH)),
        When(heartbeat_on__gte=today - STALE_AFTER, then=Value(Freshness.AGEING)),
        default=Value(Freshness.STALE),
        output_field=models.CharField(),
    )
