"""Plans, sections, tasks and assignments."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from kehoach.technical_admin.kept_admin import KeptOnceUsed
from kehoach.technical_admin.list_fields import LinesField
from tasks.changing.held import has_duties
from tasks.doors.admin_filters import (
    PlanFilter,
    PlanItself,
    PlanOfTask,
    WithoutRequests,
)
from tasks.doors.same_plan_form import SamePlanForm
from tasks.figures.admin import TargetAdmin
from tasks.figures.asked_alike import tasks_at_odds
from tasks.models import (
    Assignment,
    Holiday,
    Plan,
    PlanScope,
    PlanState,
    ReturnReason,
    Section,
    Target,
    Task,
)
from tasks.periods.calendars import put_calendar
from tasks.periods.ready_calendars import USUAL_CALENDAR
from tasks.plan.admin_held import HeldAdmin, HeldEdits
from tasks.plan.admin_nightly import NightlyAdmin
from tasks.plan.sheets import TaskResource
from tasks.plan.sheets_assignments import AssignmentResource
from tasks.plan.sheets_headings import SectionResource


class PlanScopeInline(admin.TabularInline):
    """Territories covered, each with its days."""

    model = PlanScope
    extra = 0


@admin.register(Plan)
class PlanAdmin(
    KeptOnceUsed, NightlyAdmin, WithoutRequests, HeldEdits, admin.ModelAdmin
):
    """The issued document; its code stands in addresses once a period was opened."""

    kept = ("code",)
    instead = (
        "Kế hoạch đã mở kỳ báo cáo nên giữ nguyên mã: mã nằm trong địa chỉ các trang."
    )

    plan_path = ""
    list_filter = (PlanItself,)
    search_fields = ("short_title", "number", "code")
    formfield_overrides = {models.JSONField: {"form_class": LinesField}}
    list_display = ("short_title", "state", "number", "issued_on", "steering_agency")
    list_select_related = ("steering_agency",)
    autocomplete_fields = ("steering_agency", "contact")
    inlines = (PlanScopeInline,)

    def used(self, obj: Any) -> bool:
        """Return whether a period was opened."""
        return bool(obj.periods.exists())

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave the state of a draft to its publishing, which opens the year and tells
        everybody (`tasks.plan.publishing`).
        """
        kept = super().get_readonly_fields(request, obj)
        return (*kept, "state") if obj is None or obj.is_draft else kept

    def formfield_for_choice_field(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Offer no way back to a draft: agencies owe what was published."""
        if db_field.name == "state":
            draft = PlanState.DRAFT
            kwargs["choices"] = [each for each in PlanState.choices if each[0] != draft]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        """Give a new plan the usual reporting calendar; its page edits it."""
        super().save_model(request, obj, form, change)
        if not change:
            put_calendar(obj, USUAL_CALENDAR)

    def has_delete_permission(
        self,
        request: HttpRequest,
        obj: Any = None,
    ) -> bool:
        """Refuse: everything hangs on it."""
        return False


@admin.register(Section)
class SectionAdmin(KeptOnceUsed, WithoutRequests, HeldAdmin):
    """Headings; the plan stays once agencies owe something under it."""

    kept = ("plan",)
    instead = (
        "Các đơn vị đã có nhiệm vụ của kế hoạch này: đổi mã, tên mục thì thành dự thảo"
        " điều chỉnh, kỳ đã qua giữ tên cũ."
    )

    resource_classes = [SectionResource]

    list_filter = (PlanFilter,)
    autocomplete_fields = ("plan", "parent")

    list_display = ("code", "title", "plan")
    list_select_related = ("plan",)
    search_fields = ("code", "title")

    def used(self, obj: Any) -> bool:
        """Return whether duties of the plan depend on the heading."""
        return has_duties(obj)


admin.site.unregister(Target)


@admin.register(Target)
class HeldTargetAdmin(HeldEdits, TargetAdmin):
    """Targets that wait for a document once agencies report on the plan; how one is
    counted is said once it is there.
    """

    kept: tuple[str, ...] = ("plan",)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Offer no measures of a target that may have to wait."""
        return super().get_inlines(request, obj) if obj else ()


class TaskForm(SamePlanForm):
    """A task; what is written at once asks its figures as others do."""

    def clean(self) -> Any:
        """Refuse other times than those of tasks that ask the same figures; where
        duties stand on the task, the draft is told.
        """
        said, task = super().clean(), self.instance
        if {"schedule", "year_days"} & set(self.changed_data) and not has_duties(task):
            times = (self.cleaned_data.get(n, "") for n in ("schedule", "year_days"))
            for why in tasks_at_odds({task.pk: tuple(times)} if task.pk else {}):
                self.add_error("schedule", why)
        return said


@admin.register(Task)
class TaskAdmin(WithoutRequests, HeldAdmin):
    """Tasks and responsibilities."""

    form = TaskForm
    resource_classes = [TaskResource]
    list_display = ("code", "short_title", "schedule", "schedule_text")
    fieldsets = (
        (
            None,
            {"fields": ("plan", "section", "parent", "code", "text", "short_title")},
        ),
        (
            "Cơ quan theo kế hoạch",
            {
                "fields": (
                    *("role_label", "assignee_text", "coordinating_text"),
                    "addressed_to",
                )
            },
        ),
        (
            "Thời gian",
            {
                "fields": (
                    *("schedule_text", "schedule", "due_on", "begins_on"),
                    *("year_days", "offset_days", "offset_working"),
                    *("anchor", "anchor_on", "heartbeat_days"),
                ),
                "description": (
                    "Ghi nguyên văn thời gian theo kế hoạch, rồi chọn cách hiểu; chỉ"
                    " nhập ô mà cách hiểu đó cần."
                ),
            },
        ),
        (
            "Báo cáo",
            {
                "fields": (
                    *("product", "evidence_required", "proof"),
                    *("guidance", "law_basis"),
                )
            },
        ),
        ("Kinh phí", {"fields": ("budget_text", "budget")}),
        ("Khác", {"fields": ("yields_to", "feeds", "position")}),
    )
    list_filter = (PlanFilter, "schedule")
    search_fields = ("code", "short_title", "text")
    autocomplete_fields = ("plan", "section", "parent", "yields_to", "feeds")


@admin.register(Assignment)
class AssignmentAdmin(HeldAdmin):
    """Assignments; a proposal counts once number and day of its basis are filled."""

    resource_classes = [AssignmentResource]
    list_display = (
        "task",
        "agency",
        "group",
        "role",
        "mode",
        "is_proposal",
        "basis_number",
        "valid_from",
        "valid_to",
    )
    list_filter = (PlanOfTask, "role", "mode", "is_proposal")
    list_select_related = ("task__plan", "agency", "group")
    search_fields = ("task__code", "agency__search_text", "group__name")
    autocomplete_fields = ("task", "agency", "group", "replaces")


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin):
    """Days off and compensatory working days."""

    list_display = ("day", "name", "is_worked")
    list_filter = ("is_worked",)
    date_hierarchy = "day"


@admin.register(ReturnReason)
class ReturnReasonAdmin(admin.ModelAdmin):
    """Sentences offered when the steering agency asks for completion."""

    list_display = ("text", "position", "is_active")
    list_editable = ("position", "is_active")
