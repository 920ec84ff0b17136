"""A plan takes the place of another: the old one ends, its rows name their heirs, work
goes on in the heirs' duties or ends; all of it is one move of one set of duties.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from agencies.models import Agency
from tasks.changing.answers_carried import carry_answers
from tasks.changing.checking_heirs import beside
from tasks.changing.places import Replaced, Wish, counterparts, places_of
from tasks.changing.plan_lines import end_plan
from tasks.changing.result import AffectedDuty, Becomes, Done, row_of, with_counts
from tasks.changing.told_of_replacing import told_of_replacing
from tasks.models import LIVE, Duty, Period, PlanChange, PlanChangeLine, Schedule, Task
from tasks.models.changing import INHERITED
from tasks.moving.duties_side import DutiesSide, Stamp
from tasks.moving.facts import (
    DUTY_FACT_FIELDS,
    DutyFact,
    Keeps,
    Key,
    PeriodFact,
    World,
    facts_of,
)
from tasks.moving.journal import BATCH, Journal
from tasks.moving.outcome import Fate, Outcome, outcome_of

WHY_REPLACED = (
    "Kế hoạch đã được thay thế; nhiệm vụ chuyển sang kế hoạch mới hoặc kết thúc."
)
_BECOMES = {
    Fate.JOINED: Becomes.MOVED,
    Fate.ENDED: Becomes.ENDED,
    Fate.KEPT: Becomes.STAYS,
}


def write_replacement(
    change: PlanChange, lines: Sequence[PlanChangeLine], journal: Journal, stamp: Stamp
) -> list[Done]:
    """Write the whole change in a number of statements that does not grow with tasks."""
    end_plan(change, journal)
    heirs = _name_heirs(lines, journal)
    opening = DutiesSide(_world(change), {}, journal, stamp)
    opened = opening.open_owed(_successor(change))
    opening.write_events()
    replaced = _read(change, lines)
    world = _world(change, replaced)
    outcome = outcome_of(world)
    agencies = {a.code: a for a in Agency.objects.filter(code__in=world.names)}
    side = DutiesSide(world, agencies, journal, stamp)
    keys = side.write(outcome)
    keep_holders(outcome, keys, journal)
    carry_answers(lines, replaced.periods, journal, stamp, called=str(change.plan))
    dropped = side.drop_reminders(outcome.moves, WHY_REPLACED)
    side.write_events()
    done = _as_done(lines, heirs, outcome, replaced)
    done[0].reminders = dropped
    done[0].told = told_of_replacing(change, outcome, agencies)
    _note_opened(done, lines, opened, set(keys.values()))
    return done


def _successor(change: PlanChange) -> int:
    if change.successor_id is None:
        message = "the change replaces no plan"
        raise TypeError(message)
    return change.successor_id


def _name_heirs(
    lines: Iterable[PlanChangeLine], journal: Journal
) -> dict[tuple[str, int], str]:
    """Let each row name its heir; return (kind, heir) → what the heir is called."""
    called: dict[tuple[str, int], str] = {}
    for kind, model in INHERITED.items():
        rows: list[Any] = [
            line.row for line in lines if line.subject == kind and line.row
        ]
        to = {line.row.pk: line.heir_id for line in lines if line.subject == kind}  # type: ignore[union-attr] # a row that is there
        before = [{"pk": r.pk, "replaced_by_id": r.replaced_by_id} for r in rows]
        journal.changed(model, before)
        for row in rows:
            row.replaced_by_id = to[row.pk]
        manager: Any = model._default_manager
        manager.bulk_update(rows, ["replaced_by"], batch_size=BATCH)
        named = manager.filter(pk__in=[key for key in to.values() if key])
        called |= {(kind, row.pk): str(row) for row in named}
    return called


def _read(change: PlanChange, lines: Iterable[PlanChangeLine]) -> Replaced:
    """Read the duties of both plans, and which periods stand for one another."""
    wishes = {
        line.task_id: Wish(line.heir_id, line.open_work, line.reason)
        for line in lines
        if line.task_id
    }
    old, new = (_periods(plan) for plan in (change.plan_id, _successor(change)))
    over = (p.pk for p in old if p.data_to < change.effective_on)
    open_new = [p for p in new if p.is_open]
    return Replaced(
        wishes=wishes,
        duties=_live_facts(change.plan_id),
        held=_live_facts(_successor(change)),
        periods=counterparts(
            map(beside, old), map(beside, open_new), change.effective_on
        ),
        over=frozenset(over),
    )


def _periods(plan: int) -> list[Period]:
    return list(Period.objects.filter(plan=plan).order_by("data_to", "pk"))


def _live_facts(plan: int) -> tuple[DutyFact, ...]:
    rows = Duty.objects.filter(
        Q(period__state=Period.State.OPEN) | Q(schedule=Schedule.ONCE),
        period__plan=plan,
        state__in=LIVE,
    )
    return facts_of(rows.order_by("pk").values(*DUTY_FACT_FIELDS, "agency__code"))


def _world(change: PlanChange, replaced: Replaced | None = None) -> World:
    """Return the world in which the old plan's duties go where the lines say."""
    duties = replaced.duties if replaced else ()
    held = replaced.held if replaced else ()
    codes = {duty.agency for duty in (*duties, *held)}
    names = Agency.objects.filter(code__in=codes).values_list("code", "short_name")
    plans = (change.plan_id, change.successor_id)
    tasks = Task.objects.filter(plan__in=plans) if replaced else ()
    periods = Period.objects.filter(plan__in=plans)
    return World(
        effective_on=change.effective_on,
        basis=change.basis or "Thay thế kế hoạch",
        lines=(),
        duties=duties,
        held=held,
        periods=tuple(
            PeriodFact(row.pk, row.plan_id, row.data_to, row.unit_due)
            for row in periods.filter(state=Period.State.OPEN).order_by("data_to", "pk")
        ),
        plan_of_period={row.pk: row.plan_id for row in periods},
        names=dict(names) if codes else {},
        carry={},
        once={},
        keeps=Keeps.SAID,
        places=places_of(replaced) if replaced else {},
        tasks={task.pk: str(task) for task in tasks},
    )


