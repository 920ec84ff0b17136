"""Who is given what: the plan's own wording and its dated reassignments."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from agencies.models import Agency, AgencyGroup, Succession
from tasks.models import Assignment, Task

#: Last day of the district level (Luật 72/2025/QH15).
DISTRICTS_ENDED = date(2025, 6, 30)
#: Proposed reassignments from 01/7/2025, to be confirmed (docs/domain.md).
PROPOSALS = {
    "III.1": "Đề xuất: UBND xã, phường, đặc khu bồi dưỡng người của mình;"
    " Sở Nội vụ giữ các lớp cấp tỉnh.",
    "IV.10.2": "Đề xuất: từng UBND xã, phường, đặc khu xây dựng kế hoạch của mình.",
    "IV.10.3": "Đề xuất: kết quả tính theo từng HĐND cấp xã, Sở Nội vụ hướng dẫn.",
}
NO_SUBJECT = "Không còn đối tượng từ 01/7/2025; kết quả trước đó vẫn đọc được."


class Given(NamedTuple):
    """One assignment as the plan words it: to an agency's or a group's code."""

    task: str
    to: str
    role: str
    mode: str
    wording: str


def given_by(reading: dict[str, Any]) -> Iterator[Given]:
    """Yield every assignment that the plan makes."""
    roles = {"Cơ quan chủ trì": "lead", "Cơ quan thực hiện": "execute"}
    for task in reading["section_III"]["tasks"]:
        role, mode = roles[task["role_label"]], task["assignment_mode"]
        for assignee in task["assignees"]:
            wording = task["assignee_text"]
            yield Given(task["code"], assignee["agency"], role, mode, wording)
        if task["coordinating_text"]:
            text = task["coordinating_text"]
            yield Given(task["code"], "all-agencies", "coordinate", mode, text)
    for heading in reading["section_IV"]:
        for item in heading["items"]:
            for code in heading["agencies"]:
                mode, wording = heading["mode"], heading["heading"]
                yield Given(item["code"], code, "execute", mode, wording)


def save_given(given: Given, task: Task, *, who: dict[str, Any]) -> Assignment:
    """Create one assignment of the plan unless it is there."""
    assignment, created = Assignment.objects.get_or_create(
        task=task,
        role=given.role,
        is_proposal=False,
        **who,
        defaults={"mode": given.mode, "wording": given.wording},
    )
    if created and given.task == "IV.10.1":
        Assignment.objects.filter(pk=assignment.pk).update(basis_note=NO_SUBJECT)
    return assignment


def _pass_on(assignment: Assignment) -> None:
    """Give an ended agency's assignment to its single successor by merger or rename."""
    lines = Succession.objects.filter(
        predecessor_id=assignment.agency_id, kind__in=["merge", "rename"]
    ).select_related("event", "successor")
    for line in lines:
        effective = line.event.effective_on
        eve = effective - timedelta(days=1)
        Assignment.objects.filter(pk=assignment.pk).update(valid_to=eve)
        Assignment.objects.get_or_create(
            task=assignment.task,
            agency=line.successor,
            role=assignment.role,
            is_proposal=False,
            defaults={
                "mode": assignment.mode,
                "wording": assignment.wording,
                "valid_from": effective,
                "basis_note": line.event.legal_basis,
                "replaces": assignment,
            },
        )


def propose(assignment: Assignment, communes: AgencyGroup) -> None:
    """Propose that communes take over a district duty; shown, not scored."""
    Assignment.objects.get_or_create(
        task=assignment.task,
        group=communes,
        role=assignment.role,
        is_proposal=True,
        defaults={
            "mode": assignment.mode,
            "wording": assignment.wording,
            "valid_from": DISTRICTS_ENDED + timedelta(days=1),
            "basis_note": PROPOSALS[assignment.task.code],
            "replaces": assignment,
        },
    )


def load_assignments(*, reading: dict[str, Any], tasks: dict[str, Task]) -> None:
    """Create the plan's assignments, what mergers passed on and the proposals."""
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    groups = {group.code: group for group in AgencyGroup.objects.all()}
    for given in given_by(reading):
        task = tasks[given.task]
        if given.to in agencies:
            who: dict[str, Any] = {"agency": agencies[given.to]}
            _pass_on(save_given(given, task, who=who))
            continue
        assignment = save_given(given, task, who={"group": groups[given.to]})
        if given.to == "ubnd-cap-huyen" and given.task in PROPOSALS:
            propose(assignment, groups["ubnd-cap-xa"])
