"""Planning reminders: the ledger gets a row before anybody gets a letter."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import (
    Count,
    Q,
    QuerySet,
)
from django.utils import timezone

from kehoach.lib.workdays import Calendar
from tasks.duties.days_off import working_calendar
from tasks.duties.locks import hold
from tasks.duties.planner import planned_without
from tasks.models import Channel, Duty, Envelope, Plan, Reminder, ReminderRun
from tasks.reminders.due_today import unplanned
from tasks.reminders.handovers import left_behind, tidy
from tasks.reminders.ledger import drop_rows, hold_planned
from tasks.reminders.letter_news import address_news
from tasks.reminders.still_needed import FACTS, Owing, moot_reason

STUCK_AFTER = timedelta(hours=1)


class Waiting(NamedTuple):
    """A reminder that would be planned: nothing of it is written yet."""

    duty_id: int
    person_id: int
    rung_id: int
    occasion: date
    channel: str = Channel.EMAIL


#: An envelope for everybody who is asked, by each channel.
ADDRESS = """
INSERT INTO {envelopes} (
    run_id, person_id, channel, state, planned_at, attempts, problem
)
SELECT %s, person, channel, 'planned', %s, 0, ''
FROM (SELECT DISTINCT person, channel FROM ({asked}) asked) people
"""
#: The rows into the envelopes; one whose envelope is missing comes with the next run.
#: A join would be looped: how many rows and envelopes there are no statistics know.
FILL = """
INSERT INTO {reminders} (
    duty_id, person_id, rung_id, occasion, channel, dropped, envelope_id
)
SELECT pk, person, rung, occasion, channel, '', envelope
FROM (
    SELECT asked.*, (
        SELECT id FROM {envelopes} own
        WHERE run_id = %s AND person_id = asked.person AND own.channel = asked.channel
    ) AS envelope
    FROM ({asked}) asked
) addressed
WHERE envelope IS NOT NULL
ORDER BY envelope
ON CONFLICT DO NOTHING
"""
#: Envelopes that another run, which planned at the same moment, left nothing for.
TIDY = """
DELETE FROM {envelopes}
WHERE run_id = %s AND NOT EXISTS (
    SELECT 1 FROM {reminders} WHERE envelope_id = {envelopes}.id
)
"""


def asked_on(today: date, calendar: Calendar) -> tuple[str, list[Any]]:
    """Return the SELECT of everything that is not planned yet, and its parameters."""
    selects: list[str] = []
    params: list[Any] = []
    for channel, rows in unplanned(today, calendar):
        query = rows.values_list("pk", "person", "rung", "occasion").query
        select, values = query.sql_with_params()
        selects.append(f"SELECT found.*, %s AS channel FROM ({select}) found")  # noqa: S608 -- from the ORM
        params += [str(channel), *values]
    return " UNION ALL ".join(selects), params


def insert(asked: str, params: list[Any], run: ReminderRun) -> int:
    """Add the rows to the ledger, in envelopes of the run, by two INSERT … SELECT; what
    is there stays. Compiling so long a statement would take as long as running it.
    """
    names = {
        "asked": asked,
        "envelopes": Envelope._meta.db_table,
        "reminders": Reminder._meta.db_table,
    }
    began = connection.ops.adapt_datetimefield_value(run.started_at)
    with planned_without("jit") as cursor:
        cursor.execute(ADDRESS.format(**names), [run.pk, began, *params])
        cursor.execute(FILL.format(**names), [run.pk, *params])
        filled = int(cursor.rowcount)
        cursor.execute(TIDY.format(**names), [run.pk])
    return filled


@transaction.atomic
def plan_reminders(
    *, today: date, now: datetime, calendar: Calendar | None = None
) -> int:
    """Put what the ladder asks for on `today` into the ledger; return how many.

    A fixed number of statements at any size; running it twice adds nothing, and after
    an outage only the newest step of each duty is added. Nothing on a day off; `calendar` is the
    one of the table, where the caller has read it already.
    """
    run = ReminderRun.objects.create(kind="plan", on=today, started_at=now)
    calendar = calendar or working_calendar()
    asked, params = asked_on(today, calendar)
    planned = insert(asked, params, run) if asked else 0
    address_news(run=run, now=now, calendar=calendar)
    run.finished_at, run.counts = now, {"planned": planned}
    run.save(update_fields=["finished_at", "counts"])
    return planned


def preview_reminders(*, today: date) -> Iterator[Waiting]:
    """Yield what `plan_reminders` would add, without writing."""
    for channel, rows in unplanned(today):
        found = rows.values_list("pk", "person", "rung", "occasion")
        for duty, person, rung, day in found.iterator(chunk_size=2000):
            yield Waiting(duty, person, rung, day, channel)


def count_unplanned(*, today: date) -> Counter[tuple[int, str]]:
    """Return how many reminders each person and channel would newly get on `today`."""
    people: Counter[tuple[int, str]] = Counter()
    for channel, rows in unplanned(today):
        counted = rows.values("person").annotate(number=Count("pk", distinct=True))
        for person, number in counted.values_list("person", "number"):
            people[person, channel] += number
    return people


def drop_moot(*, duty_ids: Iterable[int], now: datetime) -> int:
    """Drop planned reminders of these duties that nobody needs any more; return how
    many.
    """
    return len(drop_moot_rows(duty_ids=duty_ids, now=now))


def drop_moot_rows(*, duty_ids: Iterable[int], now: datetime) -> list[int]:
    """Drop them and return their keys; they wait from morning until their letter goes,
    so that most writes meet none and ask no more.
    """
    rows = Reminder.objects.filter(duty_id__in=list(duty_ids)).standing(
        Envelope.State.PLANNED
    )
    if not rows.exists():
        return []
    owing = Owing()
    reasons = {row["pk"]: moot_reason(row, owing) for row in rows.values(*FACTS)}
    moot = {pk: reason for pk, reason in reasons.items() if reason}
    return drop_waiting(moot) if moot else []


@transaction.atomic(savepoint=False)
def drop_waiting(reasons: dict[int, str]) -> list[int]:
    """Drop the rows (key → reason) that still wait to be sent; return their keys."""
    rows = hold_planned(Reminder.objects.filter(pk__in=list(reasons)))
    keys = list(rows.values_list("pk", flat=True))
    drop_rows(reasons={pk: reasons[pk] for pk in keys})
    return keys


def sweep_stuck(*, now: datetime) -> int:
    """Put envelopes that a dead worker held for over an hour back to planned; what the
    other side is known to have taken is marked as sent before.
    """
    stuck = Envelope.objects.filter(
        state=Envelope.State.SENDING, claimed_at__lt=now - STUCK_AFTER
    )
    mark_handed_over(stuck, now)
    return stuck.update(
        state=Envelope.State.PLANNED,
        batch=None,
        claimed_at=None,
        problem="Lượt gửi trước dừng giữa chừng; gửi lại.",
    )


def mark_handed_over(stuck: QuerySet[Envelope], now: datetime) -> None:
    """Mark the envelopes of dead runs whose letters were taken."""
    for batch, taken, path in left_behind():
        with transaction.atomic():
            _mark_batch(stuck.filter(batch=batch), taken, path, now)


def _mark_batch(
    rows: QuerySet[Envelope], taken: Mapping[int, datetime], path: Path, now: datetime
) -> None:
    marked = sum(
        rows.filter(person_id=person_id).update(
            state=Envelope.State.SENT,
            sent_at=moment,
            sent_on=timezone.localdate(moment),
        )
        for person_id, moment in taken.items()
    )
    if marked:
        transaction.on_commit(partial(path.unlink, missing_ok=True))
    else:
        tidy(path, now)


@transaction.atomic
def retry_failed(*, plan: Plan, person_id: int) -> int:
    """Put a person's failed reminders back to planned, once the address is right; what
    was put off goes with the next run. Return how many.
    """
    rows = Reminder.objects.live().filter(
        duty__period__plan=plan, envelope__person_id=person_id
    )
    stuck = Q(state=Envelope.State.FAILED) | Q(
        state=Envelope.State.PLANNED, not_before__isnull=False
    )
    theirs = Envelope.objects.filter(stuck, pk__in=rows.values("envelope_id"))
    keys = list(hold(theirs).values_list("pk", flat=True))
    Envelope.objects.filter(pk__in=keys).update(
        state=Envelope.State.PLANNED, batch=None, claimed_at=None, not_before=None
    )
    return rows.filter(envelope__in=keys).count()


def after_change(duties: Iterable[Duty], *, now: datetime) -> None:
    """Drop the reminders that lost their point."""
    drop_moot(duty_ids=[duty.pk for duty in duties], now=now)
