"""Clauses of the plan that were changed during the period, as dated sentences.

A change with its document takes effect on a day; what it did to assignments and words
is said below the results of the part of the plan that it touches.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from agencies.models import Agency, AgencyGroup
from kehoach.lib.dates import format_date
from reporting.counting.tasks import TaskCount
from reporting.facts.judging_words import listed, title_in_sentence
from tasks.models import Period, PlanChange, PlanChangeLine, WordVersion

#: Columns of a task → what of the clause is another one since.
_PARTS = {
    "code": "mã",
    "text": "nội dung",
    "short_title": "nội dung",
    "section_id": "vị trí trong Kế hoạch",
    "schedule": "thời gian thực hiện",
    "schedule_text": "thời gian thực hiện",
    "due_on": "thời gian thực hiện",
    "role_label": "cơ quan thực hiện",
    "assignee_text": "cơ quan thực hiện",
    "coordinating_text": "cơ quan phối hợp",
}


class Changed(NamedTuple):
    """What a change did to one clause: since when, by which document, what; `after`
    stands behind the name of the clause.
    """

    task: int
    since: str
    what: str
    after: str = ""


def changes_of(period: Period) -> tuple[Changed, ...]:
    """Return what took effect in the period, the oldest first; three queries at most."""
    rows = PlanChangeLine.objects.filter(
        event__plan=period.plan_id,
        event__state=PlanChange.State.APPLIED,
        event__effective_on__range=(period.data_from, period.data_to),
    ).select_related("event", "assignment__agency", "assignment__group")
    rows = rows.exclude(act=PlanChangeLine.Act.HEIR)
    lines = list(rows.order_by("event__effective_on", "event_id", "pk"))
    if not lines:
        return ()
    names, before = _names(lines), _before(lines)
    return tuple(
        Changed(line.task_id, _since(line.event), *said)
        for line in lines
        if line.task_id and (said := _said(line, names, before))
    )


def change_lines(
    changes: Iterable[Changed], counts: Iterable[TaskCount], noun: str
) -> tuple[str, ...]:
    """Return one sentence for each document and day on these clauses: what is done to
    several of them in the same way is said once.
    """
    tasks = {count.task.pk: count.task for count in counts}
    own = [each for each in changes if each.task in tasks]
    found = []
    for since, group in groupby(own, key=lambda each: each.since):
        by_what: dict[str, list[str]] = {}
        for each in group:
            task = tasks[each.task]
            name = f"{task.code} ({title_in_sentence(task.short_title)}){each.after}"
            by_what.setdefault(each.what, []).append(name)
        acts = [f"{what} {noun} {listed(named)}" for what, named in by_what.items()]
        found.append(f"{since}, {'; '.join(acts)}.")
    return tuple(found)


def _since(change: PlanChange) -> str:
    basis = change.basis
    basis = f"Văn bản số {basis}" if basis[:1].isdigit() else basis
    return f"Từ ngày {format_date(change.effective_on)}, theo {basis}"


def _names(lines: Iterable[PlanChangeLine]) -> dict[tuple[str, int], str]:
    """Return (column, key) → name of who is named by the lines."""
    after = [line.after for line in lines if line.assignment_id]
    found: dict[tuple[str, int], str] = {}
    models: tuple[tuple[str, Any], ...] = (
        ("agency_id", Agency),
        ("group_id", AgencyGroup),
    )
    for column, model in models:
        keys = {each[column] for each in after if each.get(column)}
        rows = model.objects.filter(pk__in=keys).order_by() if keys else ()
        found |= {(column, row.pk): row.name for row in rows}
    return found


def _before(lines: Iterable[PlanChangeLine]) -> dict[tuple[int, int], dict[str, Any]]:
    """Return (change, task) → the words that the change ended."""
    events = {
        line.event_id for line in lines if line.subject == PlanChangeLine.Subject.TASK
    }
    if not events:
        return {}
    rows = WordVersion.objects.filter(ended_by__in=events, task__isnull=False)
    return {(row.ended_by_id, row.task_id): row.words for row in rows if row.task_id}


def _said(
    line: PlanChangeLine,
    names: dict[tuple[str, int], str],
    before: dict[tuple[int, int], dict[str, Any]],
) -> tuple[str, str] | None:
    given = line.assignment
    if given is None or line.act == PlanChangeLine.Act.ADD:
        return _about_task(line, before.get((line.event_id, line.task_id or 0)))
    old = given.agency.name if given.agency else str(given.group)
    named = [names[key] for key in line.after.items() if key in names]
    if named:
        return f"giao {named[0]} thay {old} thực hiện", ""
    ends = line.values().get("valid_to")
    if line.act == PlanChangeLine.Act.END or (ends and ends < line.event.effective_on):
        return f"thôi giao {old} thực hiện", ""
    return f"điều chỉnh phân công của {old} tại", ""


def _about_task(
    line: PlanChangeLine, held: dict[str, Any] | None
) -> tuple[str, str] | None:
    if (
        line.subject == PlanChangeLine.Subject.TASK
        and line.act == PlanChangeLine.Act.CHANGE
    ):
        return _reworded(line, held)
    if given := line.assignment:
        return f"giao thêm {given.agency or given.group} thực hiện", ""
    return line.get_act_display().lower(), ""


def _reworded(
    line: PlanChangeLine, held: dict[str, Any] | None
) -> tuple[str, str] | None:
    parts = list(dict.fromkeys(_parts(line)))
    if not parts:
        return None
    after = [f"trước đó là {held['code']}"] if held and "code" in line.after else []
    when = line.after.get("schedule_text")
    if held and when and when != held["schedule_text"]:
        after.append(f"thời gian “{held['schedule_text']}” thành “{when}”")
    return f"điều chỉnh {listed(parts)} của", f" ({'; '.join(after)})" if after else ""


def _parts(line: PlanChangeLine) -> Iterator[str]:
    return (_PARTS[name] for name in line.after if name in _PARTS)
