"""Spreadsheets of headings and tasks: keyed by plan and code, Vietnamese errors."""

from typing import Any

from django.core.exceptions import ValidationError
from import_export import fields

from agencies.sheets.widgets import (
    ByLabel,
    VietnameseDate,
    WholeNumber,
    Words,
    YesNo,
)
from tasks.models import Plan, Recurrence, Section, Task
from tasks.plan.sheets_held import HeldRows
from tasks.plan.sheets_plan import PLAN, ByPlan, InPlan, PlanRows


class SectionResource(PlanRows, HeldRows):
    """Parts and headings by plan and code."""

    required_columns = (PLAN, "Mã", "Tiêu đề")
    plan = fields.Field("plan", PLAN, ByPlan(Plan, "Kế hoạch"))
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


class TaskResource(PlanRows, HeldRows):
    """Tasks and responsibilities by plan and code."""

    required_columns = (PLAN, "Mã", "Mục", "Nội dung", "Thời gian")
    plan = fields.Field("plan", PLAN, ByPlan(Plan, "Kế hoạch"))
    code = fields.Field("code", "Mã", Words())
    section = fields.Field("section", "Mục", InPlan(Section, "Mục"))
    text = fields.Field("text", "Nội dung", Words())
    short_title = fields.Field("short_title", "Tên ngắn", Words())
    assignee_text = fields.Field("assignee_text", "Cơ quan theo kế hoạch", Words())
    schedule = fields.Field(
        "schedule", "Thời gian", ByLabel(dict(Recurrence.choices), "Thời gian")
    )
    schedule_text = fields.Field("schedule_text", "Thời gian theo kế hoạch", Words())
    due_on = fields.Field("due_on", "Ngày phải xong", VietnameseDate())
    begins_on = fields.Field("begins_on", "Giai đoạn từ ngày", VietnameseDate())
    year_days = fields.Field("year_days", "Ngày trong năm", Words())
    offset_days = fields.Field("offset_days", "Số ngày sau mốc", WholeNumber())
    offset_working = fields.Field("offset_working", "Chỉ tính ngày làm việc", YesNo())
    anchor = fields.Field("anchor", "Mốc", Words())
    anchor_on = fields.Field("anchor_on", "Ngày của mốc", VietnameseDate())
    heartbeat_days = fields.Field(
        "heartbeat_days", "Số ngày phải cập nhật", WholeNumber()
    )
    product = fields.Field("product", "Sản phẩm", Words())
    addressed_to = fields.Field("addressed_to", "Giao đích danh", Words())
    budget_text = fields.Field("budget_text", "Kinh phí theo kế hoạch", Words())
    budget = fields.Field("budget", "Kinh phí (đồng)", WholeNumber())
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
            "begins_on",
            "year_days",
            "offset_days",
            "offset_working",
            "anchor",
            "anchor_on",
            "heartbeat_days",
            "product",
            "addressed_to",
            "budget_text",
            "budget",
            "position",
        )
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        use_transactions = True

    def check_row(self, instance: Any) -> None:
        """Refuse a recurrence that says nothing, and a day on which the plan does not
        run.
        """
        if problems := instance.recurrence_problems():
            raise ValidationError(problems)
        if why := instance.day_outside(instance.due_on):
            raise ValidationError({"due_on": why})
