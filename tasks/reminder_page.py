"""What «Đôn đốc» shows: the pulse, the next letters, the ledger, what went wrong."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, QuerySet
from django_celery_beat.models import PeriodicTask

from agencies.models import Agency
from kehoach.lib.text import search_text
from tasks.models import Pause, Plan, Reminder, ReminderRun
from tasks.services.addressing import To, anyone_at, chain_from
from tasks.services.calendar import working_calendar
from tasks.services.reminders import count_unplanned
from tasks.services.urging import urgeable

PLANNER = "tasks.plan_reminders"
#: Hours without a planning run after which the page warns.
SILENT_AFTER = timedelta(hours=26)
State = Reminder.State


@dataclass(frozen=True, slots=True)
class Pulse:
    """When the planner ran last and will run next."""

    planned: ReminderRun | None
    sent: ReminderRun | None
    next_at: datetime | None
    is_silent: bool


@dataclass(frozen=True, slots=True)
class Ahead:
    """What the next run would send, as things stand."""

    day: date
    letters: int
    reminders: int


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader asked to see of the ledger."""

    state: str = ""
    agency: str = ""
    person: str = ""
    since: date | None = None


def pulse(now: datetime) -> Pulse:
    """Return the last runs and the next one; silent when none ran for a day, counted
    from when the job was set up.
    """
    planned = ReminderRun.objects.filter(kind="plan").first()
    sent = ReminderRun.objects.filter(kind="send").first()
    job = PeriodicTask.objects.filter(task=PLANNER, enabled=True).first()
    next_at = next_run(job, now) if job else None
    since = planned.started_at if planned else job.date_changed if job else None
    silent = since is None or now - since > SILENT_AFTER
    return Pulse(planned, sent, next_at, silent)


def next_run(job: PeriodicTask, now: datetime) -> datetime:
    """Return when beat starts the job next, to the minute."""
    moment: datetime = now + job.schedule.remaining_estimate(now)
    return (moment + timedelta(seconds=30)).replace(second=0, microsecond=0)


def ahead(today: date) -> Ahead:
    """Return how much goes out next: today until today's list was made, then on the
    next working day.
    """
    calendar, day = working_calendar(), today
    if ReminderRun.objects.filter(kind="plan", on=today).exists():
        day += timedelta(days=1)
    while not calendar.is_working(day):
        day += timedelta(days=1)
    waiting = Reminder.objects.filter(state=State.PLANNED).order_by()
    people = Counter(
        dict(waiting.values_list("person_id").annotate(number=Count("pk")))
    )
    people += count_unplanned(today=day)
    return Ahead(day, len(people), people.total())


def ledger(plan: Plan, asked: Filters) -> QuerySet[Reminder]:
    """Return the plan's ledger as filtered, newest first."""
    rows = Reminder.objects.filter(duty__period__plan=plan).select_related(
        "duty__task", "duty__agency", "person", "rung"
    )
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.agency:
        words = search_text(asked.agency)
        rows = rows.filter(duty__agency__search_text__contains=words)
    if asked.person:
        rows = rows.filter(person__search_text__contains=search_text(asked.person))
    if asked.since:
        rows = rows.filter(planned_at__date__gte=asked.since)
    return rows


def pauses_of(plan: Plan, today: date) -> QuerySet[Pause]:
    """Return the pauses that hold on `today`."""
    rows = Pause.objects.filter(plan=plan, ended_at__isnull=True, until__gte=today)
    return rows.select_related("agency", "created_by")


def failures(plan: Plan) -> QuerySet[Any, Any]:
    """Return the failed letters by person: how many lines, why, since when."""
    failed = Reminder.objects.filter(duty__period__plan=plan, state=State.FAILED)
    by_person = failed.order_by().values(
        "person_id", "person__full_name", "person__email", "problem"
    )
    return by_person.annotate(lines=Count("pk"), since=Max("claimed_at")).order_by(
        "person__full_name", "person_id"
    )


def unreachable(plan: Plan, today: date) -> QuerySet[Agency]:
    """Return the agencies that owe something and have nobody a letter can reach."""
    owing = urgeable(today).filter(period__plan=plan, agency_id=OuterRef("pk"))
    nobody = ~anyone_at("pk", today, *chain_from(To.PRIMARY))
    return Agency.objects.filter(nobody, Exists(owing)).order_by("sort_key", "pk")
