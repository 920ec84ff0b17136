"""Which duties may be urged, and on which step of the ladder they stand today."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import (
    Case,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from agencies.models.dated import alive_on
from kehoach.lib.workdays import Calendar
from tasks.duties.days_off import working_calendar
from tasks.figures.deadlines import is_owing, open_dues
from tasks.models import (
    Channel,
    Duty,
    Period,
    PlanState,
    Reminder,
    Rung,
    State,
    pausing,
    running_now,
)
from tasks.models.due_days import due_now_case, supplement
from tasks.models.freshness import STALE_AFTER
from tasks.models.plan import plan_runs_on
from tasks.reminders.addressing import anyone_at, chain_from, first_of_chain
from tasks.reminders.ladder import LadderStep, newest_reached, reaches, repeated

#: basis → the day of a duty that its steps count from.
ANCHORS = {
    Rung.Basis.DUE: due_now_case(),
    Rung.Basis.HEARTBEAT: Case(
        When(state__in=(State.OPEN, State.PREPARED), then=F("heartbeat_on"))
    ),
}


def urgeable(today: date) -> QuerySet[Duty]:
    """Return the duties that may be urged on `today`.

    Owed by an agency that is alive, in an open period (`once` duties go on in a later one);
    never a request, a proposal without a document, one whose letter has arrived, one
    whose plan is over, or one whose plan or agency is paused.
    """
    proposed = Q(assignment__is_proposal=True) & (
        Q(assignment__basis_number="") | Q(assignment__basis_on__isnull=True)
    )
    rows: QuerySet[Duty] = Duty.objects.to_do().scored()
    return rows.filter(
        supplement() | Q(first_sent_on__isnull=True),
        Q(assignment__isnull=True) | ~proposed,
        alive_on(today, "agency__"),
        running_now(),
        ~Q(period__plan__state=PlanState.OVER),
        ~pausing(today),
        opened_on__lte=today,
    )


class DaysAfter(Func):
    """A day some days after another, on PostgreSQL and on SQLite."""

    template = "(%(expressions)s + %(days)d)"
    output_field = DateField()

    def __init__(self, day: Any, days: int) -> None:
        super().__init__(day, days=days)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Return the same for SQLite, whose days are texts."""
        template = "DATE(%(expressions)s, '+%(days)d days')"
        return self.as_sql(compiler, connection, template=template, **context)


@dataclass(frozen=True, slots=True)
class Standings:
    """For one day counted from, sort of addressee and channel: the cases that give a
    duty's rung, and those whose occasion is the day of a repetition.
    """

    anchor: Any
    addressees: str
    channel: str
    cases: tuple[When, ...]
    repeats: tuple[When, ...] = ()

    @property
    def occasion(self) -> Any:
        """Return the expression of the occasion: the anchor, or the repetition's day."""
        anchor = F("anchor")
        if not self.repeats:
            return anchor
        return Case(*self.repeats, default=anchor, output_field=DateField())


class Unplanned(NamedTuple):
    """Duties joined with `person`, `rung` and `occasion`, for one channel."""

    channel: str
    rows: QuerySet[Any]


def rungs_in_use() -> Iterator[Rung]:
    """Yield the steps that count; none of a channel that this portal does not have."""
    for rung in Rung.objects.filter(is_active=True).order_by("pk"):
        if rung.channel != Channel.WEBHOOK or settings.REMINDER_WEBHOOK_URL:
            yield rung


def steps_of(rung: Rung) -> Iterator[LadderStep]:
    """Yield the step without the row, and its repetitions."""
    working = rung.day_kind == Rung.DayKind.WORKING
    step = LadderStep(rung.pk, rung.offset_days, working)
    return repeated(step, rung.repeat_every, rung.repeat_times)


def standings(today: date, calendar: Calendar | None = None) -> Iterator[Standings]:
    """Yield which anchors have reached which rung, from the ladders of all plans.

    Each channel is a ladder of its own: after an outage the newest step of each.
    `calendar` is the one of the table, where the caller has read it already.
    """
    calendar, rungs = calendar or working_calendar(), list(rungs_in_use())
    yield from _from_duties(rungs, today, calendar)
    if any(rung.deadline_id for rung in rungs) and calendar.is_working(today):
        yield from _from_deadlines(rungs, today, calendar)


