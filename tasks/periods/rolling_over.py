"""What the next period has otherwise than the one before it, said before one opens it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Min, Q

from agencies.models import Agency
from tasks.models import LIVE, Duty, Period, Schedule, Task
from tasks.periods.opening import of_period
from tasks.periods.owed import ask, missing

#: Who owes what, whatever the number of times: (task, agency).
_Pairs = frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Reworded:
    """A task that was called otherwise when the period before began."""

    code: str
    title: str
    since: date


@dataclass(frozen=True, slots=True)
class TaskChange:
    """A task of which another number of agencies owes something: before and after."""

    code: str
    title: str
    before: int
    after: int


@dataclass(frozen=True)
class RollOver:
    """The differences of a period from the one before."""

    before: Period
    added: tuple[TaskChange, ...]
    ended: tuple[TaskChange, ...]
    others: tuple[TaskChange, ...]
    reworded: tuple[Reworded, ...]
    joined: tuple[str, ...]
    left: tuple[str, ...]
    totals: tuple[int, int]

    @property
    def is_same(self) -> bool:
        """Return whether nothing differs."""
        tasks = self.added or self.ended or self.others or self.reworded
        return not (tasks or self.joined or self.left)


def coming_duties(period: Period, today: date) -> list[tuple[int, int]]:
    """Return (task, agency) of every duty that opening the period would create: one per
    occurrence; none outside of the plan's days.
    """
    if period.outside_plan():
        return []
    rows = ask(missing(), of_period(period, today))
    return [(task, agency) for task, agency, _ in rows]


def roll_over(
    wanted: Period,
    coming: Iterable[tuple[int, int]],
    *,
    periods: Iterable[Period],
    tasks: Iterable[Task],
) -> RollOver | None:
    """Return how the period with its coming duties differs from the last one of its kind
    among the plan's, as that was opened; None for the first. What is done once is left
    out: it is carried along. Three queries.
    """
    earlier = [
        each
        for each in periods
        if each.kind == wanted.kind and each.data_to < wanted.data_from
    ]
    if not earlier:
        return None
    before = max(earlier, key=lambda each: each.data_to)
    rows = [task for task in tasks if task.behaviour != Schedule.ONCE]
    keys = {task.pk for task in rows}
    was = _of(_opened(before), keys)
    now = _of(_held(wanted) | frozenset(coming), keys)
    changes = _changes(rows, was, now)
    joined, left = (
        {a for _, a in x} - {a for _, a in y} for x, y in ((now, was), (was, now))
    )
    names = _names(joined | left)
    return RollOver(
        before=before,
        added=tuple(each for each in changes if not each.before),
        ended=tuple(each for each in changes if not each.after),
        others=tuple(each for each in changes if each.before and each.after),
        reworded=tuple(
            Reworded(task.code, task.short_title, task.worded_from)
            for task in rows
            if task.worded_from and task.worded_from > before.data_from
        ),
        joined=tuple(name for pk, name in names if pk in joined),
        left=tuple(name for pk, name in names if pk in left),
        totals=(len(was), len(now)),
    )


def _of(pairs: _Pairs, tasks: set[int]) -> _Pairs:
    return frozenset(pair for pair in pairs if pair[0] in tasks)


def _opened(period: Period) -> _Pairs:
    """Return who owed what when the period began, whatever became of it: without what
    was opened, or came from another agency, in its course.
    """
    rows = period.duties.filter(carried_from=None).order_by()
    first = rows.values("period").annotate(day=Min("opened_on"))
    there = Q(agency__valid_from=None) | Q(agency__valid_from__lte=F("opened_on"))
    found = rows.filter(there, opened_on=first.values("day")[:1])
    return frozenset(found.values_list("task_id", "agency_id"))


def _held(period: Period) -> _Pairs:
    """Return who has live duties in the period."""
    if period._state.adding:
        return frozenset()
    rows = Duty.objects.filter(period=period, state__in=LIVE).order_by()
    return frozenset(rows.values_list("task_id", "agency_id"))


def _changes(rows: list[Task], was: _Pairs, now: _Pairs) -> list[TaskChange]:
    """Return the tasks that another number of agencies owes."""
    then, next_ = (Counter(task for task, _ in pairs) for pairs in (was, now))
    return [
        TaskChange(task.code, task.short_title, then[task.pk], next_[task.pk])
        for task in rows
        if then[task.pk] != next_[task.pk]
    ]


def _names(agencies: set[int]) -> list[tuple[int, str]]:
    """Return key and name in the official order."""
    found = Agency.objects.filter(pk__in=agencies).order_by("sort_key", "pk")
    return list(found.values_list("pk", "short_name")) if agencies else []
