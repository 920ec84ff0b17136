"""What stands in the margin of each clause: own duties, or how the province stands."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count

from agencies.models import User
from tasks.duties.listing import NOT_OWED
from tasks.duties.shown import PeriodDuties
from tasks.models import Duty, Period
from tasks.models.status import CARRIED_OUT, LATE, Standing


@dataclass
class Margin:
    """What stands beside a clause: own duties, or counts by standing."""

    counts: dict[Standing, int] = field(default_factory=dict)
    own: list[tuple[Any, Standing]] = field(default_factory=list)

    @property
    def owed(self) -> int:
        """Return how many units owe it."""
        return sum(n for s, n in self.counts.items() if s not in NOT_OWED)

    @property
    def done(self) -> int:
        """Return how many carried it out."""
        return sum(self.counts.get(standing, 0) for standing in CARRIED_OUT)

    @property
    def late(self) -> int:
        """Return how many are late."""
        return sum(self.counts.get(standing, 0) for standing in LATE)

    @property
    def rows(self) -> list[tuple[Standing, int]]:
        """Return the counts in the order of the standings."""
        return [(s, self.counts[s]) for s in Standing if self.counts.get(s)]


def margins_of(
    period: Period | None,
    user: User,
    today: date,
    *,
    sees_all: bool,
    as_of: date | None,
) -> dict[int, Margin]:
    """Return task → margin: counts for who sees the province, else own duties."""
    found: dict[int, Margin] = defaultdict(Margin)
    if period is None:
        return found
    rows = PeriodDuties(period, today, as_of).rows()
    if sees_all:
        counted = rows.filter(is_requested=False).order_by()
        for task_id, word, number in counted.values_list(
            "task_id", "standing"
        ).annotate(number=Count("*")):
            found[task_id].counts[Standing(word)] = number
        return found
    own: Iterable[Duty] = rows.visible_to(user, today=today).select_related("agency")
    for duty in own.order_by("agency__sort_key", "pk"):  # type: ignore[attr-defined]
        found[duty.task_id].own.append((duty, Standing(duty.standing)))
    return found
