"""Load an issued plan from its data package; safe to run again.

What an administrator edited is never overwritten: rows are found by their natural
keys and only created when missing.
"""

from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from agencies.models import TERRITORIES, Agency
from tasks.changing.held import has_duties
from tasks.models import (
    Channel,
    FigureDeadline,
    Plan,
    PlanScope,
    PlanState,
    Proof,
    QuietHours,
    Recurrence,
    Rung,
    Schedule,
    Section,
    Task,
)
from tasks.models.plan_rows import code_refusal
from tasks.periods.calendars import put_calendar
from tasks.plan.loading_assignments import load_assignments
from tasks.plan.loading_calendar import calendar_in
from tasks.plan.loading_changes import held_back
from tasks.plan.loading_grants import load_field_grants
from tasks.plan.loading_measures import (
    figures_from,
    figures_in,
    load_measures,
    load_targets,
)
from tasks.plan.loading_registers import load_registers
from tasks.plan.packages import (
    SHIPPED_PLAN,
    PackageRow,
    once_each,
    read_package,
    shipped_folder,
)

#: Columns of the plan that the file names as the table does.
_SAID = {
    **dict.fromkeys(("kind", "number", "place", "signing_capacity"), str),
    **dict.fromkeys(("signer_position", "signer_name", "basis", "preamble"), str),
    **dict.fromkeys(("targets_lead", "closing"), str),
    **dict.fromkeys(("law", "matter", "ministry", "filed_at"), str),
    **dict.fromkeys(("purposes", "requirements", "recipients"), list),
    **dict.fromkeys(("issued_on", "begins_on", "ends_on"), date),
}
_NAMED = dict.fromkeys(("title", "short_title", "issuer"), str)
_PLAN = {
    "code": str,
    "steering_agency": str,
    "sections": list,
    "tasks": list,
    **_NAMED,
}
_LISTS = dict.fromkeys(
    ("territories", "targets", "figure_deadlines", "field_grants", "notes"), list
)
_LISTS |= {"calendar": list}
_SECTION = {"code": str, "title": str}
_SECTION_MORE = {"parent": str, "law_basis": str, "by_agency": bool}
_TASK = dict.fromkeys(("code", "section", "short_title", "text", "schedule"), str)
_TASK_TEXTS = dict.fromkeys(
    (*("role_label", "assignee_text", "coordinating_text"), "schedule_text"), str
)
_TASK_TEXTS |= {"law_basis": str, "guidance": str}
_RECURS = {
    **dict.fromkeys(("due_on", "begins_on", "anchor_on"), date),
    **dict.fromkeys(("year_days", "anchor"), str),
    "offset_days": int,
    "offset_working": bool,
}
_ASKED = {
    **dict.fromkeys(("product", "addressed_to", "budget_text"), str),
    "budget": int,
}
_TASK_MORE = {
    **_TASK_TEXTS,
    **_RECURS,
    "heartbeat_days": int,
    "proof": str,
    "yields_to": str,
    "parent": str,
    **_ASKED,
    **dict.fromkeys(("fed_by", "given", "proposed"), list),
}
_DEADLINE = {"name": str, "task": str, "day": int, "month": int}
_DEADLINE_MORE = {"law_basis": str, "sent_to": str, "figures": list}
#: Offsets in calendar days and whom they address, before a yearly day of figures.
FIGURE_LADDER = ((-30, "officers"), (-7, "officers"), (-3, "officers"), (-1, "head"))
#: (basis, offset) of steps that repeat → every how many days: what is still late after
#: the last step is told to the agency's head again.
REPEATS = {("due", 7): 30}
REPEAT_TIMES = 6
#: schedule → (basis, offset in calendar days, addressees): the ladder as shipped.
_LADDER: tuple[tuple[str, str, int, str], ...] = (
    *(
        (schedule, "due", offset, to)
        for schedule in (Schedule.ANNUAL, Schedule.ONGOING, Schedule.ONCE)
        for offset, to in (
            (-30, "officers"),
            (-7, "officers"),
            (-1, "officers"),
            (0, "officers"),
            (1, "officers"),
            (7, "head"),
            (30, "steering"),
        )
    ),
    *(
        (schedule, "heartbeat", offset, to)
        for schedule in (Schedule.ONGOING, Schedule.ONCE)
        for offset, to in ((0, "officers"), (30, "head"))
    ),
)


def load_document(whole: PackageRow, package: str) -> Plan:
    """Create the plan row and its scope; raises InvalidInput for a code that is an
    address.
    """
    if why := code_refusal(whole["code"]):
        raise whole.wrong(why)
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    territories = {name: name for name in TERRITORIES.values}
    scopes = whole.some_of("territories", territories, "danh mục địa bàn")
    names = _SAID.keys() & whole.keys()
    plan, created = Plan.objects.get_or_create(
        code=whole["code"],
        defaults={
            **{name: whole[name] for name in (*_NAMED, *names)},
            "steering_agency": whole.one_of(
                "steering_agency", agencies, "danh mục cơ quan"
            ),
            "package": package,
            "state": PlanState.RUNNING,
        },
    )
    if created:
        PlanScope.objects.bulk_create(
            PlanScope(plan=plan, territory=territory) for territory in scopes
        )
        put_calendar(plan, calendar_in(whole))
    return plan


def load_sections(plan: Plan, whole: PackageRow) -> dict[str, Section]:
    """Create the headings, each below a part that stands before it; return code →
    section.
    """
    rows = whole.rows("sections", _SECTION, _SECTION_MORE)
    once_each(rows)
    found: dict[str, Section] = {}
    for position, row in enumerate(rows, 1):
        parent = row.one_of("parent", found, "«sections»") if "parent" in row else None
        found[row["code"]], _ = Section.objects.get_or_create(
            plan=plan,
            code=row["code"],
            defaults={
                "title": row["title"],
                "parent": parent,
                "law_basis": row.get("law_basis", ""),
                "by_agency": row.get("by_agency", False),
                "position": position,
            },
        )
    return found


