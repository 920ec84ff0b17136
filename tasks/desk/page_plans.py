"""The plans of a desk over several: as chips that filter, and where each stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from tasks.desk.tally import STILL_OWED, GroupCount
from tasks.models import Plan

#: Plans that stand as chips, those whose day comes first; the others in one list.
MOST_CHIPS = 6


@dataclass
class DeskPlan:
    """A plan with what the agency has of it: how many wait for its people and before its
    head, and the nearest day.
    """

    plan: Plan
    left: int = 0
    waiting: int = 0
    day: date | None = None
    chosen: bool = False


@dataclass(frozen=True)
class DeskPlans:
    """What the page offers to choose from."""

    chips: list[DeskPlan]
    others: list[DeskPlan]
    chosen: Plan | None = None
    sending: list[DeskPlan] = field(default_factory=list)


def plan_chips(
    plans: Sequence[Plan], counts: Iterable[GroupCount], chosen: Plan | None
) -> DeskPlans:
    """Return the plans, the chosen one first, then by the nearest day."""
    found = {plan.pk: DeskPlan(plan, chosen=plan == chosen) for plan in plans}
    for each in counts:
        if (row := found.get(each.plan)) is None:
            continue  # a request: a plan of its own kind
        row.left += each.number if each.code in STILL_OWED else 0
        row.waiting += each.number if each.code == "cho-duyet" else 0
        days = (row.day, each.first if each.code in STILL_OWED else None)
        row.day = min(filter(None, days), default=None)
    rows = list(found.values())
    busy = sorted(rows, key=lambda row: (not row.chosen, row.day or date.max))
    first = {row.plan.pk for row in busy[:MOST_CHIPS]}
    return DeskPlans(
        chips=[row for row in rows if row.plan.pk in first],
        others=[row for row in rows if row.plan.pk not in first],
        chosen=chosen,
        sending=[row for row in busy if row.left or row.waiting][:MOST_CHIPS],
    )