def _from_duties(
    rungs: Iterable[Rung], today: date, calendar: Calendar
) -> Iterator[Standings]:
    ladders: dict[tuple[int, str, str, str], dict[LadderStep, Rung]] = defaultdict(dict)
    for rung in rungs:
        if rung.basis in ANCHORS:
            key = (rung.plan_id, rung.schedule, rung.basis, rung.channel)
            ladders[key] |= dict.fromkeys(steps_of(rung), rung)
    cases: dict[tuple[str, str, str], list[When]] = defaultdict(list)
    later: dict[tuple[str, str, str], list[When]] = defaultdict(list)
    for (plan_id, schedule, basis, channel), steps in ladders.items():
        for step, first, last in reaches(steps, today, calendar):
            when = Q(
                period__plan_id=plan_id, schedule=schedule, anchor__range=(first, last)
            )
            group = basis, steps[step].addressees, channel
            cases[group].append(When(when, then=Value(step.pk)))
            if step.repeat:
                day = DaysAfter(F("anchor"), step.offset)
                later[group].append(When(when, then=day))
    for (basis, addressees, channel), whens in cases.items():
        anchor = ANCHORS[Rung.Basis(basis)]
        repeats = tuple(later[basis, addressees, channel])
        yield Standings(anchor, addressees, channel, tuple(whens), repeats)


def _from_deadlines(
    rungs: Iterable[Rung], today: date, calendar: Calendar
) -> Iterator[Standings]:
    ladders: dict[tuple[int | None, str], dict[LadderStep, Rung]] = defaultdict(dict)
    for rung in rungs:
        ladder = ladders[rung.deadline_id, rung.channel]
        ladder |= dict.fromkeys(steps_of(rung), rung)
    for due in open_dues():
        for (deadline_id, channel), steps in ladders.items():
            if deadline_id != due.deadline.pk:
                continue
            where = Q(period=due.period, task=due.deadline.task) & is_owing(due)
            for step in newest_reached(due.day, steps, today, calendar):
                later = DaysAfter(F("anchor"), step.offset)
                yield Standings(
                    Value(due.day, DateField()),
                    steps[step].addressees,
                    channel,
                    (When(where, then=Value(step.pk)),),
                    (When(where, then=later),) if step.repeat else (),
                )


def on_rung(found: Standings, today: date) -> QuerySet[Duty]:
    """Return the urgeable duties with the `rung` reached on `today` and its `occasion`;
    none of a plan that does not run on the day.
    """
    rung = Case(*found.cases, output_field=IntegerField())
    runs = plan_runs_on(today, "period__plan__")
    rows = urgeable(today).filter(runs).annotate(anchor=found.anchor)
    rows = rows.annotate(rung=rung, occasion=found.occasion)
    return rows.filter(rung__isnull=False)


def with_people(found: Standings, today: date) -> Iterator[QuerySet[Any]]:
    """Yield duties joined with `person`: the agency's people, then the fallback."""
    duties, levels = on_rung(found, today), chain_from(found.addressees)
    channel = found.channel
    if found.addressees != Rung.Addressees.STEERING:
        people = first_of_chain(found.addressees, today, channel)
        yield duties.filter(agency__memberships__in=people).annotate(
            person=F("agency__memberships__user_id")
        )
        nobody = ~anyone_at("agency_id", today, *levels, channel=channel)
        duties = duties.filter(nobody)
    path = "period__plan__steering_agency__memberships"
    steering = first_of_chain(Rung.Addressees.STEERING, today, channel)
    yield duties.filter(**{f"{path}__in": steering}).annotate(
        person=F(f"{path}__user_id")
    )


def unplanned(today: date, calendar: Calendar | None = None) -> Iterator[Unplanned]:
    """Yield what the ladder asks for on `today` and the ledger does not hold yet;
    `calendar` as of `standings`.
    """
    for found in standings(today, calendar):
        for rows in with_people(found, today):
            held = Reminder.objects.filter(
                duty_id=OuterRef("pk"),
                person_id=OuterRef("person"),
                channel=found.channel,
                rung_id=OuterRef("rung"),
                occasion=OuterRef("occasion"),
            )
            fresh = rows.filter(~Exists(held)).order_by().distinct()
            yield Unplanned(found.channel, fresh)


def not_updated(period: Period, today: date) -> Q:
    """Return which duties nobody updated: those whose heartbeat was missed for long,
    and all of an agency from which nothing came in the period, also before the day.
    """
    said = Q(last_entry_on__isnull=False) | Q(first_sent_on__isnull=False)
    anything = Duty.objects.filter(said, period=period, agency=OuterRef("agency"))
    long_ago = Q(heartbeat_on__lt=today - STALE_AFTER)
    silent = Q(last_entry_on__isnull=True) & ~Exists(anything)
    may = Q(pk__in=urgeable(today).values("pk"))
    return Q(state=State.OPEN) & (long_ago | silent) & may
