"""Applying a change: exactly what its preview said, in one transaction."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from agencies.models import User
from tasks.changing.assignments import write_assignment, write_given
from tasks.changing.checking import change_problems, missing_basis
from tasks.changing.checking_heirs import waits_for
from tasks.changing.deciding import require_deciding
from tasks.changing.document_lines import write_end, write_new_row, write_words
from tasks.changing.facts import live_count, lock_for
from tasks.changing.plan_lines import write_ended_plan, write_plan_data
from tasks.changing.replacing import write_replacement
from tasks.changing.result import Done, change_digest, fate_counts_of
from tasks.changing.shown import columns_of, title_of
from tasks.changing.task_lines import write_ended_task, write_new_task, write_task
from tasks.duties.errors import InvalidInput
from tasks.duties.locks import hold, hold_row
from tasks.models import Notice, Plan, PlanChange, PlanChangeLine
from tasks.moving.duties_side import Stamp
from tasks.moving.journal import Journal, park_codes
from tasks.moving.outcome import StalePreview
from tasks.notices.telling import Told, tell_agencies

Writer = Callable[[PlanChange, PlanChangeLine, Done, Journal, Stamp], None]
#: What writes a line, by what it is about and what it does.
WRITERS: dict[tuple[str, str], Writer] = {
    (PlanChangeLine.Subject.ASSIGNMENT, PlanChangeLine.Act.CHANGE): write_assignment,
    (PlanChangeLine.Subject.ASSIGNMENT, PlanChangeLine.Act.ADD): write_given,
    (PlanChangeLine.Subject.ASSIGNMENT, PlanChangeLine.Act.END): write_assignment,
    (PlanChangeLine.Subject.TASK, PlanChangeLine.Act.CHANGE): write_task,
    (PlanChangeLine.Subject.TASK, PlanChangeLine.Act.ADD): write_new_task,
    (PlanChangeLine.Subject.TASK, PlanChangeLine.Act.END): write_ended_task,
    **{
        key: write
        for subject in (PlanChangeLine.Subject.SECTION, PlanChangeLine.Subject.TARGET)
        for key, write in (
            ((subject, PlanChangeLine.Act.CHANGE), write_words),
            ((subject, PlanChangeLine.Act.ADD), write_new_row),
            ((subject, PlanChangeLine.Act.END), write_end),
        )
    },
    (PlanChangeLine.Subject.PLAN, PlanChangeLine.Act.CHANGE): write_plan_data,
    (PlanChangeLine.Subject.PLAN, PlanChangeLine.Act.END): write_ended_plan,
}


def lock_change(change: PlanChange) -> PlanChange:
    """Return the change's row and its plan's, locked: of two administrators one waits,
    then sees what the other made of the plan.
    """
    row = hold(PlanChange.objects).get(pk=change.pk)
    row.plan = hold_row(Plan.objects, row.plan_id)
    return row


def lines_of(change: PlanChange) -> list[PlanChangeLine]:
    """Return the lines in their order, new headings first as rows may stand below them,
    each with the row that it is about.
    """
    rows = change.lines.select_related(
        "task", "section", "target", "figure", "measure__target"
    )
    lines = list(rows.select_related("assignment__agency", "assignment__group"))
    for line in lines:
        line.event = change
    heading, adds = PlanChangeLine.Subject.SECTION, PlanChangeLine.Act.ADD
    return sorted(lines, key=lambda line: (line.subject, line.act) != (heading, adds))


@transaction.atomic
def apply_change(
    *, change: PlanChange, actor: User, digest: str, today: date, now: datetime
) -> dict[str, int]:
    """Apply the draft, tell the agencies and return the counts; nothing happens when a
    rule refuses.

    `digest` is the preview's: StalePreview when the outcome is another one by now;
    NotAllowed for who does not decide on it; InvalidInput without the document or for a
    bad change.
    """
    row = lock_change(change)
    require_deciding(actor, row, today)
    if missing := missing_basis(row):
        raise InvalidInput("Ghi đủ văn bản điều chỉnh.", problems=missing)
    if problems := [*change_problems(change=row, today=today), *waits_for(row)]:
        raise InvalidInput(" ".join(problems))
    done = carry_out_change(change=row, actor=actor, today=today, now=now)
    if digest != change_digest(row, done):
        raise StalePreview
    row.state, row.applied_at = PlanChange.State.APPLIED, now
    counts = fate_counts_of(done)
    row.applied_by, row.counts = actor, counts
    row.save(update_fields=["state", "applied_at", "applied_by", "counts"])
    _tell(done, actor=actor, today=today, now=now)
    return counts


def carry_out_change(
    *, change: PlanChange, actor: User | None, today: date, now: datetime
) -> list[Done]:
    """Write every line inside the caller's transaction."""
    lock_for(change)
    journal = Journal(change)
    stamp = Stamp(actor, change.effective_on, today, now)
    try:
        with transaction.atomic():
            lines = lines_of(change)
            if change.successor_id:
                done = write_replacement(change, lines, journal, stamp)
            else:
                done = _write_lines(change, lines, journal, stamp)
            for each in done:
                each.line.said, each.line.told = each.said, sorted(each.told)
            PlanChangeLine.objects.bulk_update(lines, ["said", "told"])
    except IntegrityError as error:
        message = "Có người vừa thay đổi các nhiệm vụ này; xem lại rồi áp dụng."
        raise InvalidInput(message) from error
    journal.save()
    return done


def _write_lines(
    change: PlanChange, lines: list[PlanChangeLine], journal: Journal, stamp: Stamp
) -> list[Done]:
    """Write line by line, each upon what those above have left."""
    done, codes = [], _freed_codes(lines)
    for line in lines:
        _read_again(line, codes)
        each = Done(line, title_of(line), columns_of(line))
        done.append(each)
        write = WRITERS[line.subject, line.act]
        before = live_count(line.task_id)
        write(change, line, each, journal, stamp)
        each.owed = before, live_count(line.task_id)
    return done


def _freed_codes(lines: Iterable[PlanChangeLine]) -> dict[Any, str]:
    """Free the codes that lines give away, so that one row may take another's; return
    row → the code that it had.
    """
    found: dict[Any, str] = {}
    for line in lines:
        row: Any = line.row
        if row is not None and line.subject != "plan" and "code" in line.after:
            found[row] = row.code
    for kind in {type(row) for row in found}:
        park_codes(kind, [row.pk for row in found if type(row) is kind])
    return found


def _read_again(line: PlanChangeLine, codes: dict[Any, str]) -> None:
    """Read the row as lines above have left it, under the code that it had."""
    rows: list[Any] = [line.task, line.section, line.target]
    if line.subject == PlanChangeLine.Subject.PLAN:
        rows.append(line.event.plan)
    for row in filter(None, rows):
        row.refresh_from_db()
        if row in codes:
            row.code = codes.pop(row) if row == line.row else codes[row]


def _tell(done: list[Done], *, actor: User, today: date, now: datetime) -> None:
    """Tell each agency in one notice per line; the letter of the day takes it along."""
    for each in done:
        told = {
            agency: Told(Notice.Kind.PLAN, text, address)
            for agency, (text, address) in each.told.items()
        }
        if told:
            tell_agencies(told=told, actor=actor, today=today, now=now)
