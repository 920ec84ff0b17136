"""Load the issued plan from its structured reading; safe to run again.

What an administrator edited is never overwritten: rows are found by their natural
keys and only created when missing.
"""

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from agencies.models import Agency, Territory
from tasks.doors.one_plan import require_only_plan
from tasks.models import (
    Channel,
    FigureDeadline,
    Plan,
    PlanScope,
    QuietHours,
    Rung,
    Schedule,
    Section,
    Task,
)
from tasks.plan.loading_assignments import load_assignments
from tasks.plan.loading_measures import (
    load_figures,
    load_measures,
    load_targets,
    read_yaml,
)

PLAN_CODE = "dan-chu-co-so"
SHORT_TITLE = "Kế hoạch thực hiện Nghị quyết 15/2024/NQ-HĐND về dân chủ ở cơ sở"
_PARTS = {"II": "MỤC TIÊU", "III": "NỘI DUNG THỰC HIỆN", "IV": "TỔ CHỨC THỰC HIỆN"}
#: What reports and letters say about the plan, not words of the document.
_SAID = ("law", "matter", "ministry", "filed_at")
SCHEDULES = {
    "annual": Schedule.ANNUAL,
    "annual_or_integrated": Schedule.ANNUAL,
    "ongoing": Schedule.ONGOING,
    "once": Schedule.ONCE,
}
#: Responsibilities that feed the tasks of part III (docs/domain.md).
FEEDS = {
    "III.1": ("IV.1.2", "IV.2.2", "IV.7.2"),
    "III.2.a": ("IV.2.1", "IV.6.1", "IV.8.1"),
    "III.2.b": ("IV.2.1", "IV.6.1", "IV.8.1"),
    "III.3.b": ("IV.8.2", "IV.9.1"),
    "III.3.c": ("IV.2.3", "IV.4.1", "IV.9.1"),
    "III.4.a": ("IV.3.1",),
    "III.4.b": ("IV.3.1",),
    "III.5.a": ("IV.1.3", "IV.7.2", "IV.8.2"),
}
#: Offsets in calendar days and whom they address, before a yearly day of figures.
FIGURE_LADDER = ((-30, "officers"), (-7, "officers"), (-3, "officers"), (-1, "head"))
#: Figures of hương ước, quy ước that NĐ 61/2023/NĐ-CP Điều 16 wants every year.
HUONG_UOC = (
    "huong-uoc-hieu-luc",
    "huong-uoc-cong-nhan",
    "huong-uoc-khong-cong-nhan",
    "huong-uoc-sua-doi",
    "huong-uoc-tam-ngung",
    "huong-uoc-bai-bo",
)
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


def load_document(reading: dict[str, Any]) -> Plan:
    """Create the plan row and its scope (old Khánh Hòa only, docs/domain.md); raises
    InvalidInput when another plan is there.
    """
    require_only_plan(code=PLAN_CODE)
    document, purpose = reading["document"], reading["section_I"]
    plan, created = Plan.objects.get_or_create(
        code=PLAN_CODE,
        defaults={
            "kind": document["kind"],
            "title": document["title"],
            "short_title": SHORT_TITLE,
            "number": document["number"] or "",
            "issued_on": document["date"],
            "place": document["place"] or "",
            "issuer": document["issuer"],
            "signing_capacity": document["signing_capacity"],
            "signer_position": document["signer_position"],
            "signer_name": document["signer_name"],
            "basis": document["basis"],
            "preamble": document["preamble"],
            "purposes": purpose["purpose"],
            "requirements": purpose["requirements"],
            "targets_lead": reading["section_II"]["lead"],
            "closing": document["closing"],
            **{name: document[name] for name in _SAID},
            "package": PLAN_CODE,
            "recipients": reading["recipients"],
            "steering_agency": Agency.objects.get(code="so-noi-vu"),
        },
    )
    if created:
        PlanScope.objects.create(plan=plan, territory=Territory.KHANH_HOA)
    return plan


