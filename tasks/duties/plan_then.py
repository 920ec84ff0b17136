"""A plan as papers of a day name it: called as it was then, steered by who steered it.

What is written today, for whatever period, names who steers today; what was signed,
sent or issued names its own day. Who steered is told by what handed the plan on:
reorganisations (`carry_plans`) and changes of the plan (`write_plan_data`). Each says
that from its day on one follows another, also where the portal learned of a later one
before (decision 060).
"""

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

from agencies.models import Agency, ReorganisationChange, Succession
from tasks.duties.past_words import of_their_day
from tasks.models import CarryDecision, Plan, PlanChange, PlanChangeRow

_STEERING = "steering_agency_id"
#: From which day who steers, the oldest first.
Spans = list[tuple[date, int]]


class Handing(NamedTuple):
    """One event that handed the plan on, as its journal tells: its day, when it was
    applied, the reorganisation if it is one, and who steered in the plan's row before.
    """

    on: date
    moment: float
    event: int | None
    before: int


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
        who = next(who for since, who in reversed(self.spans) if since <= day)
        if who != found.steering_agency_id:
            found.steering_agency = self._agencies[who]
        return found

    @cached_property
    def spans(self) -> Spans:
        """Return who steers from which day on, the oldest first."""
        told = sorted(self._handings(), key=lambda each: (each.moment, each.on))
        who = [*(each.before for each in told), self.plan.steering_agency_id]
        events = [each.event for each in told if each.event]
        followed = _followed(events) if events else {}
        spans: Spans = [(date.min, who[0])]
        for each, heir in zip(told, who[1:], strict=True):
            pairs = {**followed.get(each.event, {}), each.before: heir}
            for old, new in pairs.items():
                spans = followed_from(spans, each.on, old, new)
        return spans

    @cached_property
    def _agencies(self) -> dict[int, Agency]:
        return Agency.objects.in_bulk({who for _, who in self.spans})

    def _handings(self) -> list[Handing]:
        found = []
        for kept in (ReorganisationChange, PlanChangeRow):
            rows = _noted(kept).filter(row_id=self.plan.pk)
            columns = "event", "event__effective_on", "event__applied_at"
            for event, on, at, before in rows.values_list(
                *columns, f"before__{_STEERING}"
            ):
                key = event if kept is ReorganisationChange else None
                found.append(Handing(on, at.timestamp() if at else 0, key, before))
        return found

    @property
    def handed_on(self) -> date | None:
        """Return the day from which who steers the plan now does; None for always."""
        since = self.spans[-1][0]
        return None if since == date.min else since


def handed_on_after(day: date) -> set[int]:
    """Return the plans that are known to have gone on after the day."""
    return {
        plan
        for kept in (ReorganisationChange, PlanChangeRow)
        for plan in _noted(kept)
        .filter(event__effective_on__gt=day)
        .values_list("row_id", flat=True)
    }


def _noted(kept: Any) -> Any:
    """Return the rows of a journal that handed a plan on."""
    return kept._default_manager.filter(
        table=Plan._meta.label,
        event__state=PlanChange.State.APPLIED,
        before__has_key=_STEERING,
    )


def followed_from(spans: Spans, on: date, old: int, new: int) -> Spans:
    """Return the spans where `new` steers from the day on wherever `old` did."""
    found: Spans = []
    for (since, who), (until, _) in pairwise([*spans, (date.max, 0)]):
        if who != old or until <= on:
            found.append((since, who))
        elif since >= on:
            found.append((since, new))
        else:
            found += [(since, who), (on, new)]
    return found


def _followed(events: Iterable[int]) -> dict[int | None, dict[int, int]]:
    """Return reorganisation → who ended → who took over what it steered (the rule of
    `taker_of_task`); without who ended with nobody decided.
    """
    lines: dict[tuple[int, int], list[int | None]] = defaultdict(list)
    rows = Succession.objects.filter(event__in=events)
    for event, old, new in rows.values_list("event", "predecessor", "successor"):
        lines[event, old].append(new)
    unclear = any(len(heirs) != 1 or None in heirs for heirs in lines.values())
    decided = _decided(events) if unclear else {}
    found: dict[int | None, dict[int, int]] = defaultdict(dict)
    for (event, old), heirs in lines.items():
        chosen = decided.get((event, old), decided.get((event, None)))
        heir = (heirs[0] if len(heirs) == 1 else None) or chosen
        if heir:
            found[event][old] = heir
    return found


def _decided(events: Iterable[int]) -> dict[tuple[int, int | None], int | None]:
    """Return (reorganisation, who ended or nobody) → who takes all, None for nobody."""
    rows = CarryDecision.objects.filter(event__in=events, task=None)
    told = list(rows.values_list("event", "predecessor", "takes_code"))
    named = Agency.objects.in_bulk({code for *_, code in told}, field_name="code")
    keys = {code: agency.pk for code, agency in named.items()}
    return {(event, old): keys.get(code) for event, old, code in told}


def plan_on(plan: Plan, day: date | None) -> Plan:
    """Return the plan as one paper of the day names it (`PlanThen.on`)."""
    return PlanThen(plan).on(day)
