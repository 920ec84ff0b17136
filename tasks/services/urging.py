"""Which duties may be urged, and on which step of the ladder they stand today."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from agencies.models.dated import alive_on
from tasks.ladder import Step, reaches
from tasks.models import Duty, Period, Reminder, Rung, State, pausing
from tasks.services.addressing import To, anyone_at, chain_from, first_of_chain
from tasks.services.calendar import working_calendar

OPEN_PERIODS = Period.objects.filter(state=Period.State.OPEN)
#: basis → the day of a duty that its steps count from.
ANCHORS = {
    Rung.Basis.DUE: Case(
        When(state=State.RETURNED, then=F("return_due_on")), default=F("due_on")
    ),
    Rung.Basis.HEARTBEAT: Case(
        When(state__in=(State.OPEN, State.PREPARED), then=F("heartbeat_on"))
    ),
}


def urgeable(today: date) -> QuerySet[Duty]:
    """Return the duties that may be urged on `today`.

    Owed by an agency that is alive, in an open period (`once` duties outlive theirs);
    never a request, a proposal without a document, one whose letter has arrived, or
    one whose plan or agency is paused.
    """
    proposed = Q(assignment__is_proposal=True) & (
        Q(assignment__basis_number="") | Q(assignment__basis_on__isnull=True)
    )
    same_plan = OPEN_PERIODS.filter(plan_id=OuterRef("period__plan_id"))
    running = Q(period__state=Period.State.OPEN) | Q(Exists(same_plan), schedule="once")
    rows: QuerySet[Duty] = Duty.objects.to_do().scored()
    return rows.filter(
        Q(state=State.RETURNED) | Q(first_sent_on__isnull=True),
        Q(assignment__isnull=True) | ~proposed,
        alive_on(today, "agency__"),
        running,
        ~pausing(today),
        opened_on__lte=today,
    )


@dataclass(frozen=True, slots=True)
class Standings:
    """For one basis and one sort of addressee: the cases that give a duty's rung."""

    basis: str
    addressees: str
    cases: tuple[When, ...]


def standings(today: date) -> Iterator[Standings]:
    """Yield which anchors have reached which rung, from the ladders of all plans."""
    ladders: dict[tuple[int, str, str], dict[Step, Rung]] = defaultdict(dict)
    for rung in Rung.objects.filter(is_active=True).order_by("pk"):
        key = (rung.plan_id, rung.schedule, rung.basis)
        working = rung.day_kind == Rung.DayKind.WORKING
        ladders[key][Step(rung.pk, rung.offset_days, working)] = rung
    calendar = working_calendar()
    cases: dict[tuple[str, str], list[When]] = defaultdict(list)
    for (plan_id, schedule, basis), rungs in ladders.items():
        for step, first, last in reaches(rungs, today, calendar):
            when = Q(
                period__plan_id=plan_id, schedule=schedule, anchor__range=(first, last)
            )
            group = cases[basis, rungs[step].addressees]
            group.append(When(when, then=Value(step.pk)))
    for (basis, addressees), whens in cases.items():
        yield Standings(basis, addressees, tuple(whens))


def on_rung(found: Standings, today: date) -> QuerySet[Duty]:
    """Return the urgeable duties with `anchor` and the `rung` reached on `today`."""
    rung = Case(*found.cases, output_field=IntegerField())
    rows = urgeable(today).annotate(anchor=ANCHORS[Rung.Basis(found.basis)])
    return rows.annotate(rung=rung).filter(rung__isnull=False)


def with_people(found: Standings, today: date) -> Iterator[QuerySet[Any]]:
    """Yield duties joined with `person`: the agency's people, then the fallback."""
    duties, levels = on_rung(found, today), chain_from(found.addressees)
    if found.addressees != To.STEERING:
        people = first_of_chain(found.addressees, today)
        yield duties.filter(agency__memberships__in=people).annotate(
            person=F("agency__memberships__user_id")
        )
        duties = duties.filter(~anyone_at("agency_id", today, *levels))
    path = "period__plan__steering_agency__memberships"
    steering = first_of_chain(To.STEERING, today)
    yield duties.filter(**{f"{path}__in": steering}).annotate(
        person=F(f"{path}__user_id")
    )


def unplanned(today: date) -> Iterator[QuerySet[Any]]:
    """Yield what the ladder asks for on `today` and the ledger does not hold yet."""
    for found in standings(today):
        for rows in with_people(found, today):
            held = Reminder.objects.filter(
                duty_id=OuterRef("pk"),
                person_id=OuterRef("person"),
                channel=Reminder.Channel.EMAIL,
                rung_id=OuterRef("rung"),
                occasion=OuterRef("anchor"),
            )
            yield rows.filter(~Exists(held)).order_by().distinct()
