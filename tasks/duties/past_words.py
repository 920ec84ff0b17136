"""The words of the past: a period speaks with those of its last day (decision 029), of
the tasks, headings and targets that stood on one of its days.

A change takes effect on a day that has come, so a running period speaks with the newest
words, which are the row's own columns; only where one was reworded later is anything
read. What is read here is shown and never saved.
"""

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from datetime import date
from typing import Any

from django.db.models import Q

from tasks.models import (
    TO_DO,
    Duty,
    Period,
    Plan,
    Schedule,
    State,
    Task,
    WordVersion,
)
from tasks.models.duty import titled
from tasks.models.plan import Worded, stood_in
from tasks.models.words import NAMED_BY

RUNNING = (*TO_DO, State.SUBMITTED)


def of_their_day(rows: Iterable[Worded], day: date) -> None:
    """Put the words that held on the day into rows of one kind (tasks, headings,
    targets, plans), not to be saved; one query when one of them was reworded later,
    else none.
    """
    _speak((row, day) for row in rows)


def tasks_of(period: Period) -> list[Task]:
    """Return the tasks that stood in the period, in their order and its words."""
    held = Task.objects.filter(held_in(period), plan=period.plan_id)
    tasks = list(held.order_by("position", "pk"))
    of_their_day(tasks, period.words_day())
    return tasks


def held_in(period: Period, path: str = "") -> Q:
    """Return the condition that a row of the document stood on a day of the period."""
    return stood_in(period.data_from, period.data_to, path)


def speak_then(period: Period) -> None:
    """Let the period's plan speak with the words of the period's last day: title,
    number, law … of its day; a query only where the plan itself was changed later.
    """
    if period.plan.worded_from:
        period.plan = copy(period.plan)  # other rows may hold the same one
        of_their_day([period.plan], period.words_day())


def in_their_periods(duties: Iterable[Any], day: date | None = None) -> list[Any]:
    """Return the duties with the words of their period's last day, or those of `day`
    where a page is about another one; two queries where a task was ever reworded. What
    outlives its period and is still worked on speaks with the newest.
    """
    rows = list(duties)
    reworded = [
        duty for duty in rows if duty.task.worded_from and (day or not _outlives(duty))
    ]
    if reworded:
        ends = {} if day else _ends(reworded)
        for duty in reworded:
            duty.task = copy(duty.task)  # other rows may hold the same one
        _speak((duty.task, day or ends[duty.period_id]) for duty in reworded)
    return rows


def in_periods_of(rows: Iterable[Any]) -> list[Any]:
    """Return rows that are about a duty, or about none, with its words likewise."""
    found = list(rows)
    in_their_periods(row.duty for row in found if row.duty_id)
    return found


def words_on(plan_id: int, day: date) -> dict[int, dict[str, Any]]:
    """Return task → its words on the day (as JSON keeps them), of those that were
    reworded later (one query); all others speak with their own columns.
    """
    held = WordVersion.objects.alive_on(day).filter(
        task__plan_id=plan_id, task__worded_from__gt=day
    )
    return {version.task_id: version.words for version in held if version.task_id}


def named_on(names: list[Any], plan_id: int, day: date) -> list[Any]:
    """Return named rows of the plan's tasks (pk, code, short_title, worded_from …) as
    they were called on the day; one query when one was reworded later, else none.
    """
    if not any(row.worded_from and row.worded_from > day for row in names):
        return names
    before = words_on(plan_id, day)
    return [
        row._replace(**{name: before[row.pk][name] for name in ("code", "short_title")})
        if row.pk in before
        else row
        for row in names
    ]


def call_rows(rows: Iterable[dict[str, Any]], of: str = "") -> None:
    """Put into rows of values about duties that are worked on (`task_id`,
    `task__worded_from`, `schedule`, `period__data_to`, `occurrence` behind the path
    `of`) the code and the short title of their period's last day, which says the time
    too; one query where one was reworded later.
    """
    rows = list(rows)
    later = [
        row
        for row in rows
        if row[f"{of}task__worded_from"]
        and row[f"{of}task__worded_from"] > row[f"{of}period__data_to"]
        and row[f"{of}schedule"] != Schedule.ONCE
    ]
    held = _versions(Task, {row[f"{of}task_id"] for row in later}) if later else {}
    for row in later:
        for version in held[row[f"{of}task_id"]]:
            if version.is_alive_on(row[f"{of}period__data_to"]):
                for name in ("code", "short_title"):
                    row[f"{of}task__{name}"] = version.words[name]
    for row in rows:
        if time := row[f"{of}occurrence"]:
            row[f"{of}task__short_title"] = titled(row[f"{of}task__short_title"], time)


def task_called(plan_id: int, code: str, day: date) -> Task | None:
    """Return the task that had the code on the day, in the words of that day."""
    before = words_on(plan_id, day)
    pk = next((pk for pk, words in before.items() if words["code"] == code), None)
    rows = Task.objects.select_related("plan").filter(plan_id=plan_id)
    named = rows.filter(pk=pk) if pk else rows.filter(code=code).exclude(pk__in=before)
    task: Task | None = named.first()
    if task:
        of_their_day([task], day)
    return task


def _outlives(duty: Duty) -> bool:
    return duty.schedule == Schedule.ONCE and duty.state in RUNNING


def _ends(duties: Iterable[Duty]) -> dict[int, date]:
    """Return period → its last day, asked for where it was not read along."""
    is_read = Duty._meta.get_field("period").is_cached
    found = {d.period_id: d.period.data_to if is_read(d) else None for d in duties}
    asked = [period for period, day in found.items() if day is None]
    rows = Period.objects.filter(pk__in=asked).order_by() if asked else ()
    told = dict(rows.values_list("pk", "data_to")) if rows else {}
    return {period: day or told[period] for period, day in found.items()}


def _speak(pairs: Iterable[tuple[Worded, date]]) -> None:
    later = [(r, day) for r, day in pairs if r.worded_from and r.worded_from > day]
    if not later:
        return
    held = _versions(type(later[0][0]), {row.pk for row, _ in later})
    for row, day in later:
        for version in held[row.pk]:
            if version.is_alive_on(day):
                version.put_into(row)


def _versions(kind: type[Worded], keys: set[int]) -> dict[int, list[WordVersion]]:
    """Return row → its former words, the oldest first."""
    name = NAMED_BY[kind]
    held: dict[int, list[WordVersion]] = defaultdict(list)
    rows = WordVersion.objects.filter(**{f"{name}__in": keys})
    if kind is Plan:
        rows = rows.filter(section=None, task=None, target=None)
    for version in rows.order_by("valid_to"):
        held[getattr(version, f"{name}_id")].append(version)
    return held
