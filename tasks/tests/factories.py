"""A small plan with one period for tests; days lie inside the 2026 period."""

from datetime import date, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from agencies.models import Agency
from agencies.tests.factories import make_agency
from kehoach.lib.periods import Span
from tasks.models import (
    Assignment,
    Duty,
    Figure,
    Period,
    Plan,
    PlanScope,
    Section,
    Task,
    TaskFigure,
)
from tasks.periods.calendars import put_calendar
from tasks.periods.ready_calendars import USUAL_CALENDAR

_serial = count(1)
#: Key of a usual period → its name and its whole.
NAMES = {each.key: (each.label, each.part_of) for each in USUAL_CALENDAR}
#: What the shipped plan's reports say.
SAID = {
    "law": "Luật Thực hiện dân chủ ở cơ sở năm 2022",
    "matter": "thực hiện dân chủ ở cơ sở",
    "ministry": "Bộ Nội vụ",
    "filed_at": "VT, XDCQ",
    "package": "dan-chu-co-so",
}
TODAY = date(2026, 6, 10)
NOW = datetime(2026, 6, 10, 9, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def make_plan(steering: Agency | None = None, **fields: Any) -> Plan:
    """Create a plan that covers old Khánh Hòa, steered by a new agency if none."""
    number = next(_serial)
    plan: Plan = Plan.objects.create(
        code=fields.pop("code", f"ke-hoach-{number}"),
        title=fields.pop("title", "Triển khai thực hiện Nghị quyết"),
        short_title=fields.pop("short_title", f"Kế hoạch {number}"),
        issuer=fields.pop("issuer", "Ủy ban nhân dân tỉnh"),
        steering_agency=steering or make_agency("Sở Nội vụ"),
        **{"state": "running", **SAID, **fields},
    )
    PlanScope.objects.create(plan=plan, territory="khanh-hoa")
    put_calendar(plan, USUAL_CALENDAR)
    return plan


def annual(year: int) -> Span:
    """Return the data of a year as the usual calendar has it."""
    return Span(date(year - 1, 12, 15), date(year, 12, 14))


def make_task(plan: Plan, code: str = "", **fields: Any) -> Task:
    """Create an annual task without required evidence in a section of its own."""
    number = next(_serial)
    code = code or f"III.{number}"
    section, _ = Section.objects.get_or_create(
        plan=plan,
        code=code.rsplit(".", 1)[0],
        defaults={
            "title": "Nội dung",
            "position": number,
            "by_agency": code.startswith("IV."),
        },
    )
    fields.setdefault("section", section)
    fields.setdefault("text", f"Nội dung nhiệm vụ {code} theo kế hoạch.")
    fields.setdefault("short_title", f"Nhiệm vụ {code}")
    fields.setdefault("schedule", "annual")
    fields.setdefault("schedule_text", "Hằng năm")
    fields.setdefault("evidence_required", False)
    fields.setdefault("position", number)
    return Task.objects.create(plan=plan, code=code, **fields)


def make_period(plan: Plan, year: int = 2026, **fields: Any) -> Period:
    """Create the open yearly period 15/12/(Y−1) … 14/12/Y, due 16/12/Y; another of the
    usual calendar with its name.
    """
    fields.setdefault("data_from", annual(year).data_from)
    fields.setdefault("data_to", annual(year).data_to)
    fields.setdefault("unit_due", date(year, 12, 16))
    fields.setdefault("kind", "nam")
    label, part_of = NAMES.get(fields["kind"], ("Đột xuất", ""))
    fields = {"label": label, "part_of": part_of} | fields
    return Period.objects.create(plan=plan, year=year, **fields)


def make_assignment(task: Task, agency: Agency, **fields: Any) -> Assignment:
    """Assign the task to the agency, each doing its own part."""
    fields.setdefault("role", "lead")
    fields.setdefault("mode", "each")
    return Assignment.objects.create(task=task, agency=agency, **fields)


def make_duty(
    task: Task | None = None,
    agency: Agency | None = None,
    period: Period | None = None,
    **fields: Any,
) -> Duty:
    """Create an open duty; whatever is not given is made new."""
    if task is None:
        task = make_task(period.plan if period else make_plan())
    period = period or task.plan.periods.first() or make_period(task.plan)
    fields.setdefault("schedule", task.behaviour)
    fields.setdefault("opened_on", period.data_from)
    fields.setdefault("due_on", period.unit_due)
    fields.setdefault("original_due_on", fields["due_on"])
    is_own = fields["schedule"] == "once" or fields["due_on"] != period.unit_due
    fields.setdefault("due_from", "own" if is_own else "period")
    return Duty.objects.create(
        task=task, agency=agency or make_agency(), period=period, **fields
    )


def make_figure(task: Task, code: str = "", **fields: Any) -> Figure:
    """Create a figure that the task asks for; `required=True` before sending."""
    required = fields.pop("required", False)
    number = next(_serial)
    fields.setdefault("label", f"Số liệu {number}")
    fields.setdefault("type", "integer")
    figure: Figure = Figure.objects.create(
        plan=task.plan, code=code or f"so-lieu-{number}", position=number, **fields
    )
    TaskFigure.objects.create(task=task, figure=figure, required=required)
    return figure
