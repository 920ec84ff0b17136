"""A line about an assignment: the old row ends, a new one follows it, or one is added."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from agencies.models import Agency
from tasks.changing.document_lines import name_row
from tasks.changing.facts import heir_of, owers_of, touched_by, world_of
from tasks.changing.result import Becomes, Done, row_of, with_counts
from tasks.changing.told import tell_of_line
from tasks.changing.words import named_anew, reword
from tasks.models import TO_DO, Assignment, Duty, PlanChange, PlanChangeLine, Task
from tasks.moving.duties_side import DutiesSide, Stamp
from tasks.moving.facts import Keeps
from tasks.moving.journal import Journal
from tasks.moving.outcome import Fate, Outcome, eve, outcome_of

OpenWork = PlanChangeLine.OpenWork
WHY_DROPPED = "Kế hoạch đã điều chỉnh; nhiệm vụ chuyển hoặc kết thúc."
BECOMES = {
    Fate.KEPT: Becomes.KEPT,
    Fate.TRANSFERRED: Becomes.MOVED,
    Fate.JOINED: Becomes.JOINED,
    Fate.ENDED: Becomes.ENDED,
}


def _follow(
    change: PlanChange, line: PlanChangeLine, journal: Journal
) -> tuple[Assignment, Assignment | None]:
    """End the line's assignment on the eve and open the one that follows it, with the
    document of the change; none follows when the change only ends it.
    """
    old, values, on = line.assignment, line.values(), change.effective_on
    if old is None:
        message = "the line changes a task"
        raise TypeError(message)
    until = old.valid_to
    held = {"pk": old.pk, "valid_to": until, "ended_by_id": old.ended_by_id}
    journal.changed(Assignment, [held])
    old.valid_to, old.ended_by = min(until or date.max, eve(on)), change
    old.save(update_fields=["valid_to", "ended_by"])
    ends = values.get("valid_to")
    if line.act == PlanChangeLine.Act.END or (ends is not None and ends < on):
        return old, None
    new = _followed(change, old, values, until)
    same = Assignment.objects.alive_on(on).filter(
        task=new.task_id,
        agency=new.agency_id,
        group=new.group_id,
        role=new.role,
        is_proposal=new.is_proposal,
    )
    if there := same.first():
        return old, there
    new.save()
    journal.created(Assignment, [new.pk])
    return old, new


def _followed(
    change: PlanChange, old: Assignment, values: dict[str, Any], until: date | None
) -> Assignment:
    new = Assignment(
        task_id=old.task_id,
        agency_id=old.agency_id,
        group_id=old.group_id,
        role=old.role,
        mode=old.mode,
        is_main=old.is_main,
        wording=old.wording,
        is_proposal=old.is_proposal,
        replaces=old,
        valid_to=until,
    )
    for name, value in values.items():
        setattr(new, name, value)
    new.valid_from = change.effective_on
    new.basis_number, new.basis_on = change.basis_number, change.basis_on
    new.basis_note = change.basis_title
    return new


def write_assignment(
    change: PlanChange, line: PlanChangeLine, done: Done, journal: Journal, stamp: Stamp
) -> None:
    """Write the line: both rows, the name that pages print, the duties."""
    task: Any = line.task
    on = change.effective_on
    before = owers_of(task, on)
    old, new = _follow(change, line, journal)
    if new and (old.agency_id, old.group_id) != (new.agency_id, new.group_id):
        text = named_anew(task, old, new, on)
        reword(task, {"assignee_text": text}, change, journal)
    after = owers_of(task, on)
    heir = heir_of(old, new)
    leaving = before.keys() - after.keys()
    if new and new.agency_id and new.agency_id in after:
        after[new.agency_id] = new.pk  # named by itself, whatever its groups owe
    stay(change, done, journal, old=old, owed=after)
    settle_open_duties(
        change, line, done, journal, stamp, leaving=leaving, heir=heir, new=new
    )


def give(
    change: PlanChange, task: Task, who: Mapping[str, Any], journal: Journal
) -> Assignment:
    """Create an assignment of the task from the change's day on, by its document."""
    given = Assignment(
        task=task,
        agency_id=who.get("agency_id"),
        group_id=who.get("group_id"),
        role=who["role"],
        mode=who.get("mode", Assignment.Mode.EACH),
        wording=who.get("wording", ""),
        valid_from=change.effective_on,
        valid_to=who.get("valid_to"),
        basis_number=change.basis_number,
        basis_on=change.basis_on,
        basis_note=change.basis_title,
    )
    given.save()
    journal.created(Assignment, [given.pk])
    return given


