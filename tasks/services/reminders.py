"""Planning reminders: the ledger gets a row before anybody gets a letter."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import (
    CharField,
    Count,
    DateTimeField,
    IntegerField,
    QuerySet,
    Value,
)
from django.utils import timezone

from tasks.models import Channel, Plan, Reminder, ReminderRun
from tasks.services.handovers import left_behind, tidy
from tasks.services.ledger import drop
from tasks.services.mootness import FACTS, Owing, moot_reason
from tasks.services.urging import unplanned

State = Reminder.State
STUCK_AFTER = timedelta(hours=1)
COLUMNS = ("duty_id", "person_id", "rung_id", "occasion")


class Waiting(NamedTuple):
    """A reminder that would be planned: nothing of it is written yet."""

    duty_id: int
    person_id: int
    rung_id: int
    occasion: date
    channel: str = Channel.EMAIL


def insert(rows: QuerySet[Any], channel: str, now: datetime) -> int:
    """Add the rows to the ledger by one INSERT … SELECT; what is there stays."""
    constants = {
        "channel": Value(channel, CharField()),
        "state": Value(State.PLANNED, CharField()),
        "planned_at": Value(now, DateTimeField()),
        "attempts": Value(0, IntegerField()),
        "problem": Value("", CharField()),
    }
    # `state` is a column of the duty, so the constants get names of their own.
    named = {f"put_{name}": value for name, value in constants.items()}
    query = rows.annotate(**named).values_list("pk", "person", "rung", "anchor", *named)
    select, params = query.query.sql_with_params()
    columns = ", ".join((*COLUMNS, *constants))
    table = Reminder._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) {select} ON CONFLICT DO NOTHING",  # noqa: S608 -- names of our own model, values are parameters
            params,
        )
        return int(cursor.rowcount)


@transaction.atomic
def plan_reminders(*, today: date, now: datetime) -> int:
    """Put what the ladder asks for on `today` into the ledger; return how many.

    A fixed number of statements at any size; running it twice adds nothing, and after
    an outage only the newest step of each duty is added. Nothing on a day off.
    """
    run = ReminderRun.objects.create(kind="plan", on=today, started_at=now)
    planned = sum(insert(rows, channel, now) for channel, rows in unplanned(today))
    run.finished_at, run.counts = now, {"planned": planned}
    run.save(update_fields=["finished_at", "counts"])
    return planned


def preview_reminders(*, today: date) -> Iterator[Waiting]:
    """Yield what `plan_reminders` would add, without writing."""
    for channel, rows in unplanned(today):
        found = rows.values_list("pk", "person", "rung", "anchor")
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
    """Drop planned reminders of these duties that nobody needs any more."""
    rows = Reminder.objects.filter(duty_id__in=list(duty_ids), state=State.PLANNED)
    owing = Owing()
    reasons = {row["pk"]: moot_reason(row, owing) for row in rows.values(*FACTS)}
    moot = {pk: reason for pk, reason in reasons.items() if reason}
    return drop(reasons=moot, states=[State.PLANNED]) if moot else 0


@transaction.atomic
def sweep_stuck(*, now: datetime) -> int:
    """Put rows that a dead worker held for over an hour back to planned; what the
    other side is known to have taken is marked as sent.
    """
    stuck = Reminder.objects.filter(
        state=State.SENDING, claimed_at__lt=now - STUCK_AFTER
    )
    mark_handed_over(stuck, now)
    return stuck.update(
        state=State.PLANNED,
        batch=None,
        claimed_at=None,
        problem="Lượt gửi trước dừng giữa chừng; gửi lại.",
    )


def mark_handed_over(stuck: QuerySet[Reminder], now: datetime) -> None:
    """Mark the rows of dead runs whose letters were taken."""
    for batch, taken, path in left_behind():
        rows = stuck.filter(batch=batch)
        marked = sum(
            rows.filter(person_id=person_id).update(
                state=State.SENT, sent_at=moment, sent_on=timezone.localdate(moment)
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
    failed = Reminder.objects.filter(
        duty__period__plan=plan, person_id=person_id, state=State.FAILED
    )
    put_off = Reminder.objects.filter(
        duty__period__plan=plan, person_id=person_id, not_before__isnull=False
    ).filter(state=State.PLANNED)
    waiting = put_off.update(not_before=None)
    return waiting + failed.update(
        state=State.PLANNED, batch=None, claimed_at=None, not_before=None
    )


def beat_once(*, now: datetime) -> None:
    """Write down that beat and worker live; one row, whatever the number of beats."""
    today = timezone.localdate(now)
    fresh = {"on": today, "started_at": now, "finished_at": now}
    if not ReminderRun.objects.filter(kind="pulse").update(**fresh):
        ReminderRun.objects.create(kind="pulse", **fresh)
