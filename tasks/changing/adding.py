"""From a new row, typed in the admin or in a sheet, to a draft of a change."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

from django.db.models import QuerySet

from agencies.models import User
from tasks.changing.drafting import Edit, Wanted, draft_change, save_draft
from tasks.changing.held import columns_added, plan_waited_for
from tasks.models import Assignment, PlanChange, PlanChangeLine, Section, Task
from tasks.models.changing import SUBJECTS, PlanPart


def draft_added(
    *,
    rows: Sequence[PlanPart],
    linked: Mapping[str, Sequence[int]] = {},
    edits: Sequence[Edit] = (),
    into: PlanChange | None = None,
    actor: User,
    today: date,
    now: datetime,
) -> PlanChange:
    """Return a draft that adds the unsaved rows of one plan, beside the `edits`, with the
    day and the document that the assignments among them name, put `into` one that there
    is; `linked` are the keys of rows that one of them stands with.
    """
    wanted = [wanted_row(row, linked) for row in rows]
    plan = plan_waited_for(rows[0])
    draft = draft_change(
        edits=edits,
        more=wanted,
        plan=plan,
        into=into,
        actor=actor,
        today=today,
        now=now,
    )
    given = next((row for row in rows if isinstance(row, Assignment)), None)
    if given is None:
        return draft
    basis = {
        "basis_number": given.basis_number,
        "basis_on": given.basis_on,
        "basis_title": given.basis_note,
        "effective_on": given.valid_from or draft.effective_on,
    }
    return save_draft(change=draft, basis=basis, open_work={})


def wanted_row(row: PlanPart, linked: Mapping[str, Sequence[int]] = {}) -> Wanted:
    """Return what adds the unsaved row."""
    columns = columns_added(row) | dict(linked)
    if isinstance(row, Assignment):
        return Wanted(PlanChangeLine.Subject.ASSIGNMENT, None, columns, row.task_id)
    subject = next(word for word, kind in SUBJECTS.items() if isinstance(row, kind))
    new = _new_above(row)
    under = new.code if new else ""
    return Wanted(subject, None, columns | {"follows": _follows(row)}, under=under)


def _new_above(row: Any) -> Section | None:
    """Return the heading of the unsaved row that is not stored either."""
    name = {Section: "parent", Task: "section"}.get(type(row), "")
    above: Any = getattr(row, name) if name else None
    return above if above and above.pk is None else None


def headings_waiting() -> QuerySet[PlanChangeLine]:
    """Return the lines by which drafts add headings."""
    return PlanChangeLine.objects.filter(
        event__state=PlanChange.State.DRAFT,
        subject=PlanChangeLine.Subject.SECTION,
        act=PlanChangeLine.Act.ADD,
    )


class WaitingHeadings:
    """The headings that drafts add, unsaved, each knowing its draft (one query)."""

    def __init__(self) -> None:
        """Read the lines that wait now."""
        self.found: dict[tuple[str, str], list[Section]] = defaultdict(list)
        for line in headings_waiting().select_related("event__plan"):
            row = Section(plan=line.event.plan, code=line.after["code"])
            row.waits_in = line.event  # type: ignore[attr-defined] # read by draft_of_heading
            self.found[row.plan.code, row.code].append(row)

    def one(self, plan: str, code: str) -> Section | None:
        """Return the heading of the plan; ValueError where several drafts add it."""
        rows = self.found.get((plan, code), [])
        if len(rows) > 1:
            raise ValueError(
                f"Mục «{code}» có trong {len(rows)} dự thảo điều chỉnh: bỏ bớt, để"
                " một dự thảo bổ sung mục này."
            )
        return rows[0] if rows else None


def draft_of_heading(row: PlanPart) -> PlanChange | None:
    """Return the draft that adds what an unsaved row stands below; None where all of
    that is stored, or comes along.
    """
    above = _new_above(row)
    while above is not None:
        if draft := getattr(above, "waits_in", None):
            return cast(PlanChange, draft)
        above = _new_above(above)
    return None


def _follows(row: Any) -> int | None:
    """Return behind which row the new one stands: by its place, else at the end of its
    heading or of the plan.
    """
    rows = type(row)._default_manager.filter(plan=row.plan_id)
    if row.position:
        rows = rows.filter(position__lt=row.position)
    elif isinstance(row, Task):
        rows = rows.filter(section=row.section_id)
    found: int | None = rows.order_by("position").values_list("pk", flat=True).last()
    return found
