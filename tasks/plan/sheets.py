"""Spreadsheets of headings and tasks: keyed by plan and code, Vietnamese errors."""

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
from tasks.models import Plan, PlanState, Recurrence, Section, Task
from tasks.plan.sheets_held import HeldRows
from tasks.plan.sheets_plan import PLAN, ByPlan, InPlan, PlanRows, called_short
from tasks.plan.time_words import recurrence_read

ABOVE = "Thuộc mục"
TIME, TIME_SAID = "Thời gian", "Thời gian theo kế hoạch"


class SectionResource(PlanRows, HeldRows):
    """Parts and headings by plan and code; a line may stand under one further down."""

    required_columns = (PLAN, "Mã", "Tiêu đề")
    plan = fields.Field("plan", PLAN, ByPlan(Plan, "Kế hoạch"))
    code = fields.Field("code", "Mã", Words())
    title = fields.Field("title", "Tiêu đề", Words())
    above = fields.Field("parent__code", ABOVE, Words(), readonly=True)
    law_basis = fields.Field("law_basis", "Căn cứ luật", Words())
    position = fields.Field("position", "Thứ tự", WholeNumber())

    class Meta:
        """Matched by plan and code."""

        model = Section
        import_id_fields = ("plan", "code")
        fields = ("plan", "code", "title", "above", "law_basis", "position")

    def check_row(self, instance: Any) -> None:
        """Accept any line whose fields are right: a heading is not dated."""

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Look which headings there are, and which the file brings."""
        super().before_import(dataset, **kwargs)
        rows = Section.objects.filter(plan__code__in=self.plans)
        keyed = rows.values_list("plan__code", "code")
        self.stored = {
            row[:2]: row[2] for row in keyed.values_list("plan__code", "code", "pk")
        }
        self.there = set(self.stored)
        published = keyed.exclude(plan__state=PlanState.DRAFT)
        self.fixed = {
            row[:2]: row[2] or ""
            for row in published.values_list("plan__code", "code", "parent__code")
        }
        self.under: dict[tuple[str, str], str] = {}
        above = keyed.values_list("plan__code", "code", "parent__code")
        self.beneath = {row[:2]: row[2] or "" for row in above}
        for row in dataset.dict:
            plan = self.of_plan or said(row.get(PLAN)) or self.plans[0]
            key = plan, said(row.get("Mã"))
            self.there.add(key)
            if ABOVE in row:
                self.beneath[key] = said(row[ABOVE])

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Remember under which heading the line stands; ValidationError where it stands
        under none that there is, or under itself.
        """
        super().before_import_row(row, **kwargs)
        if ABOVE not in row:
            return
        plan, code, above = (said(row.get(name)) for name in (PLAN, "Mã", ABOVE))
        if self._stands_under_itself(plan, code):
            raise ValidationError({ABOVE: f"Mục {code} không thể nằm dưới chính nó."})
        if above and (plan, above) not in self.there:
            message = f"Mục «{above}» không có trong kế hoạch, cũng không có trong tệp."
            raise ValidationError({ABOVE: message})
        if self.fixed.get((plan, code), above) != above:
            message = "Kế hoạch đã công bố: đổi chỗ mục ở «Điều chỉnh kế hoạch»."
            raise ValidationError({ABOVE: message})
        self.under[plan, code] = above

    def _stands_under_itself(self, plan: str, code: str) -> bool:
        """Return whether the way up from the heading, as the file would leave it, leads
        back to it.
        """
        met: set[str] = set()
        above = self.beneath.get((plan, code), "")
        while above and above != code and above not in met:
            met.add(above)
            above = self.beneath.get((plan, above), "")
        return bool(code) and above == code

    def save_instance(
        self, instance: Any, is_create: bool, row: Any, **kwargs: Any
    ) -> None:
        """Put a new heading under the one that there is."""
        above = self.under.get((said(row.get(PLAN)), instance.code), "")
        if is_create and above:
            instance.parent_id = self.stored.get((said(row.get(PLAN)), above))
        super().save_instance(instance, is_create, row, **kwargs)

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Put each heading under its own, once all of them are there; those that wait
        stand in the draft behind the new one that they are under.
        """
        self.added = self._from_above(self.added)
        super().after_import(dataset, result, **kwargs)
        if result.has_errors() or result.has_validation_errors() or not self.under:
            return
        rows = Section.objects.filter(plan__code__in={plan for plan, _ in self.under})
        found = {(row.plan.code, row.code): row for row in rows.select_related("plan")}
        changed = [key for key in self.under if key in found]  # others wait
        for plan, code in changed:
            above = self.under[plan, code]
            found[plan, code].parent = found[plan, above] if above else None
        Section.objects.bulk_update([found[key] for key in changed], ["parent"])

    def _from_above(self, rows: list[Any]) -> list[Any]:
        """Put the headings that wait under those that wait with them; return them in
        the order of the file, each behind its own.
        """
        new = {(row.plan.code, row.code): row for row in rows}
        ordered: dict[tuple[str, str], Any] = {}
        for key in new:
            way = [key]
            while (above := (key[0], self.under.get(way[-1], ""))) in new:
                new[way[-1]].parent = new[above]
                way.append(above)
            ordered |= {each: new[each] for each in reversed(way)}
        return list(ordered.values())


class TaskResource(PlanRows, HeldRows):
    """Tasks and responsibilities by plan and code."""

    required_columns = (
        *(PLAN, "Mã", "Mục", "Nội dung"),
        ("Thời gian", TIME_SAID),
    )
    plan = fields.Field("plan", PLAN, ByPlan(Plan, "Kế hoạch"))
    code = fields.Field("code", "Mã", Words())
    section = fields.Field("section", "Mục", InPlan(Section, "Mục"))
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
        """Refuse a recurrence that says nothing, and a day on which the plan does not
        run.
        """
        if problems := instance.recurrence_problems():
            raise ValidationError(problems)
        if why := instance.day_outside(instance.due_on):
            raise ValidationError({"due_on": why})