def _headings(reading: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Yield (code, title, parent code, law basis) of parts, groups and headings."""
    for code, title in _PARTS.items():
        yield code, title, "", ""
    for group in reading["section_III"]["groups"]:
        yield group["code"], group["title"], "III", group["inferred_law_basis"]
    for heading in reading["section_IV"]:
        yield heading["code"], heading["heading"], "IV", ""


def load_sections(plan: Plan, reading: dict[str, Any]) -> dict[str, Section]:
    """Create the headings; return code → section."""
    found: dict[str, Section] = {}
    for position, (code, title, parent, law) in enumerate(_headings(reading), 1):
        found[code], _ = Section.objects.get_or_create(
            plan=plan,
            code=code,
            defaults={
                "title": title,
                "parent": found.get(parent),
                "law_basis": law,
                "position": position,
            },
        )
    return found


def task_rows(reading: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the fields of the 12 tasks and the 20 responsibilities."""
    for task in reading["section_III"]["tasks"]:
        yield {
            "code": task["code"],
            "section": task["group"],
            "text": task["text"],
            "short_title": task["short_title"],
            "role_label": task["role_label"],
            "assignee_text": task["assignee_text"],
            "coordinating_text": task["coordinating_text"] or "",
            "schedule": SCHEDULES[task["schedule"]],
            "schedule_text": task["schedule_text"],
            "law_basis": task["inferred"]["law_basis"],
        }
    titles = read_yaml("short_titles.yaml")
    for heading in reading["section_IV"]:
        for item in heading["items"]:
            yield {
                "code": item["code"],
                "section": heading["code"],
                "text": item["text"],
                "short_title": titles[item["code"]],
                "role_label": item["lead_word"] or "",
                "assignee_text": heading["heading"],
                "schedule": SCHEDULES[item["inferred_recurrence"]],
                "schedule_text": "",
            }


def load_tasks(plan: Plan, reading: dict[str, Any]) -> dict[str, Task]:
    """Create tasks and responsibilities; return code → task."""
    sections = load_sections(plan, reading)
    found: dict[str, Task] = {}
    for position, row in enumerate(task_rows(reading), 1):
        code, section = row.pop("code"), sections[row.pop("section")]
        found[code], _ = Task.objects.get_or_create(
            plan=plan,
            code=code,
            defaults={**row, "section": section, "position": position},
        )
    for code, feeders in FEEDS.items():
        found[code].fed_by.add(*(found[feeder] for feeder in feeders))
    own_plan = found["IV.11.1"]
    if own_plan.yields_to_id is None:
        own_plan.yields_to = found["IV.10.2"]
        own_plan.save(update_fields=["yields_to"])
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


def load_figure_deadline(plan: Plan, tasks: dict[str, Task]) -> None:
    """Create the yearly day of the hương ước figures with its ladder, once."""
    deadline, created = FigureDeadline.objects.get_or_create(
        plan=plan,
        name="Số liệu hương ước, quy ước",
        defaults={
            "task": tasks["III.3.c"],
            "day": 30,
            "month": 11,
            "law_basis": "Điều 16 Nghị định 61/2023/NĐ-CP",
            "sent_to": "Bộ Văn hóa, Thể thao và Du lịch",
        },
    )
    if created:
        deadline.figures.set(plan.figures.filter(code__in=HUONG_UOC))
        Rung.objects.bulk_create(
            Rung(
                plan=plan,
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


@transaction.atomic
def load_plan() -> Plan:
    """Load the shipped plan with all it holds; agencies must be loaded before."""
    reading = read_yaml("plan.yaml")
    plan = load_document(reading)
    tasks = load_tasks(plan, reading)
    figures = load_figures(plan, tasks)
    targets = load_targets(plan, reading, tasks)
    load_measures(reading, targets, tasks, figures)
    load_assignments(reading=reading, tasks=tasks)
    load_ladder(plan)
    load_figure_deadline(plan, tasks)
    load_quiet_hours()
    return plan
