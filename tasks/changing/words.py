"""New words of a row of the plan: the newest in its columns, the earlier ones in versions
by day (read by `duties.past_words`).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from agencies.models import Agency
from tasks.models import Assignment, PlanChange, Task, WordVersion
from tasks.models.plan import Worded
from tasks.moving.journal import Journal
from tasks.moving.outcome import eve


def reword(
    row: Worded, values: Mapping[str, Any], change: PlanChange, journal: Journal
) -> None:
    """Give the row its new words; those that held until the eve stay as a version."""
    last = eve(change.effective_on)
    journal.changed(type(row), [_held(row, values)])
    if row.worded_from is None or row.worded_from <= last:
        kept = WordVersion.of(row, last=last, ended_by=change)
        kept.save()
        journal.created(WordVersion, [kept.pk])
    for name, value in values.items():
        setattr(row, name, value)
    row.worded_from = change.effective_on
    row.save(update_fields=[*(n.removesuffix("_id") for n in values), "worded_from"])


def _held(row: Worded, values: Mapping[str, Any]) -> dict[str, Any]:
    names = ("pk", "worded_from", *values)
    return {name: getattr(row, name) for name in names}


def named_anew(task: Task, old: Assignment, new: Assignment, on: date) -> str:
    """Return the agencies that pages print beside the task once another is in charge:
    its name takes the place of the old one's, else it is said after the plan's words.
    """
    text = task.assignee_text
    if isinstance(old.agency, Agency) and isinstance(new.agency, Agency):
        pairs = ((old.agency.name, new.agency.name),)
        for was, now in (*pairs, (old.agency.short_name, new.agency.short_name)):
            if was in text:
                return text.replace(was, now)
    said = f"từ {on:%d/%m/%Y}: {new.agency or new.group}"
    return f"{text} ({said})" if text else said
