"""A draft that replaces a plan: heirs are proposed for every row, a person corrects."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from agencies.models import User
from kehoach.lib.text import fitted
from tasks.changing.applying import lock_change
from tasks.changing.drafting import require_draft
from tasks.changing.proposing import heir_rows, proposed_heirs
from tasks.duties.errors import InvalidInput
from tasks.duties.locks import hold_row
from tasks.models import Plan, PlanChange, PlanChangeLine
from tasks.models.changing import INHERITED

_HEIR = PlanChangeLine.Act.HEIR


class Chosen(NamedTuple):
    """What a person chose for a row: its heir, what becomes of open work, why it ends."""

    heir: int | None
    work: str = PlanChangeLine.OpenWork.MOVE
    reason: str = ""


@transaction.atomic
def draft_replacement(
    *, plan: Plan, successor: Plan, actor: User, today: date, now: datetime
) -> PlanChange:
    """Return a draft by which the successor takes the plan's place, with a heir proposed
    for each row; the draft that there is for both is gone on with.

    Raises InvalidInput for a plan that cannot be replaced, or not by this one.
    """
    if plan == successor:
        message = "Chọn một kế hoạch khác thay thế kế hoạch này."
        raise InvalidInput(message, field="successor")
    plan = hold_row(Plan.objects, plan.pk)
    drafts = plan.changes.filter(state=PlanChange.State.DRAFT, successor=successor)
    if there := drafts.first():
        return there
    begins = successor.begins_on
    draft = PlanChange.objects.create(
        plan=plan,
        successor=successor,
        created_by=actor,
        created_at=now,
        effective_on=begins or today,
        basis_number=_number(successor) if successor.number else "",
        basis_on=successor.issued_on,
        basis_title=successor.title[:300],
    )
    complete_lines(draft)
    return draft


def _number(successor: Plan) -> str:
    """Return what the document is called, as long as its column holds."""
    most = PlanChange._meta.get_field("basis_number").max_length or 0
    words, kind = "{kind} số {number}", successor.kind.capitalize()
    return fitted(words, most, kind=kind, number=successor.number)


@transaction.atomic
def complete_lines(change: PlanChange) -> int:
    """Add the lines that are missing, with what is proposed; return how many."""
    new = change.successor
    if new is None:
        return 0
    held = {
        (line.subject, getattr(line, f"{line.subject}_id"))
        for line in change.lines.all()
    }
    found = proposed_heirs(change.plan, new)
    lines = [
        PlanChangeLine(
            event=change,
            subject=kind,
            act=_HEIR,
            after={"replaced_by_id": proposed.heir},
            **{f"{kind}_id": pk},
        )
        for kind, rows in found.items()
        for pk, proposed in rows.items()
        if (kind, pk) not in held
    ]
    PlanChangeLine.objects.bulk_create(lines)
    return len(lines)


@transaction.atomic
def save_heirs(*, change: PlanChange, chosen: Mapping[int, Chosen]) -> None:
    """Keep what was chosen for the lines, and add those that are missing.

    Raises InvalidInput once the draft was applied, and for a row of another plan.
    """
    row = lock_change(change)
    require_draft(row)
    lines = list(row.lines.filter(pk__in=chosen))
    offered = {kind: _offered(kind, row) for kind in INHERITED}
    for line in lines:
        said = chosen[line.pk]
        if said.heir and said.heir not in offered[line.subject]:
            message = "Dòng thay thế phải thuộc kế hoạch mới."
            raise InvalidInput(message)
        line.after = {"replaced_by_id": said.heir}
        line.open_work, line.reason = said.work, said.reason
    PlanChangeLine.objects.bulk_update(lines, ["after", "open_work", "reason"])
    complete_lines(row)


def _offered(kind: str, change: PlanChange) -> set[int]:
    plan = change.successor
    rows: Iterable[PlanChangeLine] = heir_rows(kind, plan) if plan else ()
    return {each.pk for each in rows}
