"""Times of tasks that recur, told before they begin: no duty yet, a day to count with.

Who owes a task now is taken to owe its later times of the period as long as the
assignment, the task and the plan last.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.urls import reverse

from kehoach.lib.dates import format_date
from tasks.models import LIVE, Duty, Period, Task
from tasks.models.occurrences import Occurrence
from tasks.pages.calendar_duties import CODES
from tasks.pages.happening import Happening, happening
from tasks.periods.occurring import YearCut, occurring


class OwingTask(NamedTuple):
    """Who owes a task that recurs in a period: one agency, or so many of them."""

    period_id: int
    task_id: int
    until: date | None
    code: str
    name: str
    number: int


def any_times() -> bool:
    """Return whether anything recurs inside an open period: who asks twice asks first."""
    rows = Duty.objects.filter(occurs_from__isnull=False)
    return rows.filter(period__state=Period.State.OPEN).exists()


def coming_times(
    rows: QuerySet[Duty], first: date, last: date, today: date, *, whole: bool
) -> Iterator[Happening]:
    """Yield the days of the times that have not begun on `today`, of who owes the task
    among the rows: each agency's by name, the province in counts (five queries).
    """
    owing = list(_owing(rows, whole=whole))
    if not owing:
        return
    periods = Period.objects.select_related("plan").in_bulk(
        {o.period_id for o in owing}
    )
    tasks = Task.objects.in_bulk({each.task_id for each in owing})
    cuts = YearCut.of(tasks.values(), periods.values())
    several = len({period.plan_id for period in periods.values()}) > 1
    found: dict[tuple[date, int, str], list[tuple[Task, Occurrence, OwingTask]]]
    found = defaultdict(list)
    for each in owing:
        task, period = tasks[each.task_id], periods[each.period_id]
        for time in occurring(task, period, cuts[period.pk]):
            day = time.due_on
            if day and first <= day <= last and _comes(time, task, period, each, today):
                found[day, period.pk, each.code].append((task, time, each))
    for (day, pk, code), times in found.items():
        yield _told(day, periods[pk], code, times, several=several)


def _owing(rows: QuerySet[Duty], *, whole: bool) -> Iterator[OwingTask]:
    """Yield who owes: whose newest time of the task is still owed or was answered."""
    later = Duty.objects.filter(
        task=OuterRef("task"),
        agency=OuterRef("agency"),
        period=OuterRef("period"),
        occurs_from__gt=OuterRef("occurs_from"),
    )
    newest = rows.filter(
        ~Exists(later),
        period__state=Period.State.OPEN,
        occurs_from__isnull=False,
        state__in=LIVE,
    ).order_by()
    of_agency = () if whole else ("agency__code", "agency__short_name")
    named = ("period_id", "task_id", "assignment__valid_to", *of_agency)
    counted = newest.values_list(*named).annotate(number=Count("*"))
    for period, task, until, *agency, number in counted.order_by(*named):
        code, name = agency or ("", "")
        yield OwingTask(period, task, until, code, name, number)


def _comes(
    time: Occurrence, task: Task, period: Period, owing: OwingTask, today: date
) -> bool:
    """Return whether the time is still to begin, and will."""
    begins = time.occurs_from
    if begins is None or begins <= today:
        return False
    lasts = (owing.until, task.valid_to, period.plan.ends_on)
    return all(end is None or end >= begins for end in lasts)


def _told(
    day: date,
    period: Period,
    code: str,
    times: list[tuple[Task, Occurrence, OwingTask]],
    *,
    several: bool,
) -> Happening:
    """Return one day's times of one agency, or of the province, as one event."""
    plan = period.plan
    numbers: dict[tuple[int, str, str], int] = defaultdict(int)
    for task, time, owing in times:
        words = f"{task.code} {task.short_title} – {time.label}"
        begins = format_date(time.occurs_from) if time.occurs_from else ""
        numbers[task.position, words, begins] += owing.number
    page = reverse("tasks:plan", args=[plan.code])
    return happening(
        "chua-den-ky",
        day,
        said=_said([(task.code, time.label) for task, time, _ in times], code)
        + (f" ({plan})" if several else ""),
        who=times[0][2].name,
        address=f"{page}?ky={period.key}",
        uid=f"chua-den-ky-{day:%Y%m%d}-{code or 'tinh'}-{period.key}-{plan.code}",
        names=tuple(
            f"{words}{'' if code else f' · {number} đơn vị'}, mở từ {begins}"
            for (_, words, begins), number in sorted(numbers.items())
        ),
    )


def _said(times: list[tuple[str, str]], agency: str) -> str:
    """Return «III.1.a Quý III/2026, …» of one agency, of the province how many tasks."""
    if not agency:
        return f"{len({code for code, _ in times})} nhiệm vụ"
    named = ", ".join(f"{code} {label}" for code, label in times[:CODES])
    more = len(times) - CODES
    return f"{named} và {more} việc khác" if more > 0 else named
