"""A figure is asked alike by all tasks that ask it.

Each time of a task that recurs in the period answers for itself, and the times add up to
the period's answer: a task with other times, or that asks once, would type over it. A
draft is told before it is published; a plan at work never comes to that.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from tasks.models import Period, PlanState, Recurrence, TaskFigure
from tasks.models.occurrences import CUTS

#: Kinds of which each time answers its figures for itself.
BY_TIME = (*CUTS, Recurrence.DAYS)
#: How a task recurs, as far as its answers are told apart: its kind, its days in a year.
TimesAsked = tuple[str, str]


class AskedBy(NamedTuple):
    """One task that asks a figure: the figure's key and words, the task's code."""

    key: int | None
    figure: str
    task: str
    times: TimesAsked


def asked_at_odds(asked: Iterable[AskedBy]) -> list[str]:
    """Return a sentence for each figure that tasks of different times ask."""
    found: dict[tuple[int | None, str], dict[TimesAsked, str]] = {}
    for key, figure, task, times in asked:
        alike = times if times[0] in BY_TIME else ("", "")
        found.setdefault((key, figure), {}).setdefault(alike, task)
    return [
        f"Số liệu «{figure}» được hỏi theo từng lần và theo kỳ khác nhau ở"
        f" {', '.join(codes.values())}: để một nhiệm vụ hỏi, hoặc tách thành hai số liệu."
        for (_, figure), codes in found.items()
        if len(codes) > 1
    ]


def links_at_odds(
    links: QuerySet[TaskFigure], becoming: Mapping[int, TimesAsked] = {}
) -> list[str]:
    """Return the same of stored links whose tasks still ask (one query); `becoming` are
    tasks that are about to recur otherwise.
    """
    links = links.exclude(asks_no_more("task__"))
    columns = ("figure", "figure__label", "task__code", "task", "task__schedule")
    rows = links.order_by("figure__position", "figure", "pk")
    return asked_at_odds(
        AskedBy(key, figure, code, becoming.get(task, (schedule, days)))
        for key, figure, code, task, schedule, days in rows.values_list(
            *columns, "task__year_days"
        )
    )


def asks_no_more(path: str = "") -> Q:
    """Return the condition that a task ended and that each period which it stood in is
    closed: what it was answered is told already. `path` leads to the task.
    """
    periods = Period.objects.filter(plan=OuterRef(f"{path}plan"))
    stood = periods.filter(data_from__lte=OuterRef(f"{path}valid_to"))
    is_open = stood.exclude(state=Period.State.CLOSED)
    closed = stood.filter(data_to__gte=OuterRef(f"{path}valid_to"))
    return Q(Exists(closed), ~Exists(is_open), **{f"{path}valid_to__isnull": False})


def tasks_at_odds(becoming: Mapping[int, TimesAsked]) -> list[str]:
    """Return why tasks of plans at work cannot recur so, by the figures that they share
    with others; at most one query, drafts are left to their check.
    """
    if not becoming:
        return []
    published = TaskFigure.objects.exclude(task__plan__state=PlanState.DRAFT)
    shared = published.filter(figure__task_figures__task__in=list(becoming))
    return links_at_odds(shared.distinct(), becoming)
