"""The moves of a duty: one table, one function that writes state, event and version.

`MOVES` says for each event from which states it comes, where it leads, who makes it and
what it sets. `transition` is the only writer of `Duty.state`; a reorganisation writes
its rows in bulk beside its journal (`moving/duties_side.py`) and takes its events
from `event_row` too. Whether the person may make the move is asked before, by the
service that knows the page's words for a refusal.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import F

from agencies.models import User
from tasks.duties.errors import DutyNotOpen
from tasks.models import LIVE, TO_DO, Duty, DutyEvent, State

#: Short, because the table of moves below is read as a table.
_Kind = DutyEvent.Kind
_BATCH = 2000


class Who(StrEnum):
    """Who makes a move."""

    OFFICER = "officer, head or deputy of the agency"
    HEAD = "head or deputy of the agency"
    STEERING = "officer or head of the steering agency"
    STEERING_HEAD = "head of the steering agency"
    CLERK = "clerk of the agency, or the steering agency"
    SYSTEM = "the portal itself: nightly run, reorganisation, change of the plan, end of a request"


class To(StrEnum):
    """Where a move leads when it is not one state."""

    SAME = "same"  #: stays where it is
    BACK = "back"  #: to the agency: returned while a completion is asked for, else open


@dataclass(frozen=True)
class Move:
    """A line of the table."""

    kind: _Kind
    comes_from: Collection[str]
    to: State | To
    who: Who
    #: Columns that the caller must give.
    sets: tuple[str, ...] = ()
    #: Columns that become empty.
    clears: tuple[str, ...] = ()
    #: Whether forms that were opened before are stale: something of the row changed.
    changes_row: bool = True


ENDING = ("reason", "ended_on")
#: event      from                to               who             sets
MOVES = {
    move.kind: move
    for move in (
        Move(_Kind.PREPARED, (State.OPEN, State.RETURNED), State.PREPARED, Who.OFFICER),
        Move(_Kind.REOPENED, (State.PREPARED,), To.BACK, Who.OFFICER),
        Move(_Kind.SENT_BACK, (State.PREPARED,), To.BACK, Who.HEAD),
        Move(
            _Kind.SUBMITTED,
            TO_DO,
            State.SUBMITTED,
            Who.HEAD,
            sets=("submitted_by", "submitted_at"),  # and the first day, once
        ),
        Move(
            _Kind.TAKEN_BACK,
            (State.SUBMITTED,),
            To.BACK,
            Who.HEAD,
            sets=("first_sent_on", "submitted_by", "submitted_at"),
        ),
        Move(
            _Kind.RETURNED,
            (State.SUBMITTED,),
            State.RETURNED,
            Who.STEERING,
            sets=("return_due_on",),
        ),
        Move(
            _Kind.ACCEPTED,
            (State.SUBMITTED,),
            State.ACCEPTED,
            Who.STEERING,
            sets=("accepted_on",),
        ),
        Move(
            _Kind.WAIVED,
            (*TO_DO, State.SUBMITTED),
            State.WAIVED,
            Who.STEERING,
            sets=ENDING,
        ),
        Move(
            _Kind.RESUMED,
            (State.WAIVED, State.ENDED),
            State.OPEN,
            Who.STEERING,
            clears=(*ENDING, "return_due_on"),
        ),
        Move(_Kind.ENDED, TO_DO, State.ENDED, Who.SYSTEM, sets=ENDING),
        # These leave the state; the day of a supplement is `return_due_on`.
        Move(_Kind.EXPLAINED, TO_DO, To.SAME, Who.OFFICER),
        Move(_Kind.EXTENDED, TO_DO, To.SAME, Who.STEERING),
        Move(_Kind.LETTER, LIVE, To.SAME, Who.CLERK, sets=("first_sent_on",)),
        Move(_Kind.LETTER_FIXED, LIVE, To.SAME, Who.CLERK, sets=("first_sent_on",)),
        Move(_Kind.READ, (State.SUBMITTED,), To.SAME, Who.STEERING, changes_row=False),
        Move(
            _Kind.UNLOCKED,
            State.values,
            To.SAME,
            Who.STEERING_HEAD,
            sets=("reopened_until",),
        ),
        Move(_Kind.URGED, LIVE, To.SAME, Who.STEERING, changes_row=False),
        Move(_Kind.URGE_FIXED, LIVE, To.SAME, Who.STEERING, changes_row=False),
        Move(_Kind.CHANGED, LIVE, To.SAME, Who.SYSTEM, sets=("schedule",)),
    )
}
#: Moves that only a reorganisation and the opening of a period make, without `Move`:
#: they write other columns of two rows at once.
WRITTEN_ELSEWHERE = (_Kind.OPENED, _Kind.TRANSFERRED, _Kind.RECEIVED)
#: Days of the row that an event keeps, so that the past can be told (`as_of.py`).
_KEPT_DAYS = ("due_on", "return_due_on")


def event_row(
    duty_id: int,
    kind: str,
    before: str,
    after: str,
    *,
    today: date,
    now: datetime,
    actor: User | None = None,
    note: str = "",
    **own: Any,
) -> DutyEvent:
    """Return one unsaved event: a move from a state to a state, effective `today`."""
    return DutyEvent(
        duty_id=duty_id,
        kind=kind,
        from_state=before,
        to_state=after,
        effective_on=today,
        recorded_at=now,
        note=note,
        **({"actor": actor} if actor else {}),
        **own,
    )


def transition(
    rows: Iterable[Duty],
    kind: _Kind,
    *,
    actor: User | None,
    today: date,
    now: datetime,
    note: str = "",
    own: Collection[int] = (),
    **values: Any,
) -> list[Duty]:
    """Make the move with locked rows: state, columns, version and one event each.

    `values` are the columns that the move sets, `own` the ids of duties that the
    steering agency itself owes. Raises DutyNotOpen when a row is in another state than
    the table says; nothing is written then. The caller drops reminders (`after_change`).
    """
    duties, move = list(rows), MOVES[kind]
    if not duties:
        return []
    if missing := set(move.sets) - values.keys():
        message = f"{kind} sets {', '.join(sorted(missing))}"
        raise TypeError(message)
    for duty in duties:
        require_state(duty, move)
    values |= dict.fromkeys(move.clears)
    if "reason" in move.clears:
        values["reason"] = ""
    kept = {name: values[name] for name in _KEPT_DAYS if values.get(name)}
    events = [
        event_row(
            duty.pk,
            kind,
            duty.state,
            state_after(duty, move),
            actor=actor,
            today=today,
            now=now,
            note=note,
            own_agency=duty.pk in own,
            **kept,
        )
        for duty in duties
    ]
    if move.changes_row:
        _write(duties, move, values)
    DutyEvent.objects.bulk_create(events, batch_size=_BATCH)
    return duties


def require_state(duty: Duty, move: Move) -> None:
    """Raise DutyNotOpen unless the move may begin where the duty is."""
    if duty.state not in move.comes_from:
        message = (
            f"Nhiệm vụ {duty.task.code} đang ở trạng thái"
            f" «{duty.get_state_display()}» nên không làm được việc này."
        )
        raise DutyNotOpen(message)


def state_after(duty: Duty, move: Move) -> str:
    """Return the state that the move brings the duty to."""
    if move.to == To.SAME:
        return duty.state
    if move.to == To.BACK:
        return State.RETURNED if duty.return_due_on else State.OPEN
    return move.to


def _write(duties: list[Duty], move: Move, values: dict[str, Any]) -> None:
    """Store the columns, one statement per state that rows come to, and in the rows."""
    by_state: dict[str, list[Duty]] = {}
    for duty in duties:
        by_state.setdefault(state_after(duty, move), []).append(duty)
    for state, group in by_state.items():
        ids = [duty.pk for duty in group]
        for start in range(0, len(ids), _BATCH):
            some = Duty.objects.filter(pk__in=ids[start : start + _BATCH])
            some.update(**values, state=state, version=F("version") + 1)
        for duty in group:
            duty.state, duty.version = state, duty.version + 1
            for name, value in values.items():
                setattr(duty, name, value)