def _task_values(row: PackageRow) -> dict[str, Any]:
    named = ("text", "short_title", "heartbeat_days")
    given = (*named, *_RECURS, *_ASKED, *_TASK_TEXTS)
    values = {name: row[name] for name in given if name in row}
    values["schedule"] = row.chosen("schedule", Recurrence.values)
    if "proof" in row:
        values["proof"] = row.chosen("proof", Proof.values)
    for name, problem in Task(**values).recurrence_problems().items():
        raise row.wrong(f"khóa «{name}»: {problem}")
    return values


def load_tasks(
    plan: Plan, rows: list[PackageRow], sections: dict[str, Section]
) -> dict[str, Task]:
    """Create tasks and responsibilities; return code → task."""
    found: dict[str, Task] = {}
    for position, row in enumerate(rows, 1):
        section = row.one_of("section", sections, "«sections»")
        found[row["code"]], _ = Task.objects.get_or_create(
            plan=plan,
            code=row["code"],
            defaults={
                **_task_values(row),
                "section": section,
                "parent": row.one_of("parent", found, "«tasks», ở một dòng trên")
                if "parent" in row
                else None,
                "position": position,
            },
        )
    for row in rows:
        task = found[row["code"]]
        task.fed_by.add(*row.some_of("fed_by", found, "«tasks»"))
        if "yields_to" in row and task.yields_to_id is None:
            task.yields_to = row.one_of("yields_to", found, "«tasks»")
            task.save(update_fields=["yields_to"])
    return found


def load_ladder(plan: Plan) -> None:
    """Create the reminder ladder as shipped, once; later edits stay."""
    if not plan.rungs.exists():
        Rung.objects.bulk_create(
            Rung(
                plan=plan,
                schedule=schedule,
                basis=basis,
                offset_days=offset,
                addressees=addressees,
                repeat_every=REPEATS.get((basis, offset)),
                repeat_times=REPEAT_TIMES if (basis, offset) in REPEATS else None,
            )
            for schedule, basis, offset, addressees in _LADDER
        )


def load_figure_deadlines(
    plan: Plan, whole: PackageRow, tasks: dict[str, Task]
) -> None:
    """Create the yearly days of figures, each with its ladder, once."""
    figures = {figure.code: figure for figure in plan.figures.all()}
    for row in whole.rows("figure_deadlines", _DEADLINE, _DEADLINE_MORE):
        asked = row.some_of("figures", figures, "figures.yaml")
        deadline, created = FigureDeadline.objects.get_or_create(
            plan=plan,
            name=row["name"],
            defaults={
                "task": row.one_of("task", tasks, "«tasks»"),
                "day": row["day"],
                "month": row["month"],
                "law_basis": row.get("law_basis", ""),
                "sent_to": row.get("sent_to", ""),
            },
        )
        if created:
            deadline.figures.set(asked)
            _load_figure_ladder(deadline)


def _load_figure_ladder(deadline: FigureDeadline) -> None:
    Rung.objects.bulk_create(
        Rung(
            plan=deadline.plan,
            deadline=deadline,
            basis=Rung.Basis.FIGURES,
            offset_days=offset,
            addressees=to,
            channel=channel,
        )
        for offset, to in FIGURE_LADDER
        for channel in (Channel.EMAIL, Channel.PORTAL)
    )


def load_quiet_hours() -> None:
    """Create the evening and the night as hours without letters, once."""
    if not QuietHours.objects.exists():
        QuietHours.objects.create(note="Ngoài giờ làm việc")


def _waiting(whole: PackageRow) -> set[str]:
    """Hold back what a plan on which agencies work takes by a change only; return the
    codes of its tasks.
    """
    plan = Plan.objects.filter(code=whole["code"]).first()
    return held_back(plan, whole) if plan and has_duties(plan) else set()


def _asked(rows: list[PackageRow], waits: set[str]) -> list[PackageRow]:
    """Return the figures that no task asks which waits."""
    return [row for row in rows if not waits & {c.rstrip("*") for c in row["tasks"]}]


@transaction.atomic
def load_plan(folder: Path = SHIPPED_PLAN) -> Plan:
    """Load a package with all it holds, the shipped one unless told otherwise; agencies
    must be loaded before. On a plan on which agencies work nothing of the document is
    added: that is drafted (`loading_changes`). Raises InvalidInput with file and line of what is wrong.
    """
    whole = read_package(folder, "plan.yaml").checked(_PLAN, _SAID | _LISTS)
    once_each(whole.rows("tasks", _TASK, _TASK_MORE))
    waits = _waiting(whole)
    rows = whole.rows("tasks", _TASK, _TASK_MORE)
    shipped = shipped_folder(folder.name)
    is_shipped = shipped is not None and shipped.samefile(folder)
    plan = load_document(whole, folder.name if is_shipped else "")
    tasks = load_tasks(plan, rows, load_sections(plan, whole))
    figures = figures_from(plan, tasks, _asked(figures_in(folder), waits))
    targets = load_targets(plan, whole, tasks)
    load_measures(folder, targets, tasks, figures, waits)
    load_assignments(rows, tasks)
    load_ladder(plan)
    load_figure_deadlines(plan, whole, tasks)
    if not has_duties(plan):  # at work, who reads is said by who steers
        load_field_grants(plan, whole, tasks)
    load_registers(folder, plan, tasks, figures)
    load_quiet_hours()
    return plan
