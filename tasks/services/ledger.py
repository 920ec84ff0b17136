"""Moves of rows in the reminder ledger; each is one UPDATE under a condition."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import F, Max, Q, QuerySet

from tasks.models import Channel, Reminder

State = Reminder.State
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

    One UPDATE, so two workers never share a row. A person who got a letter today, or
    whose letter another worker holds, is left alone: one letter per person, channel
    and day. What was put off is taken once its time has come.
    """
    batch, people = uuid4(), list(person_ids)
    # A set that is read once: asked row by row it reads a person's rows for each row.
    served = Reminder.objects.filter(
        Q(state=State.SENDING) | Q(sent_on=today),
        person_id__in=people,
        channel=channel,
    )
    waiting = ready(now).filter(person_id__in=people, channel=channel)
    taken = waiting.exclude(person_id__in=served.values("person_id")).update(
        state=State.SENDING, batch=batch, claimed_at=now
    )
    return batch if taken else None


def ready(now: datetime) -> QuerySet[Reminder]:
    """Return what waits and was not put off beyond `now`."""
    in_time = Q(not_before__isnull=True) | Q(not_before__lte=now)
    return Reminder.objects.filter(in_time, state=State.PLANNED)


def held(batch: UUID, person_ids: Iterable[int]) -> QuerySet[Reminder]:
    """Return the rows of these people that the batch still holds.

    Always by person: the index of waiting rows begins with the person.
    """
    rows = Reminder.objects.filter(batch=batch, state=State.SENDING)
    return rows.filter(person_id__in=list(person_ids))


def mark_sent(
    *, batch: UUID, person_ids: Iterable[int], today: date, now: datetime
) -> int:
    """Record letters that the mail server accepted."""
    return held(batch, person_ids).update(
        state=State.SENT,
        sent_on=today,
        sent_at=now,
        attempts=F("attempts") + 1,
        problem="",
    )


def mark_failed(*, batch: UUID, person_id: int, problem: str) -> int:
    """Record a refusal that cannot heal by trying again."""
    return held(batch, [person_id]).update(
        state=State.FAILED, attempts=F("attempts") + 1, problem=problem[:500]
    )


def release(*, batch: UUID, person_ids: Iterable[int], problem: str = "") -> int:
    """Put rows back to planned; with a problem the attempt is counted."""
    rows = held(batch, person_ids)
    if not problem:
        return rows.update(state=State.PLANNED, batch=None, claimed_at=None)
    return rows.update(
        state=State.PLANNED,
        batch=None,
        claimed_at=None,
        attempts=F("attempts") + 1,
        problem=problem[:500],
    )


def put_off(*, batch: UUID, person_id: int, problem: str, now: datetime) -> int:
    """Put a person's rows back to planned, not to be tried again at once: five
    minutes, then twice as long each time, at most six hours.
    """
    rows = held(batch, [person_id])
    tried = rows.aggregate(most=Max("attempts"))["most"] or 0
    return rows.update(
        state=State.PLANNED,
        batch=None,
        claimed_at=None,
        attempts=F("attempts") + 1,
        not_before=now + min(FIRST_PAUSE * 2**tried, LONGEST_PAUSE),
        problem=problem[:500],
    )


def drop(*, reasons: dict[int, str], states: Iterable[str]) -> int:
    """Drop rows (key → reason) that still stand in one of `states`."""
    by_reason: dict[str, list[int]] = {}
    for pk, reason in reasons.items():
        by_reason.setdefault(reason, []).append(pk)
    dropped = 0
    for reason, keys in by_reason.items():
        rows = Reminder.objects.filter(pk__in=keys, state__in=list(states))
        dropped += rows.update(state=State.DROPPED, problem=reason[:500])
    return dropped
