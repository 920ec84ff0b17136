"""What happened to a person's work, told in the letter of the day beside the reminders.

The notice is the row; the letter tells what came since the person's last letter was
written and was not read in the portal meanwhile. Who has news alone gets a letter too.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Exists, Max, OuterRef, QuerySet

from kehoach.lib.workdays import Calendar
from tasks.models import Channel, Envelope, Notice, ReminderRun
from tasks.reminders.addressing import usable

#: What somebody says to somebody: nothing else would tell who does not open the portal.
IN_LETTERS = (
    Notice.Kind.TO_SEND,
    Notice.Kind.SENT_BACK,
    Notice.Kind.ASSIGNED,
    Notice.Kind.MESSAGE,
    Notice.Kind.EXTENDED,
    Notice.Kind.DELEGATION,
    Notice.Kind.PLAN,
)
#: News older than this stand in the portal alone.
NEWS_KEPT = timedelta(days=7)


class News(NamedTuple):
    """One thing that happened, and where it leads."""

    text: str
    address: str


def untold(now: datetime) -> QuerySet[Notice]:
    """Return the notices that a letter written now would tell."""
    written = Envelope.objects.filter(
        person_id=OuterRef("person_id"),
        channel=Channel.EMAIL,
        state=Envelope.State.SENT,
        claimed_at__gt=OuterRef("created_at"),
    )
    return Notice.objects.filter(
        ~Exists(written),
        kind__in=IN_LETTERS,
        read_at__isnull=True,
        created_at__gt=now - NEWS_KEPT,
    )


def news_of(people: Iterable[int], now: datetime) -> dict[int, tuple[News, ...]]:
    """Return person → their news, oldest first (one query)."""
    found: dict[int, list[News]] = defaultdict(list)
    rows = untold(now).filter(person_id__in=list(people)).order_by("created_at", "pk")
    for person, text, address in rows.values_list("person", "text", "address"):
        found[person].append(News(text, address))
    return {person: tuple(news) for person, news in found.items()}


def address_news(*, run: ReminderRun, now: datetime, calendar: Calendar) -> int:
    """Give who has news and no letter waiting an envelope; return how many. Nothing on
    a day off; again adds nothing.
    """
    if not calendar.is_working(run.on):
        return 0
    waiting = Envelope.objects.filter(
        person_id=OuterRef("person_id"),
        channel=Channel.EMAIL,
        state__in=(Envelope.State.PLANNED, Envelope.State.SENDING),
    )
    reached = usable(run.on).values("user_id")
    rows = untold(now).filter(~Exists(waiting), person_id__in=reached).order_by()
    people = rows.values("person_id").annotate(last=Max("pk"))
    made = Envelope.objects.bulk_create(
        Envelope(
            run=run,
            person_id=row["person_id"],
            channel=Channel.EMAIL,
            planned_at=now,
        )
        for row in people
    )
    return len(made)
