"""Who is given what: the plan's own wording and its dated reassignments."""

from datetime import date, timedelta
from typing import Any

from agencies.models import Agency, AgencyGroup, Succession
from tasks.models import Assignment, Task
from tasks.plan.packages import PackageRow

#: What a package says of an assignment.
GIVEN = {"to": str, "role": str, "mode": str}
GIVEN_MORE = {"wording": str, "note": str, "is_main": bool}
_PROPOSED = {"to": str, "instead_of": str, "from": date, "note": str}
WHO = "danh mục cơ quan và nhóm"
#: Code → what an assignment is given to.
Receivers = dict[str, Agency | AgencyGroup]


def receivers() -> Receivers:
    """Return agencies and groups by code."""
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    return {group.code: group for group in AgencyGroup.objects.all()} | agencies


def _to(who: Agency | AgencyGroup) -> dict[str, Any]:
    return {"agency" if isinstance(who, Agency) else "group": who}


def save_given(row: PackageRow, task: Task, known: Receivers) -> Assignment:
    """Create one assignment of the plan unless it is there."""
    role = row.chosen("role", Assignment.Role.values)
    mode = row.chosen("mode", Assignment.Mode.values)
    who = _to(row.one_of("to", known, WHO))
    coordinates = role == Assignment.Role.COORDINATE
    usual = task.coordinating_text if coordinates else task.assignee_text
    same = {"task": task, "role": role, "is_proposal": False, **who}
    there = Assignment.objects.filter(**same).order_by("pk").first()
    return there or Assignment.objects.create(
        **same,
        mode=mode,
        is_main=row.get("is_main", False),
        wording=row.get("wording", usual),
        basis_note=row.get("note", ""),
    )


def _pass_on(assignment: Assignment) -> None:
    """Give an ended agency's assignment to its single successor by merger or rename."""
    lines = Succession.objects.filter(
        predecessor_id=assignment.agency_id, kind__in=["merge", "rename"]
    ).select_related("event", "successor")
    for line in lines:
        effective: date = line.event.effective_on
        eve = effective - timedelta(days=1)
        Assignment.objects.filter(pk=assignment.pk).update(valid_to=eve)
        _replace(
            {"agency": line.successor},
            assignment,
            is_proposal=False,
            valid_from=effective,
            basis_note=line.event.legal_basis,
        )


def _replace(
    who: dict[str, Any], replaced: Assignment, *, is_proposal: bool, **columns: Any
) -> None:
    """Create the assignment that replaces another unless there is one, or several that
    follow each other in time.
    """
    same = {"task": replaced.task, "role": replaced.role, "is_proposal": is_proposal}
    same |= who
    if not Assignment.objects.filter(**same).exists():
        Assignment.objects.create(
            **same,
            mode=replaced.mode,
            wording=replaced.wording,
            replaces=replaced,
            **columns,
        )


def propose(row: PackageRow, assignment: Assignment, known: Receivers) -> None:
    """Propose that somebody takes over from a day on; shown, not scored."""
    _replace(
        _to(row.one_of("to", known, WHO)),
        assignment,
        is_proposal=True,
        valid_from=row["from"],
        basis_note=row["note"],
    )


def load_assignments(rows: list[PackageRow], tasks: dict[str, Task]) -> None:
    """Create the plan's assignments, what mergers passed on and the proposals."""
    known = receivers()
    for row in rows:
        task, given = tasks[row["code"]], {}
        for each in row.rows("given", GIVEN, GIVEN_MORE):
            assignment = given[each["to"]] = save_given(each, task, known)
            if assignment.agency_id:
                _pass_on(assignment)
        for each in row.rows("proposed", _PROPOSED, {}):
            propose(each, each.one_of("instead_of", given, "«given»"), known)
