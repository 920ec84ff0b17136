"""The occurrences that a period asks of each task of its plan, for the SQL of `owed.py`."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Q

from kehoach.lib.workdays import Calendar
from tasks.duties.days_off import working_calendar
from tasks.models import DueFrom, Period, Recurrence, Task
from tasks.models.occurrences import CUTS, Occurrence, occurrences_in
from tasks.periods.calendars import calendars_by, parts_of_year

#: Kinds whose day lies so many days from another.
_COUNTING = (*CUTS, Recurrence.RELATIVE)


def times_of(period: Period, task_id: int = 0) -> str:
    """Return the occurrences of the plan's tasks (of one task) in the period as the JSON
    that `owed.TIMES` describes: one query, three where working days are counted.
    """
    which = Q(pk=task_id) if task_id else Q(plan_id=period.plan_id)
    tasks = list(Task.objects.filter(which).order_by("pk"))
    cut = YearCut.of(tasks, [period])[period.pk]
    rows = (
        _row(task, each, period)
        for task in tasks
        for each in occurring(task, period, cut)
        if not _was_over(task, each)
    )
    return json.dumps(list(rows), default=str)


class YearCut(NamedTuple):
    """What times are counted with: days off, and the parts that the plan's calendar cuts
    the year into.
    """

    offices: Calendar = Calendar()
    parts: Mapping[int, list[Occurrence]] = {}

    @classmethod
    def of(
        cls, tasks: Iterable[Task], periods: Iterable[Period]
    ) -> dict[int, "YearCut"]:
        """Return them for each period, asked for only where one of the tasks counts with
        them (two queries at most).
        """
        kinds, wanted = {task.schedule for task in tasks}, list(periods)
        if not kinds & {*_COUNTING}:
            return {period.pk: cls() for period in wanted}
        offices = working_calendar()
        rows = calendars_by(wanted) if kinds & CUTS.keys() else {}
        return {
            each.pk: cls(offices, parts_of_year(each, rows.get(each.pk, []), offices))
            for each in wanted
        }


def occurring(task: Task, period: Period, cut: YearCut) -> list[Occurrence]:
    """Return the occurrences that the period opens duties for, each with its day. A part
    of a year asks what is due with it; what has days of its own is the year's.
    """
    found = [
        each._replace(due_on=period.unit_due)
        if each.due_from in (DueFrom.PERIOD, DueFrom.LETTER)
        else each
        for each in occurrences_in(task.recurring, period.span, *cut)
    ]
    if period.is_interim:
        return [each for each in found if each.due_from == DueFrom.PERIOD]
    return found


def _was_over(task: Task, each: Occurrence) -> bool:
    """Return whether the time was over before the task's present words held."""
    return bool(
        each.occurs_to and task.worded_from and each.occurs_to < task.worded_from
    )


def _row(task: Task, each: Occurrence, period: Period) -> dict[str, Any]:
    return {
        "task_id": task.pk,
        "schedule": task.behaviour,
        "occurrence": each.label,
        "occurs_from": each.occurs_from,
        "occurs_to": each.occurs_to,
        "begins_on": each.occurs_from or task.begins_on,
        "due_on": each.due_on,
        "due_from": each.due_from,
        "beats": task.is_beating and not period.is_interim,
    }
