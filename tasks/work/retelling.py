"""What a duty's row says of its entries, told again when they change."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tasks.duties.same_work_in_parts import is_work
from tasks.models import Duty, EntryLink, Progress, ProgressEntry, Schedule
from tasks.models.querysets import SAID_AT
from tasks.work.logging import has_heartbeat


@dataclass(frozen=True)
class RetoldDuty:
    """What the entries that stand say of a duty."""

    progress: str = Progress.NOT_STARTED
    nothing_to_report: bool = False
    last_entry_on: date | None = None


def told_by_entries(duties: Iterable[Duty]) -> dict[int, RetoldDuty]:
    """Return duty → what its entries tell (one query)."""
    rows = list(duties)
    found: dict[int, list[ProgressEntry]] = defaultdict(list)
    links = EntryLink.objects.standing().filter(duty__in=rows)
    for link in links.select_related("entry__period").order_by(SAID_AT, "entry_id"):
        found[link.duty_id].append(link.entry)
    return {duty.pk: _told(duty, found[duty.pk]) for duty in rows}


def _told(duty: Duty, entries: list[ProgressEntry]) -> RetoldDuty:
    """Of the period's own entries the one said last decides; those of another part of
    the year say only that the work goes on.
    """
    if not entries:
        return RetoldDuty()
    last = max(entry.done_on for entry in entries)
    is_once = duty.schedule == Schedule.ONCE
    plan = duty.task.plan_id  # what came from a plan before is the duty's own word
    own = [
        each
        for each in entries
        if is_once or each.period_id == duty.period_id or each.period.plan_id != plan
    ]
    if own:
        return RetoldDuty(own[-1].progress, own[-1].nothing_to_report, last)
    begun = any(is_work(entry) for entry in entries)
    return RetoldDuty(
        Progress.IN_PROGRESS if begun else Progress.NOT_STARTED, False, last
    )


def retell(duties: Iterable[Duty], before: dict[int, RetoldDuty]) -> None:
    """Let the rows, not saved yet, follow their entries; a row that said something else
    than its entries before (a merger, an answer of another kind) keeps its word.
    """
    rows = list(duties)
    after = told_by_entries(rows)
    for duty in rows:
        was, now = before[duty.pk], after[duty.pk]
        said = (duty.progress, duty.nothing_to_report)
        if said == (was.progress, was.nothing_to_report):
            duty.progress, duty.nothing_to_report = now.progress, now.nothing_to_report
        if duty.last_entry_on == was.last_entry_on:
            duty.last_entry_on = now.last_entry_on
            _beat(duty)


def _beat(duty: Duty) -> None:
    """Count the heartbeat from the last entry, or from the day the duty began."""
    if has_heartbeat(duty):
        window = timedelta(days=duty.task.heartbeat_days)
        duty.heartbeat_on = (duty.last_entry_on or duty.opened_on) + window
