"""Applying an event: exactly what its preview said, in one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from agencies.events.ancestry import rebuild_ancestry
from agencies.models import Agency, Reorganisation, User
from kehoach.lib.refusals import RuleBroken
from tasks.duties.errors import InvalidInput
from tasks.duties.locks import hold_periods, hold_row, lock_agencies
from tasks.models import Period
from tasks.moving.duties_side import DutiesSide, Stamp
from tasks.moving.facts import World, read_world
from tasks.moving.journal import Journal
from tasks.moving.outcome import Fate, Outcome, StalePreview, eve, outcome_of
from tasks.moving.personal import tell_givers
from tasks.reorganising.agencies_side import (
    Side,
    begin_agencies,
    carry_assignments,
    carry_named,
    carry_plans,
    end_agencies,
    end_memberships,
)
from tasks.reorganising.checking import event_problems
from tasks.reorganising.registers_side import carry_registers


class NeedsDecision(RuleBroken):
    """Somebody must say who takes work, or whether what was done is enough."""

    default = "Còn việc phải chọn đơn vị tiếp nhận trước khi áp dụng."


@dataclass
class Applied:
    """What was done, for the preview and for the stored counts."""

    world: World
    outcome: Outcome
    side: Side
    opened: dict[str, int]
    reminders: int

    def fates(self) -> dict[str, int]:
        """Return fate → how many duties of the predecessors."""
        counts = dict.fromkeys((fate.value for fate in Fate), 0)
        for move in self.outcome.moves:
            counts[move.fate] += 1
        return counts

    def counts(self) -> dict[str, int]:
        """Return the numbers that the event keeps."""
        return {
            "before": len(self.outcome.moves),
            **self.fates(),
            "credited": len(self.outcome.credits),
            "supplementary": sum(t.is_supplementary for t in self.outcome.targets),
            "opened": sum(self.opened.values()),
            "agencies_ended": len(self.side.ended),
            "agencies_begun": len(self.side.begun),
            "memberships_ended": len(self.side.memberships),
            "reminders_dropped": self.reminders,
        }


def lock_event(event: Reorganisation) -> Reorganisation:
    """Return the event's row, locked: of two administrators one waits, then sees."""
    row: Reorganisation = hold_row(Reorganisation.objects, event.pk)
    return row


@transaction.atomic
def apply_event(
    *,
    event: Reorganisation,
    actor: User | None,
    digest: str | None,
    today: date,
    now: datetime,
) -> dict[str, int]:
    """Apply the draft and return its counts; nothing happens when a rule refuses.

    `digest` is the preview's: StalePreview when the outcome is another one by now;
    NeedsDecision when a person must decide first; InvalidInput for a bad event.
    """
    row = lock_event(event)
    if problems := event_problems(event=row, today=today):
        raise InvalidInput(" ".join(problems))
    applied = carry_out_event(
        event=row, actor=actor, digest=digest, decided=True, today=today, now=now
    )
    row.state, row.applied_at = Reorganisation.State.APPLIED, now
    row.applied_by, row.counts = actor, applied.counts()
    row.save(update_fields=["state", "applied_at", "applied_by", "counts"])
    rebuild_ancestry()
    return applied.counts()


def carry_out_event(
    *,
    event: Reorganisation,
    actor: User | None,
    digest: str | None,
    decided: bool,
    today: date,
    now: datetime,
) -> Applied:
    """Write everything inside the caller's transaction.

    With `decided=False` (a rehearsal) what still has to be decided is left alone.
    """
    hold_periods(Period.objects.filter(state=Period.State.OPEN))
    lock_agencies(codes_of(event))
    world = read_world(event)
    outcome = outcome_of(world)
    if decided and outcome.asked:
        raise NeedsDecision
    if digest is not None and digest != outcome.digest(world):
        raise StalePreview
    journal = Journal(event)
    stamp = Stamp(actor, event.effective_on, today, now)
    try:
        with transaction.atomic():
            applied = _write(event, world, outcome, journal, stamp)
    except IntegrityError as error:
        message = "Có người vừa thay đổi các cơ quan hoặc nhiệm vụ này; thử lại."
        raise InvalidInput(message) from error
    journal.save()
    return applied


def codes_of(event: Reorganisation) -> set[str]:
    """Return the codes of the existing agencies of the event's lines."""
    lines: Any = event.lines.values_list("predecessor__code", "successor__code")
    return {code for pair in lines for code in pair if code}


def _write(
    event: Reorganisation,
    world: World,
    outcome: Outcome,
    journal: Journal,
    stamp: Stamp,
) -> Applied:
    """Write agencies, people, groups, assignments, then duties and what hangs on them."""
    side = Side(begun=begin_agencies(event, journal))
    agencies = {a.code: a for a in Agency.objects.filter(code__in=set(world.names))}
    side.ended = sorted(
        (agencies[code] for code in world.followers), key=lambda a: a.sort_key
    )
    end_agencies(side.ended, event.effective_on, journal)
    side.memberships = end_memberships(side.ended, event.effective_on, journal)
    last = eve(event.effective_on)
    tell_givers(side.memberships, last=last, today=stamp.today, now=stamp.now)
    side.groups = carry_named(world, agencies, journal)
    side.plans = carry_plans(world, agencies, journal)
    side.assignments = carry_assignments(world, agencies, journal)
    duties = DutiesSide(world, agencies, journal, stamp)
    duties.write(outcome)
    side.registers = carry_registers(
        world, agencies, journal, actor=stamp.actor, now=stamp.now
    )
    opened = duties.open_missing(heirs(world, agencies))
    dropped = duties.drop_reminders(outcome.moves)
    duties.write_events()
    return Applied(world, outcome, side, opened, dropped)


def heirs(world: World, agencies: dict[str, Agency]) -> list[Agency]:
    """Return the agencies that go on after the event, each once."""
    codes: Iterable[str] = sorted({line.new for line in world.lines if line.new})
    return [agencies[code] for code in codes]
