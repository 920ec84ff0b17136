"""A package read again on a plan that agencies work on: what it says otherwise becomes a
draft of a change, and nothing of it is written.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from agencies.models import Agency, User
from tasks.changing import draft_change
from tasks.changing.drafting import Edit, Wanted
from tasks.changing.held import HELD, has_duties
from tasks.models import Assignment, Plan, PlanChange, Task, WordVersion
from tasks.models.plan import Worded
from tasks.models.words import NAMED_BY, WORDS
from tasks.plan.loading_assignments import GIVEN, GIVEN_MORE, WHO, receivers
from tasks.plan.loading_measures import THRESHOLD, threshold_in
from tasks.plan.packages import PackageRow, read_package

#: Columns of rows that a package says, by the names of both.
_TASK = tuple(name for name in WORDS[Task] if name not in ("section_id", "code"))
_TARGET = ("text", "short_title", *THRESHOLD)


def differing_rows(plan: Plan, folder: Path) -> tuple[list[Edit], list[Wanted]]:
    """Return what the package says of rows otherwise than today and than ever before,
    and the tasks, targets and assignments that it has and the plan does not; nothing of
    a plan on which nobody works.
    """
    if not has_duties(plan):
        return [], []
    whole = read_package(folder, "plan.yaml")
    for row in whole.get("targets", ()):
        row.update(threshold_in(row))
    tasks = {task.code: task for task in plan.tasks.select_related("section")}
    edits = [
        *_plan_edits(plan, whole),
        *_edits(whole["sections"], plan.sections.all(), ("title",)),
        *_edits(whole["tasks"], tasks.values(), _TASK),
        *_edits(whole.get("targets", ()), plan.targets.all(), _TARGET),
    ]
    return edits, [*_new_rows(plan, whole, tasks), *_new_given(whole, tasks)]


def draft_from_package(
    *, plan: Plan, folder: Path, actor: User, today: date, now: datetime
) -> PlanChange | None:
    """Return a draft of what the package says otherwise; None when nothing differs."""
    edits, more = differing_rows(plan, folder)
    if not (edits or more):
        return None
    return draft_change(
        edits=edits, more=more, plan=plan.pk, actor=actor, today=today, now=now
    )


def held_back(plan: Plan, whole: PackageRow) -> set[str]:
    """Take out of the package what has to wait for a document: tasks, targets and
    assignments that the plan has not, and what names them; return the codes of both.
    """
    known = set(plan.tasks.values_list("code", flat=True))
    new = {row["code"] for row in whole["tasks"]} - known
    whole["tasks"] = [row for row in whole["tasks"] if row["code"] in known]
    targets = set(plan.targets.values_list("code", flat=True))
    new |= {row["code"] for row in whole.get("targets", ())} - targets
    whole["targets"] = [r for r in whole.get("targets", ()) if r["code"] in targets]
    whole["figure_deadlines"] = [
        row for row in whole.get("figure_deadlines", ()) if row["task"] in known
    ]
    for row in (*whole["tasks"], *whole["targets"]):
        for name in ("fed_by", "tasks"):
            if name in row:
                row[name] = [code for code in row[name] if code in known]
        if row.get("yields_to", "") in new:
            del row["yields_to"]
    for row in whole["tasks"]:
        kept = {_given_key(given) for given in _missing(plan, row)}
        row["given"] = [g for g in row.get("given", ()) if _given_key(g) not in kept]
        names = {given["to"] for given in row["given"]}
        row["proposed"] = [
            p for p in row.get("proposed", ()) if p["instead_of"] in names
        ]
    return new


def _plan_edits(plan: Plan, whole: PackageRow) -> Iterator[Edit]:
    said = {name: whole[name] for name in HELD[Plan] if name in whole}
    if columns := _otherwise(plan, said):
        kept = {
            n: v for n, v in columns.items() if getattr(plan, n) not in (None, "", [])
        }
        if kept:
            yield plan, kept


def _edits(rows: Sequence[PackageRow], stored: Any, names: Sequence[str]) -> list[Edit]:
    """Return the stored rows with the columns that the package says otherwise."""
    by_code = {row.code: row for row in stored}
    found: list[Edit] = []
    for each in rows:
        row = by_code.get(each["code"])
        said = {name: each[name] for name in names if name in each}
        if row is not None and (columns := _otherwise(row, said)):
            found.append((row, columns))
    return found


def _otherwise(row: Worded, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns that are others; none that a version of the row had: a change
    has replaced that since.
    """
    columns = {n: value for n, value in said.items() if getattr(row, n) != value}
    if not columns or row.worded_from is None:
        return columns
    named: dict[str, Any] = {NAMED_BY[type(row)]: row}
    if isinstance(row, Plan):
        named |= {"section": None, "task": None, "target": None}
    for version in WordVersion.objects.filter(**named):
        version.put_into(row)
        columns = {n: value for n, value in columns.items() if getattr(row, n) != value}
    row.refresh_from_db()
    return columns


def _new_rows(
    plan: Plan, whole: PackageRow, tasks: Mapping[str, Task]
) -> Iterator[Wanted]:
    """Yield the tasks, each behind the one that the package puts before it, and the
    targets that the plan has not.
    """
    sections = dict(plan.sections.values_list("code", "pk"))
    known, before = receivers(), None
    for row in whole["tasks"]:
        if task := tasks.get(row["code"]):
            before = task.pk
            continue
        columns = {name: row[name] for name in ("code", *_TASK) if name in row}
        columns["section_id"] = row.named(row["section"], sections, "«sections»")
        columns["follows"] = before
        columns["given"] = [
            _columns(given, known) for given in row.rows("given", GIVEN, GIVEN_MORE)
        ]
        yield Wanted("task", None, columns)
    targets = set(plan.targets.values_list("code", flat=True))
    for row in whole.get("targets", ()):
        if row["code"] not in targets:
            said = {name: row[name] for name in ("code", *_TARGET) if name in row}
            yield Wanted("target", None, said)


def _new_given(whole: PackageRow, tasks: Mapping[str, Task]) -> Iterator[Wanted]:
    """Yield to whom the package gives tasks of the plan beside those that have them."""
    known = receivers()
    for row in whole["tasks"]:
        if task := tasks.get(row["code"]):
            for given in _missing(task.plan, row):
                yield Wanted("assignment", None, _columns(given, known), task.pk)


def _missing(plan: Plan, row: PackageRow) -> list[PackageRow]:
    """Return to whom the package gives the task and who never had it."""
    had = set()
    rows = Assignment.objects.filter(task__plan=plan, task__code=row["code"])
    for agency, group, role in rows.values_list("agency__code", "group__code", "role"):
        had.add((agency or group, role))
    given = row.rows("given", GIVEN, GIVEN_MORE)
    return [each for each in given if _given_key(each) not in had]


def _given_key(given: Mapping[str, Any]) -> tuple[str, str]:
    return given["to"], given["role"]


def _columns(given: PackageRow, known: Mapping[str, Any]) -> dict[str, Any]:
    who = given.one_of("to", known, WHO)
    is_agency = isinstance(who, Agency)
    return {
        "agency_id": who.pk if is_agency else None,
        "group_id": None if is_agency else who.pk,
        "role": given.chosen("role", Assignment.Role.values),
        "mode": given.chosen("mode", Assignment.Mode.values),
        "is_main": given.get("is_main", False),
        "wording": given.get("wording", ""),
    }
