"""Spreadsheets of tasks and assignments: natural keys, Vietnamese errors."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from import_export import fields

from agencies.models import Agency, AgencyGroup
from agencies.sheets.cells import said
from agencies.sheets.resource import StrictResource
from agencies.sheets.widgets import (
    ByCode,
    ByLabel,
    VietnameseDate,
    WholeNumber,
    Words,
    YesNo,
)
from tasks.doors.one_plan import second_plan_refusal
from tasks.models import Assignment, Plan, Schedule, Section, Task
from tasks.plan.sheets_held import HeldRows


class ByPlan(ByCode):
    """The plan by its code; an unknown one is told that there is one plan for now."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """Return the plan; ValueError says why there is no other."""
        if self.known is None:
            rows = Plan.objects.programmes()
            self.known = {plan.code: [plan] for plan in rows}
        try:
            return super().clean(value, row, **kwargs)
        except ValueError as error:
            refusal = second_plan_refusal(code=str(value).strip())
            raise ValueError(f"{error} {refusal}".strip()) from error


class BySection(ByCode):
    """The section of the plan that the line names."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Section | None:
        """Return the section; ValueError names the code that the plan lacks."""
        if self.known is None:
            rows = Section.objects.select_related("plan")
            self.known = {f"{row.plan.code} {row.code}": [row] for row in rows}
        plan, code = said((row or {}).get("Mã kế hoạch")), said(value)
        found = self.known.get(f"{plan} {code}")
        if found is None:
            message = f"Mục «{code}» không có trong kế hoạch «{plan}»."
            raise ValueError(message)
        section: Section = found[0]
        return section


class SectionResource(StrictResource):
    """Parts and headings by plan and code."""

    required_columns = ("Mã kế hoạch", "Mã", "Tiêu đề")
    plan = fields.Field("plan", "Mã kế hoạch", ByPlan(Plan, "Kế hoạch"))
    code = fields.Field("code", "Mã", Words())
    title = fields.Field("title", "Tiêu đề", Words())
    law_basis = fields.Field("law_basis", "Căn cứ luật", Words())
    position = fields.Field("position", "Thứ tự", WholeNumber())

    class Meta:
        """Matched by plan and code."""

        model = Section
        import_id_fields = ("plan", "code")
        fields = ("plan", "code", "title", "law_basis", "position")
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        use_transactions = True

    def check_row(self, instance: Any) -> None:
        """Accept any line whose fields are right: a heading is not dated."""


class TaskResource(HeldRows):
    """Tasks and responsibilities by plan and code."""

    required_columns = ("Mã kế hoạch", "Mã", "Mục", "Nội dung", "Thời gian")
    plan = fields.Field("plan", "Mã kế hoạch", ByPlan(Plan, "Kế hoạch"))
    code = fields.Field("code", "Mã", Words())
    section = fields.Field("section", "Mục", BySection(Section, "Mục"))
    text = fields.Field("text", "Nội dung", Words())
    short_title = fields.Field("short_title", "Tên ngắn", Words())
    assignee_text = fields.Field("assignee_text", "Cơ quan theo kế hoạch", Words())
    schedule = fields.Field(
        "schedule", "Thời gian", ByLabel(dict(Schedule.choices), "Thời gian")
    )
    schedule_text = fields.Field("schedule_text", "Thời gian theo kế hoạch", Words())
    due_on = fields.Field("due_on", "Ngày phải xong", VietnameseDate())
    heartbeat_days = fields.Field(
        "heartbeat_days", "Số ngày phải cập nhật", WholeNumber()
    )
    position = fields.Field("position", "Thứ tự", WholeNumber())

    class Meta:
        """Matched by plan and code."""

        model = Task
        import_id_fields = ("plan", "code")
        fields = (
            "plan",
            "code",
            "section",
            "text",
            "short_title",
            "assignee_text",
            "schedule",
            "schedule_text",
            "due_on",
            "heartbeat_days",
            "position",
        )
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        use_transactions = True

    def check_row(self, instance: Any) -> None:
        """Accept any line whose fields are right: a task is not dated."""


class AssignmentResource(HeldRows):
    """Assignments by task, agency or group, and role; of those that follow one another
    in time the last one, earlier ones by their first day as well.
    """

    required_columns = (
        "Mã nhiệm vụ",
        ("Mã cơ quan", "Mã nhóm"),
        "Vai trò",
        "Cách giao",
        "Đề xuất",
    )
    task = fields.Field(
        "task", "Mã nhiệm vụ", ByCode(Task, "Nhiệm vụ", plan__adhoc__isnull=True)
    )
    agency = fields.Field("agency", "Mã cơ quan", ByCode(Agency, "Cơ quan"))
    group = fields.Field("group", "Mã nhóm", ByCode(AgencyGroup, "Nhóm"))
    role = fields.Field(
        "role", "Vai trò", ByLabel(dict(Assignment.Role.choices), "Vai trò")
    )
    mode = fields.Field(
        "mode", "Cách giao", ByLabel(dict(Assignment.Mode.choices), "Cách giao")
    )
    wording = fields.Field("wording", "Nguyên văn kế hoạch", Words())
    is_proposal = fields.Field("is_proposal", "Đề xuất", YesNo())
    basis_number = fields.Field("basis_number", "Số văn bản giao", Words())
    basis_on = fields.Field("basis_on", "Ngày văn bản giao", VietnameseDate())
    valid_from = fields.Field("valid_from", "Từ ngày", VietnameseDate())
    valid_to = fields.Field("valid_to", "Đến ngày", VietnameseDate())

    class Meta:
        """Matched by task, agency or group, role and whether it is a proposal."""

        model = Assignment
        import_id_fields = ("task", "agency", "group", "role", "is_proposal")
        fields = (
            "task",
            "agency",
            "group",
            "role",
            "mode",
            "wording",
            "is_proposal",
            "basis_number",
            "basis_on",
            "valid_from",
            "valid_to",
        )
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        use_transactions = True

    def rows_by_key(self) -> dict[tuple[Any, ...], Any]:
        """Return the rows by key; those that another one follows by their day too."""
        rows = sorted(self.get_queryset(), key=lambda row: row.valid_from or date.min)
        last = {self.key_of(row): row for row in rows}
        keys = [(self.key_of(row), row) for row in rows]
        earlier = {
            (*key, row.valid_from): row for key, row in keys if last[key] is not row
        }
        return last | earlier

    def key_in(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the key with the line's first day for a row that was followed, and for
        one that begins after the last one ended; else without it.
        """
        key = super().key_in(values)
        if "valid_from" not in values:
            return key
        begins = values["valid_from"]
        dated = (*key, begins)
        last = self.existing.get(key)
        follows = last and last.valid_to and begins and last.valid_to < begins
        return dated if dated in self.existing or follows else key

    def check_row(self, instance: Any) -> None:
        """Ask for one agency or one group; what a change ended is history."""
        super().check_row(instance)
        if instance.ended_by_id:
            message = (
                f"Phân công này đã kết thúc theo {instance.ended_by}: để dòng này như"
                " tệp đã xuất hoặc bỏ khỏi tệp; giao lại thì ghi dòng mới với ngày sau"
                " đó."
            )
            raise ValidationError({"valid_to": message})
        if (instance.agency_id is None) == (instance.group_id is None):
            message = "Ghi mã cơ quan hoặc mã nhóm, không cả hai."
            raise ValidationError({"agency": message})
