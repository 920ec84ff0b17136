"""What is known before an event is applied: lines, decisions, duties, periods."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any, NamedTuple

from django.db.models import Q

from agencies.models import Agency, Reorganisation
from tasks.models import (
    LIVE,
    CarryDecision,
    Duty,
    OnceDecision,
    Period,
    Schedule,
)


@dataclass(frozen=True, slots=True)
class LineFact:
    """One line: codes of who ends and who follows (empty: nobody)."""

    old: str
    new: str
    kind: str


@dataclass(frozen=True, slots=True)
class DutyFact:
    """The columns of a duty that a reorganisation reads, its agency by code."""

    pk: int
    task_id: int
    agency: str
    period_id: int
    assignment_id: int | None
    schedule: str
    occurrence: str
    occurs_from: date | None
    occurs_to: date | None
    is_requested: bool
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
    reason: str
    version: int

    @property
    def is_once(self) -> bool:
        """Return whether it is done once and carried over periods until met."""
        return self.schedule == Schedule.ONCE


class Key(NamedTuple):
    """A successor's duty; `occurs_from` is empty where a period has one occurrence."""

    task_id: int
    agency: str
    period_id: int
    occurs_from: date | None = None

    @property
    def order(self) -> tuple[int, str, int, date]:
        """Return what keys are sorted by."""
        return (*self[:3], self.occurs_from or date.min)


class Place(NamedTuple):
    """Where one duty goes when its plan is replaced: into which duty of the next one, or
    why it ends.
    """

    key: Key | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PeriodFact:
    """An open period that takes work on."""

    pk: int
    plan_id: int
    data_to: date
    unit_due: date


@dataclass(frozen=True, slots=True)
class Taker:
    """A decision: the code of who takes the work (empty: nobody) and why."""

    code: str
    reason: str


class Keeps(Enum):
    """What stays with the agencies of the lines, beyond closed periods."""

    SENT_BEFORE = "sent before the day: the agencies end"
    SAID = "whatever was reported, and earlier periods: the agencies go on"
    ALL = "open work too, until the period is over"


@dataclass(frozen=True)
class World:
    """Everything that the outcome of an event depends on."""

    effective_on: date
    basis: str
    lines: tuple[LineFact, ...]
    duties: tuple[DutyFact, ...]
    held: tuple[DutyFact, ...]
    periods: tuple[PeriodFact, ...]
    plan_of_period: Mapping[int, int]
    names: Mapping[str, str]
    carry: Mapping[tuple[str, int], Taker]
    once: Mapping[tuple[int, str], bool]
    keeps: Keeps = Keeps.SENT_BEFORE
    #: Where each duty goes that is not kept, when a plan replaces theirs.
    places: Mapping[int, Place] | None = None
    #: What is said of a duty that goes on in another task: task → name.
    tasks: Mapping[int, str] = field(default_factory=dict)

    @property
    def followers(self) -> dict[str, list[LineFact]]:
        """Return old code → its lines."""
        found: dict[str, list[LineFact]] = {}
        for line in self.lines:
            found.setdefault(line.old, []).append(line)
        return found


DUTY_FACT_FIELDS = tuple(name for name in DutyFact.__slots__ if name != "agency")


def facts_of(rows: Iterable[Mapping[str, Any]]) -> tuple[DutyFact, ...]:
    """Return duty rows (`.values(*FIELDS, "agency__code")`) as facts."""
    return tuple(
        DutyFact(
            agency=row["agency__code"], **{name: row[name] for name in DUTY_FACT_FIELDS}
        )
        for row in rows
    )


def _lines_of(event: Reorganisation) -> tuple[LineFact, ...]:
    """Return the event's lines in a stable order."""
    rows = event.lines.select_related("predecessor", "successor", "planned")
    lines = [
        LineFact(row.predecessor.code, row.successor_code, row.kind) for row in rows
    ]
    return tuple(sorted(lines, key=lambda line: (line.old, line.new)))


def read_duties(old: list[int]) -> tuple[DutyFact, ...]:
    """Return the predecessors' live duties of open periods, and `once` duties of any."""
    rows = Duty.objects.filter(
        Q(period__state=Period.State.OPEN) | Q(schedule=Schedule.ONCE),
        agency__in=old,
        state__in=LIVE,
    )
    return facts_of(rows.order_by("pk").values(*DUTY_FACT_FIELDS, "agency__code"))


def read_held(new: list[int], tasks: set[int]) -> tuple[DutyFact, ...]:
    """Return what the successors have for these tasks already, in any state."""
    rows = Duty.objects.filter(
        Q(period__state=Period.State.OPEN) | Q(schedule=Schedule.ONCE),
        agency__in=new,
        task__in=tasks,
    )
    return facts_of(rows.order_by("pk").values(*DUTY_FACT_FIELDS, "agency__code"))


def read_names(event: Reorganisation, codes: set[str]) -> dict[str, str]:
    """Return code → short name of existing and planned agencies."""
    planned = dict(event.planned.values_list("code", "short_name"))
    found = Agency.objects.filter(code__in=codes).values_list("code", "short_name")
    return planned | dict(found)


def read_carry(event: Reorganisation) -> dict[tuple[str, int], Taker]:
    """Return (old code or empty, task or 0) → who takes."""
    rows = CarryDecision.objects.filter(event=event).select_related("predecessor")
    return {
        (row.predecessor.code if row.predecessor else "", row.task_id or 0): Taker(
            row.takes_code, row.reason
        )
        for row in rows
    }


def read_once(event: Reorganisation) -> dict[tuple[int, str], bool]:
    """Return (task, new code or empty) → whether a predecessor's work is enough."""
    rows = OnceDecision.objects.filter(event=event)
    return {(row.task_id, row.successor_code): row.is_satisfied for row in rows}


def read_world(event: Reorganisation) -> World:
    """Read everything in a fixed number of queries."""
    lines = _lines_of(event)
    carry = read_carry(event)
    codes = {line.old for line in lines} | {line.new for line in lines}
    codes |= {taker.code for taker in carry.values()}
    ids = dict(Agency.objects.filter(code__in=codes).values_list("code", "pk"))
    olds = {line.old for line in lines}
    duties = read_duties([ids[code] for code in olds if code in ids])
    tasks = {duty.task_id for duty in duties}
    news = [pk for code, pk in ids.items() if code not in olds]
    periods = Period.objects.order_by("data_to", "pk")
    return World(
        effective_on=event.effective_on,
        basis=event.legal_basis,
        lines=lines,
        duties=duties,
        held=read_held(news, tasks),
        periods=tuple(
            PeriodFact(row.pk, row.plan_id, row.data_to, row.unit_due)
            for row in periods
            if row.is_open
        ),
        plan_of_period={row.pk: row.plan_id for row in periods},
        names=read_names(event, codes),
        carry=carry,
        once=read_once(event),
    )
