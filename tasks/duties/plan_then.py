"""A plan as papers of a day name it: called as it was then, steered by who steered it.

What is written today, for whatever period, names who steers today; what was signed,
sent or issued names its own day. Who steered is told by what handed the plan on:
reorganisations (`carry_plans`) and changes of the plan (`write_plan_data`).
"""

from collections.abc import Iterator
from copy import copy
from datetime import date
from functools import cached_property
from typing import Any

from agencies.models import Agency, ReorganisationChange
from tasks.duties.past_words import of_their_day
from tasks.models import Plan, PlanChange, PlanChangeRow

_STEERING = "steering_agency_id"


class PlanThen:
    """The past of one plan, read once for all the papers of a list."""

    def __init__(self, plan: Plan) -> None:
        """Begin with the plan of today."""
        self.plan = plan

    def on(self, day: date | None) -> Plan:
        """Return the plan as it was on the day, a copy not to be saved; as it is
        without a day.
        """
        if day is None:
            return self.plan
        found = copy(self.plan)
        of_their_day([found], day)
        later = (agency for until, agency in self._handed_on if until > day)
        if agency := next(later, None):
            found.steering_agency = agency
        return found

    @cached_property
    def _handed_on(self) -> list[tuple[date, Agency]]:
        """Return the day on which the plan went on and who steered before, the oldest
        first.
        """
        told = sorted([*self._noted(ReorganisationChange), *self._noted(PlanChangeRow)])
        keys = [key for _, _, key in told]
        agencies = Agency.objects.in_bulk(keys) if keys else {}
        return [(day, agencies[key]) for day, _, key in told]

    def _noted(self, kept: Any) -> Iterator[tuple[date, float, int]]:
        """Yield the day, the moment of applying and who steered before."""
        rows = kept.objects.filter(
            table=Plan._meta.label,
            row_id=self.plan.pk,
            event__state=PlanChange.State.APPLIED,
        )
        columns = "event__effective_on", "event__applied_at", "before"
        for day, moment, before in rows.values_list(*columns):
            if before and _STEERING in before:
                yield day, moment.timestamp() if moment else 0, before[_STEERING]

    @property
    def handed_on(self) -> date | None:
        """Return the day from which who steers the plan now does; None for always."""
        return self._handed_on[-1][0] if self._handed_on else None


def plan_on(plan: Plan, day: date | None) -> Plan:
    """Return the plan as one paper of the day names it (`PlanThen.on`)."""
    return PlanThen(plan).on(day)
