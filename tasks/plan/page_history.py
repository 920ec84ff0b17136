"""What became of each row of the document since it was issued, with the documents."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from tasks.models import Plan, PlanChange, PlanChangeLine, WordVersion

#: What is said of a line that changes a row, before «từ 01/07/2026».
_DOES = {
    ("assignment", "change"): "Đổi phân công",
    ("assignment", "add"): "Giao thêm",
    ("assignment", "end"): "Thôi giao",
    ("plan", "change"): "Điều chỉnh thông tin kế hoạch",
}
#: Columns whose old words are long: shown folded, whole.
_LONG = ("text", "title")


@dataclass(frozen=True, slots=True)
class Amended:
    """One amendment of a row: since when, by which document, what, the words before."""

    since: date
    does: str
    basis: str
    title: str
    what: str
    before: str
    change: int


Histories = dict[tuple[str, int], list[Amended]]


def changes_around(plan: Plan) -> list[PlanChange]:
    """Return the changes that were applied to the plan, and those by which it took the
    place of other plans (one query).
    """
    rows = PlanChange.objects.filter(Q(plan=plan) | Q(successor=plan))
    applied = rows.filter(state=PlanChange.State.APPLIED).select_related("plan")
    return list(applied.order_by("effective_on", "pk"))


def histories_of(plan: Plan, changes: Iterable[PlanChange], day: date) -> Histories:
    """Return (kind of row, key) → its amendments until the day, the newest first; what
    is done to assignments stands at their task. `changes` are those of `changes_around`;
    two queries at most, none while there is no change.
    """
    held = (each for each in changes if each.effective_on <= day)
    own = [each.pk for each in held if each.plan_id == plan.pk]
    if not own:
        return defaultdict(list)
    rows = PlanChangeLine.objects.filter(event__in=own).select_related("event")
    lines = list(rows.order_by("-event__effective_on", "-event_id", "pk"))
    before = _words_before(lines)
    found: Histories = defaultdict(list)
    for line in lines:
        key = _key_of_line(line)
        if key is not None:
            found[key].append(_amended(line, before.get((line.event_id, *key), {})))
    return found


def amending_documents(histories: Histories) -> list[tuple[str, date]]:
    """Return number and day of the amending documents, each with its effective day, the
    oldest first.
    """
    found = {(row.since, row.basis) for rows in histories.values() for row in rows}
    return [(basis, since) for since, basis in sorted(found)]


def _key_of_line(line: PlanChangeLine) -> tuple[str, int] | None:
    if line.subject == PlanChangeLine.Subject.PLAN:
        return "plan", line.event.plan_id
    name = "task" if line.subject == PlanChangeLine.Subject.ASSIGNMENT else line.subject
    key: int | None = getattr(line, f"{name}_id")
    return (name, key) if key else None


def _words_before(
    lines: Iterable[PlanChangeLine],
) -> dict[tuple[int, str, int], dict[str, Any]]:
    """Return (change, kind of row, key) → the words that the change ended."""
    events = {
        line.event_id
        for line in lines
        if line.subject != PlanChangeLine.Subject.ASSIGNMENT
    }
    found: dict[tuple[int, str, int], dict[str, Any]] = {}
    rows = WordVersion.objects.filter(ended_by__in=events) if events else ()
    for row in rows:
        named = (
            (name, getattr(row, f"{name}_id")) for name in ("task", "target", "section")
        )
        name, key = next((pair for pair in named if pair[1]), ("plan", row.plan_id))
        found[row.ended_by_id, name, key] = row.words
    return found


def _amended(line: PlanChangeLine, before: dict[str, Any]) -> Amended:
    event = line.event
    does = _DOES.get((line.subject, line.act), str(line.get_act_display()))
    long = [name for name in _LONG if name in line.after and before.get(name)]
    changes = line.act in (PlanChangeLine.Act.CHANGE, PlanChangeLine.Act.HEIR)
    return Amended(
        since=event.effective_on,
        does=does,
        basis=event.basis,
        title=event.basis_title,
        what="" if long or not changes else line.said,
        before="\n".join(str(before[name]) for name in long),
        change=event.pk,
    )
