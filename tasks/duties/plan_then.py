"""A plan as papers of a day name it: called as it was then, steered by who steered it.

What is written today, for whatever period, names who steers today; what was signed,
sent or issued names its own day. Who steered is told by the events that handed the plan
on (`carry_plans`); a correction in the technical admin has no day and holds for all.
"""

from copy import copy
from datetime import date
from functools import cached_property

from agencies.models import Agency, Reorganisation, ReorganisationChange
from tasks.duties.past_words import of_their_day
from tasks.models import Plan

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
        rows = ReorganisationChange.objects.filter(
            table=Plan._meta.label,
            row_id=self.plan.pk,
            event__state=Reorganisation.State.APPLIED,
        ).order_by("event__effective_on", "pk")
        told = [
            (day, before[_STEERING])
            for day, before in rows.values_list("event__effective_on", "before")
            if before and _STEERING in before
        ]
        agencies = Agency.objects.in_bulk([key for _, key in told]) if told else {}
        return [(day, agencies[key]) for day, key in told]


def plan_on(plan: Plan, day: date | None) -> Plan:
    """Return the plan as one paper of the day names it (`PlanThen.on`)."""
    return PlanThen(plan).on(day)
