"""What several duties say together when they become one at the successor: pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from tasks.models import REPORTED, DueFrom, Progress, State
from tasks.models.due_days import is_supplement
from tasks.moving.facts import DutyFact, World
from tasks.moving.outcome import SuccessorDuty

PROGRESSES = tuple(Progress.values)


def _latest(days: Iterable[date | None]) -> date | None:
    """Return the latest of the days that are there."""
    return max((day for day in days if day), default=None)


def furthest(duties: Iterable[DutyFact]) -> str:
    """Return the furthest progress of the duties."""
    return max((duty.progress for duty in duties), key=PROGRESSES.index)


@dataclass(frozen=True, slots=True)
class Values:
    """The columns of a successor's duty after the event."""

    state: str
    progress: str
    nothing_to_report: bool
    opened_on: date
    due_on: date | None
    due_from: str
    original_due_on: date | None
    return_due_on: date | None
    heartbeat_on: date | None
    last_entry_on: date | None
    first_sent_on: date | None
    submitted_by_id: int | None
    submitted_at: datetime | None
    accepted_on: date | None
    is_requested: bool
    reason: str


def values_of(target: SuccessorDuty, world: World, supplement_due: date) -> Values:
    """Return the target's columns: what its parts say together.

    `supplement_due` is the day asked for when a reported duty gets more work.
    """
    parts = (*target.sources, *_standing(target))
    alone = parts[0] if len(parts) == 1 else None
    sent = [duty.first_sent_on for duty in parts]
    own = target.existing
    first_sent = _latest(sent) if all(sent) else None
    if own is not None and own.first_sent_on:
        first_sent = own.first_sent_on
    state = _state(target, parts)
    due = _due_of(target, parts)
    opened = (
        own.opened_on
        if own
        else max(world.effective_on, min(duty.opened_on for duty in parts))
    )
    asked = supplement_due if target.is_supplementary else None
    if asked is None and state != State.OPEN:
        asked = _latest(duty.return_due_on for duty in parts)
    return Values(
        state=state,
        progress=furthest(parts),
        nothing_to_report=all(duty.nothing_to_report for duty in parts),
        opened_on=opened,
        due_on=due.due_on,
        due_from=due.due_from,
        original_due_on=due.original_due_on,
        return_due_on=asked,
        heartbeat_on=_latest(duty.heartbeat_on for duty in parts),
        last_entry_on=_latest(duty.last_entry_on for duty in parts),
        first_sent_on=first_sent,
        submitted_by_id=alone.submitted_by_id if alone else None,
        submitted_at=alone.submitted_at if alone else None,
        accepted_on=_latest(duty.accepted_on for duty in parts)
        if state == State.ACCEPTED
        else None,
        is_requested=own.is_requested
        if own and target.is_of_heir
        else all(duty.is_requested for duty in parts),
        reason="",
    )


class _Due(NamedTuple):
    """The day of a duty, where it comes from, and the one before it was granted."""

    due_on: date | None
    due_from: str
    original_due_on: date | None


def _due_of(target: SuccessorDuty, parts: tuple[DutyFact, ...]) -> _Due:
    """Return the day: the latest of the parts; another task has its own, unless a later
    one was granted.
    """
    own = target.existing
    if own is None or not target.is_of_heir:
        return _Due(
            _together(duty.due_on for duty in parts),
            _last_due(parts).due_from,
            _together(duty.original_due_on for duty in parts),
        )
    given = _latest(d.due_on for d in parts if d.due_from == DueFrom.EXTENSION)
    if own.due_on and given and given > own.due_on:
        return _Due(given, DueFrom.EXTENSION, own.original_due_on)
    return _Due(own.due_on, own.due_from, own.original_due_on)


def _standing(target: SuccessorDuty) -> tuple[DutyFact, ...]:
    """Return the successor's own duty when it counts beside its sources; what the next
    plan has opened and nobody worked on says nothing yet.
    """
    own = target.existing
    if own is None or target.is_revived:
        return ()
    if target.is_of_heir and is_untouched(own):
        return ()
    return (own,)


def is_untouched(duty: DutyFact) -> bool:
    """Return whether nobody has worked on the duty since it was opened."""
    begun = duty.last_entry_on or duty.first_sent_on or duty.nothing_to_report
    waits = duty.state == State.OPEN and duty.progress == Progress.NOT_STARTED
    return waits and not begun


def _state(target: SuccessorDuty, parts: tuple[DutyFact, ...]) -> str:
    if target.is_of_heir and all(duty.state in REPORTED for duty in parts):
        accepted = all(duty.state == State.ACCEPTED for duty in parts)
        return State.ACCEPTED if accepted else State.SUBMITTED
    if target.is_supplementary:
        return State.RETURNED
    if len(parts) == 1 and parts[0].state != State.PREPARED:
        return parts[0].state
    returned = all(is_supplement(duty.state, duty.return_due_on) for duty in parts)
    return State.RETURNED if returned else State.OPEN


def _last_due(parts: Iterable[DutyFact]) -> DutyFact:
    """Return the part whose day counts for all of them."""
    return max(parts, key=lambda duty: duty.due_on or date.max)


def _together(days: Iterable[date | None]) -> date | None:
    """Return the latest day; none when one of the parts has none."""
    found = list(days)
    return None if None in found else _latest(found)