def write_given(
    change: PlanChange, line: PlanChangeLine, done: Done, journal: Journal, stamp: Stamp
) -> None:
    """Write a line that gives a task to one more agency or group."""
    task: Any = line.task
    given = give(change, task, line.values(), journal)
    name_row(line, given, journal)
    settle_open_duties(change, line, done, journal, stamp, leaving=())


def settle_open_duties(
    change: PlanChange,
    line: PlanChangeLine,
    done: Done,
    journal: Journal,
    stamp: Stamp,
    *,
    leaving: Collection[int],
    heir: Agency | None = None,
    new: Assignment | None = None,
) -> None:
    """Bring the duties of who no longer owes to where they go, and open what is new."""
    task: Any = line.task
    gone = list(Agency.objects.filter(pk__in=leaving).order_by("pk"))
    takes = heir if line.open_work == OpenWork.MOVE else None
    keeps = Keeps.ALL if line.open_work == OpenWork.KEEP else Keeps.SAID
    world = world_of(
        change, task, gone, heir=takes, keeps=keeps, reason=why_ended(change, line)
    )
    outcome = outcome_of(world)
    codes = {move.duty.agency for move in outcome.moves} | set(world.names)
    agencies = {a.code: a for a in Agency.objects.filter(code__in=codes)}
    to = {takes.code: new.pk} if takes and new else None
    note_rows(done, outcome, world.names.get(takes.code, "") if takes else "")
    side = DutiesSide(world, agencies, journal, stamp, to)
    side.write(outcome)
    keep_at(line.assignment, outcome, journal)
    opened = [d.agency for d in side.open_owed(task.plan_id, task.pk)]
    done.opened += [agency.short_name for agency in opened]
    done.reminders += side.drop_reminders(outcome.moves, WHY_DROPPED)
    side.write_events()
    tell_of_line(line, done, gone, heir, opened)


def why_ended(change: PlanChange, line: PlanChangeLine) -> str:
    """Return the reason that stands at work that ends."""
    basis = change.basis or "văn bản điều chỉnh"
    what = "Phân công đã điều chỉnh" if line.assignment else "Nhiệm vụ được điều chỉnh"
    return line.reason or f"{what} theo {basis}"


def note_rows(done: Done, outcome: Outcome, heir: str) -> None:
    """Keep what becomes of each duty."""
    fates = {move.duty.pk: move for move in outcome.moves}
    rows = Duty.objects.select_related("agency", "period").filter(pk__in=fates)
    for duty in with_counts(rows.order_by("agency__sort_key", "pk")):
        move = fates[duty.pk]
        note = heir if move.key else move.reason
        done.rows.append(row_of(duty, BECOMES[move.fate], note))


def keep_at(old: Assignment | None, outcome: Outcome, journal: Journal) -> None:
    """Let what is kept stand on the assignment that ended: nobody else owes it."""
    kept = [m.duty for m in outcome.moves if m.fate == Fate.KEPT]
    other = [d for d in kept if old and d.assignment_id != old.pk]
    if other and old:
        before = [{"pk": d.pk, "assignment_id": d.assignment_id} for d in other]
        journal.changed(Duty, before)
        Duty.objects.filter(pk__in=[d.pk for d in other]).update(assignment=old)


def stay(
    change: PlanChange,
    done: Done,
    journal: Journal,
    *,
    old: Assignment,
    owed: Mapping[int, int],
) -> None:
    """Let who goes on owing stand on the assignment by which it owes now; nothing else
    of the duty changes but whether it is only asked.
    """
    rows = touched_by(change, old.task, list(owed)).filter(assignment=old)
    found = with_counts(rows.select_related("agency", "period"))
    done.rows += [row_of(duty, Becomes.STAYS) for duty in found]
    columns = ("pk", "assignment_id", "is_requested")
    journal.changed(Duty, [{n: getattr(duty, n) for n in columns} for duty in found])
    to: dict[int, list[int]] = {}
    for duty in found:
        to.setdefault(owed[duty.agency_id], []).append(duty.pk)
    for given in Assignment.objects.filter(pk__in=to):
        stays = Duty.objects.filter(pk__in=to[given.pk])
        stays.update(assignment=given)
        asked = given.mode == Assignment.Mode.REQUESTED
        stays.filter(state__in=TO_DO).update(is_requested=asked)
