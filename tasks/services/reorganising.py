"""Carry open duties of agencies that ended to the one that succeeded them.

Predecessor rows stay where they are as `transferred` with `carried_to`; entries and
evidence are linked to the successor's duty, authorship kept. What was sent or
accepted stays with the old agency, under its old name, for ever.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from agencies.models import Agency, Reorganisation, Succession, User
from tasks.models import (
    LIVE,
    REPORTED,
    Duty,
    DutyEvent,
    EntryLink,
    EvidenceLink,
    Schedule,
    State,
)
from tasks.services.errors import RuleBroken
from tasks.services.moves import after_change, record_event

Kind = DutyEvent.Kind
#: Splits need a person's decision, which line takes which duty.
CARRYING = (Succession.Kind.MERGE, Succession.Kind.RENAME)


@dataclass(frozen=True)
class Carried:
    """What became of the predecessors' duties: the numbers add up to `before`."""

    before: int
    kept: int
    transferred: int
    ended: int


class NeedsDecision(RuleBroken):
    """A split has open duties: somebody must say which successor takes which."""

    default = "Đơn vị được chia, tách còn nhiệm vụ: cần chọn đơn vị mới tiếp nhận."


@transaction.atomic
def carry_duties(
    *, event: Reorganisation, actor: User | None, today: date, now: datetime
) -> Carried:
    """Carry the open duties of every predecessor of a merger, rename or dissolution."""
    lines = list(event.lines.select_related("predecessor", "successor"))
    duties = list(
        Duty.objects.select_for_update(of=("self",))
        .select_related("task", "period", "agency")
        .filter(agency__in=[line.predecessor_id for line in lines], state__in=LIVE)
        .order_by("pk")
    )
    successors = {line.predecessor_id: line for line in lines}
    _refuse_splits(lines, duties)
    kept = [duty for duty in duties if duty.state in REPORTED]
    moving = [duty for duty in duties if duty.state not in REPORTED]
    moved = ended = 0
    for duty in moving:
        successor = successors[duty.agency_id].successor
        if successor is None:
            _end(duty, event, actor, today, now)
            ended += 1
        else:
            _transfer(duty, successor, event, actor, today, now)
            moved += 1
    return Carried(len(duties), len(kept), moved, ended)


def _refuse_splits(lines: Iterable[Succession], duties: Iterable[Duty]) -> None:
    split = {line.predecessor_id for line in lines if line.kind == "split"}
    if any(duty.agency_id in split and duty.state not in REPORTED for duty in duties):
        raise NeedsDecision


def _end(
    duty: Duty, event: Reorganisation, actor: User | None, today: date, now: datetime
) -> None:
    before = duty.state
    duty.state, duty.ended_on = State.ENDED, event.effective_on
    duty.reason = f"Đơn vị giải thể theo {event.legal_basis}"[:300]
    duty.save(update_fields=["state", "ended_on", "reason"])
    record_event(
        duty, Kind.ENDED, actor=actor, today=today, now=now, from_state=before,
        note=duty.reason,
    )  # fmt: skip
    after_change([duty], now=now)


def _transfer(
    duty: Duty,
    successor: Agency,
    event: Reorganisation,
    actor: User | None,
    today: date,
    now: datetime,
) -> None:
    before = duty.state
    target = _target_of(duty, successor, event)
    _bring_along(duty, target, now)
    note = f"{event.legal_basis}: {duty.agency} → {successor}"
    record_event(
        duty, Kind.TRANSFERRED, actor=actor, today=today, now=now, from_state=before,
        note=note,
    )  # fmt: skip
    record_event(target, Kind.RECEIVED, actor=actor, today=today, now=now, note=note)
    after_change([duty, target], now=now)


def _target_of(duty: Duty, successor: Agency, event: Reorganisation) -> Duty:
    """Point the duty to the successor's, making it when there is none yet.

    The state changes before a `once` duty is made anew: only one may be live.
    """
    target = successors_duty(duty, successor)
    if target is None:
        target = Duty.objects.create(
            task=duty.task,
            agency=successor,
            period=duty.period,
            assignment=duty.assignment,
            schedule=duty.schedule,
            is_requested=duty.is_requested,
            progress=duty.progress,
            opened_on=max(duty.opened_on, event.effective_on),
            due_on=duty.due_on,
            original_due_on=duty.original_due_on,
            heartbeat_on=duty.heartbeat_on,
            last_entry_on=duty.last_entry_on,
        )
    elif target.state not in REPORTED:
        _join(target, duty)
    duty.state, duty.carried_to = State.TRANSFERRED, target
    duty.save(update_fields=["state", "carried_to"])
    return target


def successors_duty(duty: Duty, successor: Agency) -> Duty | None:
    """Return the successor's duty for the same task: of the same period, or the
    live one of any period when the task is done once.
    """
    rows = Duty.objects.select_for_update(of=("self",)).filter(
        task_id=duty.task_id, agency=successor
    )
    if duty.schedule == Schedule.ONCE:
        return rows.filter(state__in=LIVE).first()
    return rows.filter(period_id=duty.period_id).first()


def _join(target: Duty, duty: Duty) -> None:
    """Let the joined duty know the freshest entry and the furthest progress."""
    order = ("not_started", "in_progress", "done")
    if order.index(duty.progress) > order.index(target.progress):
        target.progress = duty.progress
    days = [day for day in (target.last_entry_on, duty.last_entry_on) if day]
    target.last_entry_on = max(days, default=None)
    beats = [day for day in (target.heartbeat_on, duty.heartbeat_on) if day]
    target.heartbeat_on = max(beats, default=None)
    target.save(update_fields=["progress", "last_entry_on", "heartbeat_on"])


def _bring_along(duty: Duty, target: Duty, now: datetime) -> None:
    EntryLink.objects.bulk_create(
        [
            EntryLink(entry_id=entry_id, duty=target)
            for entry_id in duty.entry_links.values_list("entry_id", flat=True)
        ],
        ignore_conflicts=True,
    )
    held = set(
        target.evidence_links.filter(removed_at__isnull=True).values_list(
            "evidence_id", flat=True
        )
    )
    kept = duty.evidence_links.filter(removed_at__isnull=True)
    EvidenceLink.objects.bulk_create(
        EvidenceLink(
            evidence_id=link.evidence_id,
            duty=target,
            added_by_id=link.added_by_id,
            recorded_at=now,
        )
        for link in kept
        if link.evidence_id not in held
    )
