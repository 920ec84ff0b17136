"""Applying a change: exactly what its preview said, in one transaction."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from agencies.models import User
from tasks.changing.assignments import write_assignment
from tasks.changing.checking import change_problems, missing_basis
from tasks.changing.facts import lock_for
from tasks.changing.result import Done, change_digest, fate_counts_of
from tasks.changing.shown import columns_of, title_of
from tasks.changing.task_lines import write_task
from tasks.duties.errors import InvalidInput
from tasks.duties.locks import hold
from tasks.models import Notice, PlanChange
from tasks.moving.duties_side import Stamp
from tasks.moving.journal import Journal
from tasks.moving.outcome import StalePreview
from tasks.notices.telling import Told, tell_agencies


def lock_change(change: PlanChange) -> PlanChange:
    """Return the change's row, locked: of two administrators one waits, then sees."""
    return hold(PlanChange.objects).get(pk=change.pk)


@transaction.atomic
def apply_change(
    *, change: PlanChange, actor: User, digest: str, today: date, now: datetime
) -> dict[str, int]:
    """Apply the draft, tell the agencies and return the counts; nothing happens when a
    rule refuses.

    `digest` is the preview's: StalePreview when the outcome is another one by now;
    InvalidInput without the document or for a bad change.
    """
    row = lock_change(change)
    if missing := missing_basis(row):
        raise InvalidInput("Ghi đủ văn bản điều chỉnh.", problems=missing)
    if problems := change_problems(change=row, today=today):
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
    done = []
    try:
        with transaction.atomic():
            for line in change.lines.select_related("task", "assignment__agency"):
                line.task.refresh_from_db()  # a line above may have reworded it
                each = Done(line, title_of(line), columns_of(line))
                done.append(each)
                write = write_assignment if line.assignment else write_task
                write(change, line, each, journal, stamp)
                line.said, line.told = each.said, sorted(each.told)
                line.save(update_fields=["said", "told"])
    except IntegrityError as error:
        message = "Có người vừa thay đổi các nhiệm vụ này; xem lại rồi áp dụng."
        raise InvalidInput(message) from error
    journal.save()
    return done


def _tell(done: list[Done], *, actor: User, today: date, now: datetime) -> None:
    """Tell each agency in one notice per line; the letter of the day takes it along."""
    for each in done:
        told = {
            agency: Told(Notice.Kind.PLAN, text, address)
            for agency, (text, address) in each.told.items()
        }
        if told:
            tell_agencies(told=told, actor=actor, today=today, now=now)
