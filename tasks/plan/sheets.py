"""The spreadsheet of tasks: keyed by plan and code, Vietnamese errors."""

from typing import Any

from django.core.exceptions import ValidationError
from import_export import fields

from agencies.sheets.cells import said
from agencies.sheets.widgets import (
    ByLabel,
    VietnameseDate,
    WholeNumber,
    Words,
    YesNo,
)
from tasks.changing.adding import WaitingHeadings
from tasks.figures.asked_alike import TimesAsked, tasks_at_odds
from tasks.models import Plan, Recurrence, Section, Task
from tasks.plan.sheets_held import HeldRows
from tasks.plan.sheets_plan import PLAN, ByPlan, InPlan, PlanRows, called_short
from tasks.plan.time_words import recurrence_read

TIME, TIME_SAID = "Thời gian", "Thời gian theo kế hoạch"


class HeadingOfTask(InPlan):
    """A heading of the plan, else one that a draft of a change adds to it."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """Return the heading, unsaved where it waits; ValueError names the code that the
        plan lacks, or that several drafts add.
        """
        if self.known is None:
            self.waiting = WaitingHeadings()
        try:
            return super().clean(value, row, **kwargs)
        except ValueError:
            found = self.waiting.one(said((row or {}).get(PLAN)), said(value))
            if found is None:
                raise
            return found


class TaskResource(PlanRows, HeldRows):
    """Tasks and responsibilities by plan and code."""

    required_columns = (
        *(PLAN, "Mã", "Mục", "Nội dung"),
        ("Thời gian", TIME_SAID),
    )
    plan = fields.Field("plan", PLAN, ByPlan(Plan, "Kế hoạch"))
    code = fields.Field("code", "Mã", Words())
    section = fields.Field("section", "Mục", HeadingOfTask(Section, "Mục"))
    text = fields.Field("text", "Nội dung", Words())
    short_title = fields.Field("short_title", "Tên ngắn", Words())
    assignee_text = fields.Field("assignee_text", "Cơ quan theo kế hoạch", Words())
    schedule = fields.Field(
        "schedule", "Thời gian", ByLabel(dict(Recurrence.choices), "Thời gian")
    )
    schedule_text = fields.Field("schedule_text", TIME_SAID, Words())
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

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Begin with no task whose times change at once."""
        super().before_import(dataset, **kwargs)
        self.becoming: dict[int, TimesAsked] = {}

    def take(self, row: Any, shown: Any, kwargs: Any) -> str:
        """Note the times that are written now; those that wait are told by the draft."""
        kind = super().take(row, shown, kwargs)
        task = shown.instance
        if task.pk and {"schedule", "year_days"} & shown.replaced.keys():
            self.becoming[task.pk] = task.schedule, task.year_days
        return kind

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Refuse times other than those of tasks that ask the same figures."""
        if at_odds := tasks_at_odds(self.becoming):
            raise ValidationError(at_odds)
        super().after_import(dataset, result, **kwargs)

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Read the plan's own words where nothing else says when; ValidationError where
        they are not plain.
        """
        super().before_import_row(row, **kwargs)
        words = said(row.get(TIME_SAID))
        if said(row.get(TIME)) or not words:
            return
        found = recurrence_read(words)
        if not found:
            kinds = "; ".join(str(label) for label in Recurrence.labels)
            message = f"Chưa hiểu «{words}» là khi nào: ghi ở cột «{TIME}» một trong: {kinds}."
            raise ValidationError({TIME_SAID: message})
        columns = {each.attribute: each.column_name for each in self.fields.values()}
        for name, value in found.items():
            if not said(row.get(columns[name])):
                row[columns[name]] = value

    def validate_instance(self, instance: Any, *args: Any, **kwargs: Any) -> None:
        """Call a task that has no short name by the beginning of its words."""
        instance.short_title = instance.short_title or called_short(instance.text)
        super().validate_instance(instance, *args, **kwargs)

    def check_row(self, instance: Any) -> None:
        """Refuse a recurrence that says nothing, a day on which the plan does not run, and
        a heading that is not there yet for what does not wait either.
        """
        waits = instance.pk is None and instance.plan_id in self.worked
        if instance.section_id is None and instance.section and not waits:
            message = (
                f"Mục {instance.section.code} còn chờ trong dự thảo điều chỉnh: áp dụng"
                " dự thảo đó trước."
            )
            raise ValidationError({"section": message})
        if problems := instance.recurrence_problems():
            raise ValidationError(problems)
        if why := instance.day_outside(instance.due_on):
            raise ValidationError({"due_on": why})
