"""Which duties a corrected entry serves: its day may leave or enter a part of the year."""

from datetime import date

from tasks.duties.same_work_in_parts import twins_of
from tasks.models import Duty, EntryLink, Period, ProgressEntry, Schedule


def served_by(
    old: ProgressEntry, new: ProgressEntry, rows: list[Duty]
) -> tuple[set[int], list[Duty]]:
    """Return the keys of the duties that the new version serves, and those of them that
    the old one did not: another day may lie outside a part of the year, or inside one.
    """
    served = set(EntryLink.objects.filter(entry=old).values_list("duty", flat=True))
    if new.done_on == old.done_on:
        return served, []
    own: list[Duty] = []
    of_parts: list[Duty] = []
    for row in rows:
        is_own = row.period_id == old.period_id or row.schedule == Schedule.ONCE
        (own if is_own else of_parts).append(row)
    served -= {row.pk for row in of_parts if not _holds(row.period, new.done_on)}
    twins = twins_of(own, old.period, new.done_on)
    gained = [twin for twin in twins if twin.pk not in served]
    return served | {twin.pk for twin in gained}, gained


def _holds(period: Period, day: date) -> bool:
    return period.data_from <= day <= period.data_to
