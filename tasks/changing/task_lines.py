"""A line about a task itself: its words, its schedule and days, a task more, its end."""

from typing import Any

from django.db.models import Q

from kehoach.lib.text import fitted
from tasks.changing.assignments import give, settle_open_duties
from tasks.changing.days import NewDay, new_days, write_days
from tasks.changing.document_lines import add_row, end_row
from tasks.changing.facts import owers_of, touched_by
from tasks.changing.result import AffectedDuty, Becomes, Done, row_of, with_counts
from tasks.changing.words import reword
from tasks.models import Assignment, Duty, PlanChange, PlanChangeLine, Reminder, Task
from tasks.models.occurrences import Recurring
from tasks.moving.duties_side import Stamp
from tasks.moving.journal import Journal
from tasks.moving.outcome import eve
from tasks.notices.telling import LONGEST_NOTICE
from tasks.reminders.planning import drop_moot_rows

#: Columns that move days.
OF_DAYS = frozenset({"schedule", "due_on", *Recurring._fields[1:]})


def write_task(
    change: PlanChange, line: PlanChangeLine, done: Done, journal: Journal, stamp: Stamp
) -> None:
    """Write the line: new words, then the days of the duties that are still to do."""
    task: Any = line.task
    values, on = line.values(), change.effective_on
    before = owers_of(task, on)
    reword(task, values, change, journal)
    after = owers_of(task, on)
    touched = touched_by(change, task, after.keys())
    duties = with_counts(touched.select_related("agency", "period", "task"))
    if OF_DAYS & values.keys():
        found = new_days(task, duties)
        done.rows += [as_row(each) for each in found]
        write_days(task, found, journal, stamp, f"{change.basis}: {done.said}")
        done.reminders += drop_noted(duties, journal, stamp)
    else:
        done.rows += [row_of(duty, Becomes.STAYS) for duty in duties]
    _tell(change, task, done, duties)
    gone = before.keys() - after.keys()
    settle_open_duties(change, line, done, journal, stamp, leaving=gone)


def write_new_task(
    change: PlanChange, line: PlanChangeLine, done: Done, journal: Journal, stamp: Stamp
) -> None:
    """Write a line that adds a task: its row, who is given it, their duties."""
    task = add_row(change, line, journal)
    for who in line.after.get("given", ()):
        give(change, task, who, journal)
    settle_open_duties(change, line, done, journal, stamp, leaving=())


def write_ended_task(
    change: PlanChange, line: PlanChangeLine, done: Done, journal: Journal, stamp: Stamp
) -> None:
    """Write a line that ends a task: nobody is given it any more, open work ends with
    the reason or is kept to be finished.
    """
    task: Any = line.task
    last = eve(change.effective_on)
    leaving = owers_of(task, change.effective_on).keys()
    end_row(change, line, journal)
    held = Q(valid_to=None) | Q(valid_to__gt=last)
    given = task.assignments.filter(held).exclude(valid_from__gt=last)
    journal.changed(
        Assignment, given.order_by("pk").values("pk", "valid_to", "ended_by_id")
    )
    given.update(valid_to=last, ended_by=change)
    settle_open_duties(change, line, done, journal, stamp, leaving=leaving)


def drop_noted(duties: list[Duty], journal: Journal, stamp: Stamp) -> int:
    """Drop the reminders that lost their point, noted, so that they can wait again;
    return how many.
    """
    gone = drop_moot_rows(duty_ids=[duty.pk for duty in duties], now=stamp.now)
    journal.changed(Reminder, ({"pk": pk, "dropped": ""} for pk in gone))
    return len(gone)


def as_row(each: NewDay) -> AffectedDuty:
    """Return what becomes of the duty as a row of the preview."""
    if each.ends:
        return row_of(each.duty, Becomes.ENDED, each.ends)
    if not each.moves:
        return row_of(each.duty, Becomes.STAYS)
    days = (f"{day:%d/%m/%Y}" if day else "không có hạn" for day in each.days)
    return row_of(each.duty, Becomes.NEW_DAY, "hạn " + " → ".join(days))


def _tell(change: PlanChange, task: Task, done: Done, duties: list[Duty]) -> None:
    """Keep what each agency with a live duty is told."""
    text = fitted(
        f"Từ {change.effective_on:%d/%m/%Y}, theo {{basis}}: nhiệm vụ {{task}} được điều"
        " chỉnh. {said}",
        LONGEST_NOTICE,
        basis=change.basis,
        task=f"{task.code} {task.short_title}",
        said=done.said,
    )
    for duty in duties:
        done.told[duty.agency_id] = (text, f"/nhiem-vu/{duty.pk}/")
