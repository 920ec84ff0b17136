"""A line that changes an assignment: the old row ends, a new one follows it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from agencies.models import Agency
from kehoach.lib.text import fitted
from tasks.changing.facts import heir_of, owers_of, touched_by, world_of
from tasks.changing.result import Becomes, Done, row_of, with_counts
from tasks.changing.words import named_anew, reword
from tasks.models import TO_DO, Assignment, Duty, PlanChange, PlanChangeLine
from tasks.moving.duties_side import DutiesSide, Stamp
from tasks.moving.facts import Keeps
from tasks.moving.journal import Journal
from tasks.moving.outcome import Fate, Outcome, eve, outcome_of
from tasks.notices.telling import LONGEST_NOTICE

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
    if ends is not None and ends < on:
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
    task, on = line.task, change.effective_on
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
    task, gone = line.task, list(Agency.objects.filter(pk__in=leaving).order_by("pk"))
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
    opened = side.open_task(task)
    done.opened += [agency.short_name for agency in opened]
    done.reminders += side.drop_reminders(outcome.moves, WHY_DROPPED)
    side.write_events()
    _tell(line, done, gone, heir, opened)


def why_ended(change: PlanChange, line: PlanChangeLine) -> str:
    """Return the reason that stands at work that ends."""
    basis = change.basis or "văn bản điều chỉnh"
    return line.reason or f"Phân công đã điều chỉnh theo {basis}"


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


def _tell(
    line: PlanChangeLine,
    done: Done,
    gone: Iterable[Agency],
    heir: Agency | None,
    opened: Iterable[Agency],
) -> None:
    """Keep what each agency is told."""
    change, task = line.event, line.task
    names = {"basis": change.basis, "task": f"{task.code} {task.short_title}"}
    since = f"Từ {change.effective_on:%d/%m/%Y}, theo {{basis}}"
    moved = sum(row.becomes in (Becomes.MOVED, Becomes.JOINED) for row in done.rows)
    finishing = finishers(line, done)
    for agency in gone:
        to = "chuyển cho {heir}" if heir else "thôi giao cho đơn vị"
        if agency.pk in finishing:
            to += "; việc đang làm trong kỳ này đơn vị vẫn làm xong"
        words = f"{since}: nhiệm vụ {{task}} {to}."
        whose = {"heir": heir.short_name} if heir else {}
        done.told[agency.pk] = (
            fitted(words, LONGEST_NOTICE, **names, **whose),
            f"/don-vi/{agency.code}/",
        )
    for agency in (*opened, *([heir] if heir else ())):
        along = f" Đã chuyển kèm {moved} việc đang làm." if moved and heir else ""
        whose = {}
        if heir and finishing:
            whose = {"others": ", ".join(finishing.values())}
            along = " Việc đang làm trong kỳ này {others} làm xong."
        words = f"{since}: đơn vị được giao nhiệm vụ {{task}}.{along}"
        done.told[agency.pk] = (
            fitted(words, LONGEST_NOTICE, **names, **whose),
            f"/don-vi/{agency.code}/",
        )


def finishers(line: PlanChangeLine, done: Done) -> dict[int, str]:
    """Return agency → name of who is left to finish what it has begun."""
    if line.open_work != OpenWork.KEEP:
        return {}
    kept = (r for r in done.rows if r.becomes == Becomes.KEPT and r.state in TO_DO)
    return {row.agency: row.agency_name for row in kept}
