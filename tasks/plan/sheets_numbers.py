"""Spreadsheets of figures and targets: by plan and code, with the tasks that ask them."""

from typing import Any

from django.core.exceptions import ValidationError
from import_export import fields

from agencies.sheets.cells import said
from agencies.sheets.widgets import ByLabel, Decimals, WholeNumber, Words
from tasks.models import Figure, Plan, Target, Task
from tasks.models.thresholds import Operator
from tasks.plan.sheets_plan import PLAN, ByPlan, PlanRows, called_short

TASKS = "Mã nhiệm vụ"


class CodesOfTasks(PlanRows):
    """Rows that name tasks of their plan by code, parted by semicolons."""

    named_tasks = fields.Field(column_name=TASKS, readonly=True)

    def dehydrate_named_tasks(self, row: Any) -> str:
        """Return «III.1; III.2»."""
        return "; ".join(row.tasks.order_by("position").values_list("code", flat=True))

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Look which tasks there are."""
        self.named: dict[tuple[Any, ...], list[Task]] = {}
        rows = Task.objects.filter(plan__adhoc__isnull=True).select_related("plan")
        self.tasks = {(row.plan.code, row.code): row for row in rows}
        super().before_import(dataset, **kwargs)

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Find the tasks that the line names; ValidationError names the unknown ones."""
        super().before_import_row(row, **kwargs)
        if TASKS not in row:
            return
        plan, codes = said(row.get(PLAN)), parted(said(row[TASKS]))
        unknown = [code for code in codes if (plan, code) not in self.tasks]
        if unknown:
            message = f"Nhiệm vụ không có trong kế hoạch: {', '.join(unknown)}."
            raise ValidationError({TASKS: message})
        key = (plan, said(row.get("Mã")))
        self.named[key] = [self.tasks[plan, code] for code in codes]

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Link each row with the tasks that its line names, and no others."""
        super().after_import(dataset, result, **kwargs)
        if result.has_errors() or result.has_validation_errors():
            return
        plans = {plan for plan, _ in self.named}
        rows = self._meta.model.objects.filter(plan__code__in=plans)
        for row in rows.select_related("plan"):
            named = self.named.get((row.plan.code, row.code))
            if named is not None:
                row.tasks.set(named)


def parted(codes: str) -> list[str]:
    """Return the codes of «III.1; III.2», each once."""
    return list(
        dict.fromkeys(filter(None, (each.strip() for each in codes.split(";"))))
    )


class FigureResource(CodesOfTasks):
    """Figures by plan and code."""

    required_columns = (PLAN, "Mã", "Câu hỏi", "Kiểu", TASKS)
    plan = fields.Field("plan", PLAN, ByPlan(Plan, "Kế hoạch"))
    code = fields.Field("code", "Mã", Words())
    label = fields.Field("label", "Câu hỏi", Words())
    type = fields.Field("type", "Kiểu", ByLabel(dict(Figure.Type.choices), "Kiểu"))
    unit = fields.Field("unit", "Đơn vị tính", Words())
    across_time = fields.Field(
        "across_time",
        "Cộng theo thời gian",
        ByLabel(dict(Figure.OverTime.choices), "Cách cộng"),
    )
    help_text = fields.Field("help_text", "Hướng dẫn", Words())
    position = fields.Field("position", "Thứ tự", WholeNumber())

    class Meta:
        """Matched by plan and code."""

        model = Figure
        import_id_fields = ("plan", "code")
        fields = (
            "plan",
            "code",
            "named_tasks",
            "label",
            "type",
            "unit",
            "across_time",
            "help_text",
            "position",
        )

    def check_row(self, instance: Any) -> None:
        """Accept any line whose fields are right: a figure is not dated."""


class TargetResource(CodesOfTasks):
    """Targets by plan and code, with what they ask."""

    required_columns = (PLAN, "Mã", "Mục tiêu")
    plan = fields.Field("plan", PLAN, ByPlan(Plan, "Kế hoạch"))
    code = fields.Field("code", "Mã", Words())
    text = fields.Field("text", "Mục tiêu", Words())
    short_title = fields.Field("short_title", "Tên ngắn", Words())
    operator = fields.Field(
        "operator", "Phải đạt", ByLabel(dict(Operator.choices), "Phải đạt")
    )
    threshold = fields.Field("threshold", "Ngưỡng", Decimals())
    unit = fields.Field("unit", "Đơn vị của ngưỡng", Words())
    by_year = fields.Field("by_year", "Đến năm", WholeNumber())
    baseline = fields.Field("baseline", "Hiện trạng", Decimals())
    baseline_year = fields.Field("baseline_year", "Hiện trạng của năm", WholeNumber())
    path = fields.Field("path", "Lộ trình từng năm", Words())
    position = fields.Field("position", "Thứ tự", WholeNumber())

    class Meta:
        """Matched by plan and code."""

        model = Target
        import_id_fields = ("plan", "code")
        fields = (
            "plan",
            "code",
            "named_tasks",
            "text",
            "short_title",
            "operator",
            "threshold",
            "unit",
            "by_year",
            "baseline",
            "baseline_year",
            "path",
            "position",
        )

    def validate_instance(self, instance: Any, *args: Any, **kwargs: Any) -> None:
        """Call a target that has no short name by the beginning of its words."""
        instance.short_title = instance.short_title or called_short(instance.text)
        super().validate_instance(instance, *args, **kwargs)

    def check_row(self, instance: Any) -> None:
        """Refuse steps and years that say nothing."""
        instance.clean()
