"""What pages show of coordination: who was asked for what, who answered."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from agencies.models import Agency, Ancestry, Level, User
from tasks.duties.access import seen_by
from tasks.duties.past_words import in_periods_of
from tasks.models import (
    Assignment,
    ContributionRequest,
    Duty,
    Task,
    worked_now,
)

#: Agencies that a lead is offered before anything is typed.
MOST_OFFERED = 50
#: state → (colour name, icon)
_LOOKS = {
    ContributionRequest.State.ASKED: ("amber", "hourglass"),
    ContributionRequest.State.ANSWERED: ("green", "circle-check"),
    ContributionRequest.State.DECLINED: ("grey", "circle-minus"),
    ContributionRequest.State.WITHDRAWN: ("grey", "x"),
}


@dataclass(frozen=True)
class AskedPart:
    """One request as a line; `late` once its day has passed without an answer."""

    request: ContributionRequest
    late: bool

    @property
    def label(self) -> str:
        """Return the words of the badge."""
        return (
            "Quá ngày, chưa trả lời" if self.late else self.request.get_state_display()
        )

    @property
    def tone(self) -> str:
        """Return the colour name of the badge."""
        return (
            "red"
            if self.late
            else _LOOKS[ContributionRequest.State(self.request.state)][0]
        )

    @property
    def icon(self) -> str:
        """Return the icon of the badge."""
        return _LOOKS[ContributionRequest.State(self.request.state)][1]


def requests_on(duty: Duty, user: User, today: date) -> list[AskedPart]:
    """Return what was asked on the duty and on duties carried to it, not withdrawn; an
    agency that was asked sees its own part.
    """
    rows = ContributionRequest.objects.visible_to(user, today=today).filter(
        Q(duty=duty) | Q(duty__carried_to=duty)
    )
    kept = rows.exclude(state=ContributionRequest.State.WITHDRAWN).select_related(
        "agency"
    )
    return [
        AskedPart(row, row.is_late(today)) for row in kept.order_by("recorded_at", "pk")
    ]


def asked_of_agency(agency: Agency, today: date) -> Any:
    """Return what the agency and those it took over from were asked, not withdrawn."""
    elders = Ancestry.objects.filter(heir=agency, since__lte=today).values("elder_id")
    rows = ContributionRequest.objects.filter(Q(agency=agency) | Q(agency__in=elders))
    joined = rows.select_related("agency", "duty__agency", "duty__task", "duty__period")
    return joined.exclude(state=ContributionRequest.State.WITHDRAWN)


def parts_asked_of(
    agency: Agency, today: date, reader: User | None = None
) -> QuerySet[Any]:
    """Return what the agency still has to answer; to a reader, of what this one sees."""
    rows = asked_of_agency(agency, today).filter(
        worked_now(today, "duty__"), state=ContributionRequest.State.ASKED
    )
    kept: QuerySet[Any] = seen_by(reader, rows, today)
    return kept


def parts_waiting_for(
    agency: Agency, today: date, reader: User | None = None
) -> list[AskedPart]:
    """Return what the agency still has to answer, the earliest day first."""
    rows = parts_asked_of(agency, today, reader)
    ordered = in_periods_of(rows.order_by("due_on", "pk"))
    return [AskedPart(row, row.is_late(today)) for row in ordered]


def to_coordinate(duty: Duty, day: date) -> list[Agency]:
    """Return whom to offer first: the agencies that the plan names for the task, else
    the living ones of the province, but never the duty's own.
    """
    named = coordinating(duty.task, day)
    if not named:
        rows = Agency.objects.alive_on(day).filter(level=Level.PROVINCE)
        named = list(rows.order_by("sort_key", "pk")[:MOST_OFFERED])
    return [agency for agency in named if agency.pk != duty.agency_id]


def coordinating(task: Task, day: date) -> list[Agency]:
    """Return the agencies that the plan names as coordinating, at most 50."""
    rows = (
        Assignment.objects.binding()
        .alive_on(day)
        .filter(task=task, role=Assignment.Role.COORDINATE)
    )
    named = Q(pk__in=[row.agency_id for row in rows if row.agency_id])
    found = set(Agency.objects.filter(named))
    for row in rows:
        if row.group_id:
            found |= set(Agency.objects.in_group(row.group_id, day)[:MOST_OFFERED])
    living = [agency for agency in found if agency.is_alive_on(day)]
    return sorted(living, key=lambda agency: agency.sort_key)[:MOST_OFFERED]
