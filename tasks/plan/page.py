"""«Theo dõi kế hoạch»: the document clause by clause, with its live standing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count

from agencies.models import User
from tasks.duties.listing import NOT_OWED
from tasks.duties.past_words import of_their_day
from tasks.duties.shown import PeriodDuties
from tasks.models import Assignment, Duty, Period, Plan, Section, Target, Task
from tasks.models.status import CARRIED_OUT, LATE, Standing


@dataclass
class Margin:
    """What stands beside a clause: own duties, or counts by standing."""

    counts: dict[Standing, int] = field(default_factory=dict)
    own: list[tuple[Any, Standing]] = field(default_factory=list)

    @property
    def owed(self) -> int:
        """Return how many units owe it."""
        return sum(n for s, n in self.counts.items() if s not in NOT_OWED)

    @property
    def done(self) -> int:
        """Return how many carried it out."""
        return sum(self.counts.get(standing, 0) for standing in CARRIED_OUT)

    @property
    def late(self) -> int:
        """Return how many are late."""
        return sum(self.counts.get(standing, 0) for standing in LATE)

    @property
    def rows(self) -> list[tuple[Standing, int]]:
        """Return the counts in the order of the standings."""
        return [(s, self.counts[s]) for s in Standing if self.counts.get(s)]


@dataclass
class Clause:
    """A task with its assignments and what stands in the margin."""

    task: Task
    letter: str
    binding: list[Assignment]
    proposals: list[Assignment]
    margin: Margin
    targets: list[Target] = field(default_factory=list)


@dataclass
class Heading:
    """A heading with its clauses; the first of the document stands open."""

    section: Section
    number: str
    clauses: list[Clause] = field(default_factory=list)
    is_open: bool = False

    @property
    def anchor(self) -> str:
        """Return the heading's id; a task or part of the same code keeps the plain one."""
        codes = {clause.task.code for clause in self.clauses}
        codes |= set() if self.number else {self.section.code}
        return (
            f"muc-{self.section.code}"
            if self.section.code in codes
            else self.section.code
        )


@dataclass
class Part:
    """A part of the document, whatever its code: headings, targets stated in it."""

    code: str
    title: str
    headings: list[Heading] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)


@dataclass
class PlanDocument:
    """The whole plan as the page shows it; `targets` are those of no part."""

    plan: Plan
    parts: dict[str, Part]
    targets: list[Target]
    sees_all: bool

    @property
    def aims(self) -> str:
        """Return the number of purposes and requirements: «I.» unless a part has it."""
        return "" if "I" in self.parts else "I. "


def document_of(
    plan: Plan,
    period: Period | None,
    user: User,
    today: date,
    *,
    sees_all: bool,
    as_of: date | None = None,
) -> PlanDocument:
    """Return the document with its margins, in a fixed number of queries."""
    margins = _margins(period, user, today, sees_all=sees_all, as_of=as_of)
    day = as_of or today
    clauses = _clauses(plan, margins, period.words_day(day) if period else day)
    parts = _parts(list(plan.sections.all()), clauses)
    apart: list[Target] = []
    for target in plan.targets.prefetch_related("tasks", "measures"):
        part = parts.get(target.code.split(".")[0])
        (part.targets if part else apart).append(target)
    return PlanDocument(plan=plan, parts=parts, targets=apart, sees_all=sees_all)


def _parts(
    sections: list[Section], clauses: dict[str, list[Clause]]
) -> dict[str, Part]:
    """Return the parts in the document's order: headings without a parent, or what their
    codes begin with.
    """
    above = {section.pk: section for section in sections}
    parts: dict[str, Part] = {}
    for section in sections:
        top = section
        while top.parent_id:
            top = above[top.parent_id]
        code = top.code.split(".")[0]
        part = parts.setdefault(code, Part(code, ""))
        if section.code == code:
            part.title = section.title
        if section.code in clauses:
            number = section.code.removeprefix(code).lstrip(".")
            part.headings.append(Heading(section, number, clauses[section.code]))
    first = next((part.headings[0] for part in parts.values() if part.headings), None)
    if first:
        first.is_open = True
    return parts


def _clauses(
    plan: Plan, margins: dict[int, Margin], today: date
) -> dict[str, list[Clause]]:
    """Return section code → its clauses, in the plan's order."""
    given: dict[int, list[Assignment]] = defaultdict(list)
    rows = Assignment.objects.filter(task__plan=plan).alive_on(today)
    for row in rows.select_related("agency", "group").order_by("task__position", "pk"):
        given[row.task_id].append(row)
    found: dict[str, list[Clause]] = defaultdict(list)
    tasks = plan.tasks.select_related("section").prefetch_related("targets")
    rows_of_plan = list(tasks.order_by("position"))
    of_their_day(rows_of_plan, today)
    for task in rows_of_plan:
        found[task.section.code].append(_clause(task, given[task.pk], margins))
    return found


def _clause(
    task: Task, given: Iterable[Assignment], margins: dict[int, Margin]
) -> Clause:
    rest = task.code.removeprefix(task.section.code).strip(".")
    return Clause(
        task=task,
        letter=f"{rest})" if rest.isalpha() else "",
        binding=[row for row in given if not row.awaits_basis],
        proposals=[row for row in given if row.awaits_basis],
        margin=margins.get(task.pk, Margin()),
        targets=list(task.targets.all()),
    )


def _margins(
    period: Period | None,
    user: User,
    today: date,
    *,
    sees_all: bool,
    as_of: date | None,
) -> dict[int, Margin]:
    """Return task → margin: counts for who sees the province, else own duties."""
    found: dict[int, Margin] = defaultdict(Margin)
    if period is None:
        return found
    rows = PeriodDuties(period, today, as_of).rows()
    if sees_all:
        counted = rows.filter(is_requested=False).order_by()
        for task_id, word, number in counted.values_list(
            "task_id", "standing"
        ).annotate(number=Count("*")):
            found[task_id].counts[Standing(word)] = number
        return found
    own: Iterable[Duty] = rows.visible_to(user, today=today).select_related("agency")
    for duty in own.order_by("agency__sort_key", "pk"):  # type: ignore[attr-defined]
        found[duty.task_id].own.append((duty, Standing(duty.standing)))
    return found
