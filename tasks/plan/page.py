"""«Theo dõi kế hoạch»: the document clause by clause, with its live standing."""

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F

from agencies.models import User
from agencies.models.dated import alive_on
from tasks.duties.past_words import of_their_day
from tasks.models import Assignment, Period, Plan, PlanChange, Section, Target, Task
from tasks.plan.margins import Margin, margins_of
from tasks.plan.page_history import (
    Amended,
    Histories,
    amending_documents,
    changes_around,
    histories_of,
)


@dataclass
class Clause:
    """A task with its assignments and what stands in the margin."""

    task: Task
    letter: str
    binding: list[Assignment]
    proposals: list[Assignment]
    margin: Margin
    targets: list[Target] = field(default_factory=list)
    history: list[Amended] = field(default_factory=list)
    ended: bool = False
    talk: Any = None


@dataclass
class Heading:
    """A heading with its clauses; the first of the document stands open."""

    section: Section
    number: str
    clauses: list[Clause] = field(default_factory=list)
    history: list[Amended] = field(default_factory=list)
    is_open: bool = False
    talk: Any = None

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
    section: Section | None = None
    headings: list[Heading] = field(default_factory=list)
    targets: list["StatedTarget"] = field(default_factory=list)


@dataclass
class StatedTarget:
    """A target with its amendments, the tasks that serve it (none for one that the page
    does not show), and the code and short title of its measures.
    """

    target: Target
    history: list[Amended]
    talk: Any = None
    served_by: dict[int, Task | None] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)

    @property
    def tasks(self) -> list[Task]:
        """Return the tasks that serve it, in the order of the document."""
        return [task for task in self.served_by.values() if task]


@dataclass
class PlanDocument:
    """The whole plan as the page shows it; `targets` are those of no part."""

    plan: Plan
    parts: dict[str, Part]
    targets: list[StatedTarget]
    sees_all: bool
    history: list[Amended]
    amended_by: list[tuple[str, date]]
    replaces: list[PlanChange] = field(default_factory=list)

    @property
    def headings(self) -> list[Heading]:
        """Return the headings of all parts."""
        return [heading for part in self.parts.values() for heading in part.headings]

    @property
    def clauses(self) -> list[Clause]:
        """Return the clauses of all headings."""
        return [clause for heading in self.headings for clause in heading.clauses]

    @property
    def stated(self) -> list[StatedTarget]:
        """Return the targets, wherever they are stated."""
        inside = [each for part in self.parts.values() for each in part.targets]
        return [*self.targets, *inside]

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
    """Return the document with its margins, in a fixed number of queries; in the words
    of the day, or of its period's last day where that is over.
    """
    margins = margins_of(period, user, today, sees_all=sees_all, as_of=as_of)
    day = as_of or today
    day = period.words_day(day) if period else day
    spoken, sections = copy(plan), list(plan.sections.all())
    of_their_day([spoken], day)
    of_their_day(sections, day)
    around = changes_around(plan)
    histories = histories_of(plan, around, day)
    clauses = _clauses(plan, sections, margins, histories, day)
    parts = _parts(sections, clauses, histories, plan.is_draft)
    apart: list[StatedTarget] = []
    targets = _targets(plan, histories, day)
    _serve(targets, clauses)
    for target in targets:
        part = parts.get(target.target.code.split(".")[0])
        (part.targets if part else apart).append(target)
    return PlanDocument(
        plan=spoken,
        parts=parts,
        targets=apart,
        sees_all=sees_all,
        history=histories.get(("plan", plan.pk), []),
        amended_by=amending_documents(histories),
        replaces=[each for each in around if each.successor_id == plan.pk],
    )


def _targets(plan: Plan, histories: Histories, day: date) -> list[StatedTarget]:
    """Return the targets that stand on the day, with what hangs on them (one query)."""
    joined = plan.targets.filter(alive_on(day)).annotate(
        serves=F("tasks"),
        measure=F("measures__code"),
        measured=F("measures__short_title"),
    )
    found: dict[int, StatedTarget] = {}
    ordered = ("position", "pk", "tasks__position", "measures__position")
    for row in joined.order_by(*ordered):
        own = histories.get(("target", row.pk), [])
        stated = found.setdefault(row.pk, StatedTarget(row, own))
        if row.serves:
            stated.served_by[row.serves] = None
        if row.measure:
            stated.measures[row.measure] = row.measured
    of_their_day([stated.target for stated in found.values()], day)
    return list(found.values())


def _serve(targets: list[StatedTarget], clauses: dict[int, list[Clause]]) -> None:
    """Let targets and clauses name one another, in the words of the page's day."""
    shown = {clause.task.pk: clause for rows in clauses.values() for clause in rows}
    for stated in targets:
        for pk in stated.served_by.keys() & shown.keys():
            stated.served_by[pk] = shown[pk].task
            shown[pk].targets.append(stated.target)


def _parts(
    sections: list[Section],
    clauses: dict[int, list[Clause]],
    histories: Histories,
    is_draft: bool,
) -> dict[str, Part]:
    """Return the parts in the document's order: headings without a parent, or what their
    codes begin with; of a draft those as well under which nothing stands yet.
    """
    above = {section.pk: section for section in sections}
    shown = set(clauses)
    if is_draft:
        shown |= above.keys() - {section.parent_id for section in sections}
    parts: dict[str, Part] = {}
    for section in sections:
        top = section
        while top.parent_id:
            top = above[top.parent_id]
        code = top.code.split(".")[0]
        part = parts.setdefault(code, Part(code, ""))
        if section.code == code:
            part.title, part.section = section.title, section
        if section.pk in shown:
            number = section.code.removeprefix(code).lstrip(".")
            own = histories.get(("section", section.pk), [])
            part.headings.append(
                Heading(section, number, clauses.get(section.pk, []), own)
            )
    first = next((part.headings[0] for part in parts.values() if part.headings), None)
    if first:
        first.is_open = True
    return parts


def _clauses(
    plan: Plan,
    sections: list[Section],
    margins: dict[int, Margin],
    histories: Histories,
    today: date,
) -> dict[int, list[Clause]]:
    """Return section → its clauses, in the plan's order; those that were repealed by
    then are marked.
    """
    given: dict[int, list[Assignment]] = defaultdict(list)
    rows = Assignment.objects.filter(task__plan=plan).alive_on(today)
    for row in rows.select_related("agency", "group").order_by("task__position", "pk"):
        given[row.task_id].append(row)
    found: dict[int, list[Clause]] = defaultdict(list)
    tasks = plan.tasks.exclude(valid_from__gt=today)
    rows_of_plan = list(tasks.order_by("position"))
    of_their_day(rows_of_plan, today)
    headings = {section.pk: section for section in sections}
    for task in rows_of_plan:
        task.section = headings[task.section_id]
        clause = _clause(task, given[task.pk], margins)
        clause.history = histories.get(("task", task.pk), [])
        clause.ended = not task.is_alive_on(today)
        found[task.section_id].append(clause)
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
    )
