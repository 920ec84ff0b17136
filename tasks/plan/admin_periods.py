"""Periods in the technical admin: which one, by the plan's calendar; opening it."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from agencies.models import User
from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from kehoach.technical_admin.kept_admin import DeletedOneByOne
from tasks.doors.admin_filters import PlanFilter
from tasks.doors.same_plan_form import SamePlanForm
from tasks.models import Period
from tasks.periods.calendars import new_period
from tasks.periods.days import DEADLINES
from tasks.periods.opening import open_period, preview_period


class CalendarPeriodForm(SamePlanForm):
    """A period that the plan's calendar has for the year; it says name and whole."""

    def clean(self) -> dict[str, Any]:
        """Refuse a key that the calendar of the year does not have."""
        cleaned = super().clean() or {}
        plan, year, kind = (cleaned.get(name) for name in ("plan", "year", "kind"))
        if plan and year and kind:
            try:
                found = new_period(plan, year, kind)
            except RuleBroken as error:
                self.add_error("kind", error.message)
            else:
                self.instance.label, self.instance.part_of = found.label, found.part_of
        return cleaned


@admin.register(Period)
class PeriodAdmin(DeletedOneByOne, admin.ModelAdmin):
    """Periods; opening creates the duties, with a preview."""

    form = CalendarPeriodForm

    list_display = ("__str__", "data_from", "data_to", "unit_due", "state")
    list_filter = (PlanFilter, "kind", "state")
    list_select_related = ("plan",)
    autocomplete_fields = ("plan",)
    readonly_fields = ("label", "part_of", "state", "opened_at", "closed_at")
    actions = ("preview", "open_duties")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Period | None = None
    ) -> tuple[str, ...]:
        """Leave the days of a period to its page, which moves its duties too; which
        period it is stays once it was opened, or was made by a request.
        """
        days = ("data_from", "data_to", *DEADLINES) if obj else ()
        is_set = obj and (obj.opened_at or obj.is_adhoc)
        which = ("plan", "year", "kind") if is_set else ()
        return (*self.readonly_fields, *days, *which)

    def has_change_permission(
        self,
        request: HttpRequest,
        obj: Any = None,
    ) -> bool:
        """Refuse once the period is closed: it is looked at."""
        allowed = super().has_change_permission(request, obj)
        return bool(allowed and (obj is None or obj.state != Period.State.CLOSED))

    def has_delete_permission(
        self,
        request: HttpRequest,
        obj: Any = None,
    ) -> bool:
        """Refuse once the period was opened."""
        allowed = super().has_delete_permission(request, obj)
        return bool(allowed and (obj is None or not obj.opened_at))

    @admin.action(description="Xem trước nhiệm vụ sẽ được tạo")
    def preview(self, request: HttpRequest, queryset: QuerySet[Period]) -> None:
        """Say what opening would create, per task."""
        for period in queryset.select_related("plan"):
            found = preview_period(
                plan=period.plan,
                year=period.year,
                kind=period.kind,
                today=timezone.localdate(),
            )
            messages.info(request, f"{period}: sẽ tạo {found}.")

    @admin.action(description="Mở kỳ: tạo nhiệm vụ còn thiếu", permissions=["change"])
    def open_duties(self, request: HttpRequest, queryset: QuerySet[Period]) -> None:
        """Create the duties that are missing."""
        today, now = read_clock()
        for period in queryset.select_related("plan"):
            try:
                open_period(
                    plan=period.plan,
                    year=period.year,
                    kind=period.kind,
                    actor=cast(User, request.user),
                    today=today,
                    now=now,
                )
            except RuleBroken as refusal:
                messages.error(request, f"{period}: {refusal.message}")
            else:
                messages.success(request, f"Đã mở {period}.")