def keep_holders(outcome: Outcome, keys: Mapping[Key, int], journal: Journal) -> None:
    """Let the colleague who worked on a duty go on with it where nobody else does."""
    gone = {move.duty.pk: move for move in outcome.moves if move.key}
    rows = Duty.objects.filter(pk__in=gone, holder__isnull=False).order_by("pk")
    to = {
        keys[key]: holder
        for pk, holder in rows.values_list("pk", "holder_id")
        if (key := gone[pk].key) and key.agency == gone[pk].duty.agency
    }
    free = list(Duty.objects.filter(pk__in=to, holder=None)) if to else []
    journal.changed(Duty, [{"pk": duty.pk, "holder_id": None} for duty in free])
    for duty in free:
        duty.holder_id = to[duty.pk]
    Duty.objects.bulk_update(free, ["holder"], batch_size=BATCH)


def _as_done(
    lines: Sequence[PlanChangeLine],
    heirs: Mapping[tuple[str, int], str],
    outcome: Outcome,
    replaced: Replaced,
) -> list[Done]:
    """Return what each line did, with the duties of its task."""
    rows = _rows_by_task(outcome, replaced)
    owed_after: dict[int, int] = {}
    for move in outcome.moves:
        if move.fate == Fate.KEPT:
            before = owed_after.get(move.duty.task_id, 0)
            owed_after[move.duty.task_id] = before + 1
    done = []
    for line in lines:
        heir = heirs.get((line.subject, line.heir_id or 0), "")
        own = rows.get(line.task_id or 0, [])
        said = f"Thay bằng {heir}" if heir else "Không còn trong kế hoạch thay thế"
        each = Done(line, str(line.row), [], own, words=said)
        each.owed = len(own), owed_after.get(line.task_id or 0, 0)
        done.append(each)
    return done


def _rows_by_task(
    outcome: Outcome, replaced: Replaced
) -> dict[int, list[AffectedDuty]]:
    fates = {move.duty.pk: move for move in outcome.moves}
    duties = Duty.objects.select_related("agency", "period").filter(pk__in=fates)
    found: dict[int, list[AffectedDuty]] = {}
    for duty in with_counts(duties.order_by("agency__sort_key", "pk")):
        move = fates[duty.pk]
        wish = replaced.wishes.get(duty.task_id)
        kept = wish and wish.work == PlanChangeLine.OpenWork.KEEP
        becomes = _BECOMES[move.fate]
        if (
            move.fate == Fate.KEPT
            and kept
            and duty.state not in ("submitted", "accepted")
        ):
            becomes = Becomes.KEPT
        found.setdefault(duty.task_id, []).append(row_of(duty, becomes, move.reason))
    return found


def _note_opened(
    done: Iterable[Done],
    lines: Iterable[PlanChangeLine],
    opened: Iterable[Duty],
    taken: set[int],
) -> None:
    """Note at the first line of each heir whose duties of it are new and empty."""
    by_task: dict[int, list[str]] = {}
    for duty in opened:
        if duty.pk not in taken:
            by_task.setdefault(duty.task_id, []).append(duty.agency.short_name)
    for each, line in zip(done, lines, strict=True):
        if line.task_id and line.heir_id:
            each.opened = by_task.pop(line.heir_id, [])
