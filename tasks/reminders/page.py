"""What «Đôn đốc» shows: the pulse, the next letters, the ledger, what went wrong."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from agencies.models import Agency
from kehoach.lib.text import search_text
from tasks.doors.making_up import Outlook, outlook
from tasks.duties.days_off import working_calendar
from tasks.models import Envelope, Pause, Plan, Reminder, ReminderRun, Rung
from tasks.models.reminder import ReminderQuerySet
from tasks.reminders.addressing import anyone_at, chain_from
from tasks.reminders.due_today import urgeable
from tasks.reminders.planning import count_unplanned
from tasks.reminders.quiet import next_window

PLANNER = "tasks.plan_reminders"
#: Hours without a planning run after which the page warns.
_SILENT_AFTER = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Pulse:
    """When the planner ran last and will run next, and when letters may leave."""

    planned: ReminderRun | None
    sent: ReminderRun | None
    plans: Outlook | None
    is_silent: bool
    opens_at: datetime | None

    def is_quiet(self, now: datetime) -> bool:
        """Return whether nothing may leave at this moment."""
        return self.opens_at is None or self.opens_at > now


@dataclass(frozen=True, slots=True)
class Ahead:
    """What the next run would send, as things stand."""

    day: date
    letters: int
    reminders: int


@dataclass(frozen=True, slots=True)
class LedgerFilters:
    """What the reader asked to see of the ledger."""

    state: str = ""
    channel: str = ""
    agency: str = ""
    person: str = ""
    since: date | None = None


def pulse(now: datetime) -> Pulse:
    """Return the last runs and the next one; silent when none ran for a day, counted
    from when the job was set up.
    """
    planned = ReminderRun.objects.filter(kind="plan").first()
    sent = ReminderRun.objects.filter(kind="send").first()
    plans = outlook(PLANNER, now=now)
    since = planned.started_at if planned else plans.since if plans else None
    silent = since is None or now - since > _SILENT_AFTER
    return Pulse(planned, sent, plans, silent, next_window(now))


def list_day(found: Pulse, today: date) -> date | None:
    """Return the working day of which the next list is made: today when today's run is
    still to come or is made up for; None when no run is switched on.
    """
    if found.plans is None:
        return None
    runs_at = found.plans.next_at
    day = today if found.plans.late_at else timezone.localdate(runs_at)
    if ReminderRun.objects.filter(kind="plan", on=day).exists():
        day += timedelta(days=1)
    calendar = working_calendar()
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return day


def next_letter_day(found: Pulse, today: date) -> date:
    """Return the day of the next letters."""
    return next_days(found, today)[0]


def next_days(found: Pulse, today: date) -> tuple[date, date | None]:
    """Return the day of the next letters and of the next list. What waits leaves when
    it may, if that is before the next list is made; else all leaves with the list.
    """
    leaves = timezone.localdate(found.opens_at) if found.opens_at else None
    listed = list_day(found, today)
    if leaves is None or listed is None:
        return leaves or listed or today, listed
    if leaves < listed and Reminder.objects.standing(Envelope.State.PLANNED).exists():
        return leaves, listed
    return max(leaves, listed), listed


def ahead(found: Pulse, today: date) -> Ahead:
    """Return how much goes out next."""
    day, listed = next_days(found, today)
    waiting = Reminder.objects.standing(Envelope.State.PLANNED).order_by()
    by_person = waiting.values("person_id", "channel").annotate(number=Count("pk"))
    letters = Counter(
        {(row["person_id"], row["channel"]): row["number"] for row in by_person}
    )
    if listed is not None and listed <= day:
        letters += count_unplanned(today=day)
    return Ahead(day, len(letters), letters.total())


def ledger(plan: Plan, asked: LedgerFilters) -> ReminderQuerySet:
    """Return the plan's ledger as filtered, newest first."""
    rows = Reminder.objects.filter(duty__period__plan=plan).select_related(
        "duty__task", "duty__agency", "person", "rung__deadline", "envelope"
    )
    if asked.state:
        rows = rows.standing(asked.state)
    if asked.channel:
        rows = rows.filter(channel=asked.channel)
    if asked.agency:
        words = search_text(asked.agency)
        rows = rows.filter(duty__agency__search_text__contains=words)
    if asked.person:
        rows = rows.filter(person__search_text__contains=search_text(asked.person))
    if asked.since:
        rows = rows.filter(envelope__planned_at__date__gte=asked.since)
    return rows


def pauses_of(plan: Plan, today: date) -> QuerySet[Pause]:
    """Return the pauses that hold on `today`."""
    rows = Pause.objects.filter(plan=plan, ended_at__isnull=True, until__gte=today)
    return rows.select_related("agency", "created_by")


def failures(plan: Plan) -> QuerySet[Any, Any]:
    """Return by person what was refused, or put off by the other side: how many
    lines, why, how often tried, when again.
    """
    refused = Q(envelope__state=Envelope.State.FAILED)
    put_off = Q(
        envelope__state=Envelope.State.PLANNED, envelope__not_before__isnull=False
    )
    rows = Reminder.objects.live().filter(refused | put_off, duty__period__plan=plan)
    by_person = rows.order_by().values(
        "person_id",
        "person__full_name",
        "person__email",
        "channel",
        state=F("envelope__state"),
        problem=F("envelope__problem"),
    )
    counted = by_person.annotate(
        lines=Count("pk"),
        tries=Max("envelope__attempts"),
        again=Max("envelope__not_before"),
    )
    return counted.order_by("state", "person__full_name", "person_id")


def unreachable(plan: Plan, today: date) -> QuerySet[Agency]:
    """Return the agencies that owe something and have nobody a letter can reach."""
    owing = urgeable(today).filter(period__plan=plan, agency_id=OuterRef("pk"))
    nobody = ~anyone_at("pk", today, *chain_from(Rung.Addressees.PRIMARY))
    return Agency.objects.filter(nobody, Exists(owing)).order_by("sort_key", "pk")
