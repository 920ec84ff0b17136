"""Moves in the reminder ledger; each is one UPDATE under a condition.

Envelopes move, a row of the ledger for each person, channel and run; the rows inside
are written again only when they are dropped by themselves (decision 012).
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet

from tasks.duties.locks import hold
from tasks.models import Channel, Envelope, Reminder
from tasks.models.reminder import ReminderQuerySet

FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)


def claim(
    *,
    person_ids: Iterable[int],
    today: date,
    now: datetime,
    channel: str = Channel.EMAIL,
) -> UUID | None:
    """Take what is planned for these people into a fresh batch; None if nothing.

    One UPDATE, so two workers never share an envelope. A person who got a letter today, or
    whose letter another worker holds, is left alone: one letter per person, channel
    and day. What was put off is taken once its time has come.
    """
    batch, people = uuid4(), list(person_ids)
    served = Envelope.objects.filter(
        Q(state=Envelope.State.SENDING) | Q(sent_on=today),
        person_id__in=people,
        channel=channel,
    )
    waiting = ready(now).filter(person_id__in=people, channel=channel)
    taken = waiting.exclude(person_id__in=served.values("person_id")).update(
        state=Envelope.State.SENDING, batch=batch, claimed_at=now
    )
    return batch if taken else None


def ready(now: datetime) -> QuerySet[Envelope]:
    """Return what waits and was not put off beyond `now`."""
    in_time = Q(not_before__isnull=True) | Q(not_before__lte=now)
    return Envelope.objects.filter(in_time, state=Envelope.State.PLANNED)


def held(batch: UUID, person_ids: Iterable[int]) -> QuerySet[Envelope]:
    """Return the envelopes of these people that the batch still holds.

    Always by person: the index of waiting envelopes begins with the person.
    """
    rows = Envelope.objects.filter(batch=batch, state=Envelope.State.SENDING)
    return rows.filter(person_id__in=list(person_ids))


def mark_sent(
    *, batch: UUID, person_ids: Iterable[int], today: date, now: datetime
) -> int:
    """Record letters that the mail server accepted."""
    return held(batch, person_ids).update(
        state=Envelope.State.SENT,
        sent_on=today,
        sent_at=now,
        attempts=F("attempts") + 1,
        problem="",
    )


def mark_failed(*, batch: UUID, person_id: int, problem: str) -> int:
    """Record a refusal that cannot heal by trying again."""
    return held(batch, [person_id]).update(
        state=Envelope.State.FAILED, attempts=F("attempts") + 1, problem=problem[:500]
    )


def release(*, batch: UUID, person_ids: Iterable[int], problem: str = "") -> int:
    """Put envelopes back to planned; with a problem the attempt is counted."""
    rows = held(batch, person_ids)
    if not problem:
        return rows.update(state=Envelope.State.PLANNED, batch=None, claimed_at=None)
    return rows.update(
        state=Envelope.State.PLANNED,
        batch=None,
        claimed_at=None,
        attempts=F("attempts") + 1,
        problem=problem[:500],
    )


def put_off(*, batch: UUID, person_id: int, problem: str, now: datetime) -> int:
    """Put a person's envelopes back to planned, not to be tried again at once: five
    minutes, then twice as long each time, at most six hours.
    """
    rows = held(batch, [person_id])
    tried = rows.aggregate(most=Max("attempts"))["most"] or 0
    return rows.update(
        state=Envelope.State.PLANNED,
        batch=None,
        claimed_at=None,
        attempts=F("attempts") + 1,
        not_before=now + min(FIRST_PAUSE * 2**tried, LONGEST_PAUSE),
        problem=problem[:500],
    )


def close_empty(*, batch: UUID, person_ids: Iterable[int]) -> int:
    """Close the envelopes in which nothing is needed any more."""
    return held(batch, person_ids).update(state=Envelope.State.DROPPED)


def drop_rows(*, reasons: dict[int, str]) -> int:
    """Drop rows by themselves (key → reason) out of envelopes that the caller holds."""
    by_reason: dict[str, list[int]] = {}
    for pk, reason in reasons.items():
        by_reason.setdefault(reason, []).append(pk)
    return sum(
        Reminder.objects.live().filter(pk__in=keys).update(dropped=reason[:500])
        for reason, keys in by_reason.items()
    )


def hold_planned(rows: ReminderQuerySet) -> ReminderQuerySet:
    """Return those of the rows that wait to be sent, their envelopes locked: until the
    transaction ends nobody claims them.
    """
    wanted = rows.standing(Envelope.State.PLANNED).order_by().values("envelope_id")
    waiting = Envelope.objects.filter(state=Envelope.State.PLANNED, pk__in=wanted)
    locked = hold(waiting.order_by("pk"))
    return rows.live().filter(envelope__in=list(locked.values_list("pk", flat=True)))


@transaction.atomic(savepoint=False)
def drop_planned(rows: ReminderQuerySet, why: str) -> int:
    """Drop those of the rows that wait to be sent; return how many."""
    return hold_planned(rows).update(dropped=why[:500])


@transaction.atomic(savepoint=False)
def wait_again(*, keys: Iterable[int], now: datetime) -> None:
    """Give rows that were taken back, and whose envelope has left meanwhile, fresh ones."""
    rows = Reminder.objects.live().filter(pk__in=list(keys))
    gone = rows.exclude(envelope__state=Envelope.State.PLANNED)
    pairs = set(gone.values_list("person_id", "channel"))
    for person_id, channel in pairs:
        fresh = Envelope.objects.create(
            person_id=person_id, channel=channel, planned_at=now
        )
        gone.filter(person_id=person_id, channel=channel).update(envelope=fresh)
