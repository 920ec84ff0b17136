"""Registers, their columns and what is counted from them, made without a programmer."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from agencies.models import User
from kehoach.technical_admin.kept_admin import HeldOnceUsed
from kehoach.technical_admin.list_fields import LinesField
from tasks.doors.same_plan_form import SamePlanForm
from tasks.models import FigureCount, Register, RegisterColumn
from tasks.sums.counted import recount

_JSON: Any = {models.JSONField: {"form_class": LinesField}}


class ColumnInline(admin.StackedInline):
    """Columns; one that rows may use is switched off, not deleted."""

    model = RegisterColumn
    extra = 0
    formfield_overrides = _JSON

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse once the register has a row."""
        allowed = super().has_delete_permission(request, obj)
        return bool(allowed and not (obj and obj.rows.exists()))


@admin.register(Register)
class RegisterAdmin(HeldOnceUsed, admin.ModelAdmin):
    """Registers; what a row means stays once there is one."""

    form = SamePlanForm
    kept = ("plan", "code", "kept_by", "is_stock")
    instead = (
        "Sổ đã có dòng nên kế hoạch, mã, người ghi, loại sổ giữ nguyên. Không dùng nữa"
        " thì bỏ chọn “đang dùng”; cột không dùng nữa cũng vậy."
    )
    list_display = ("name", "code", "plan", "kept_by", "is_stock", "is_active")
    list_filter = ("plan", "is_active")
    list_select_related = ("plan",)
    search_fields = ("name", "code")
    autocomplete_fields = ("plan", "tasks")
    formfield_overrides = _JSON
    inlines = (ColumnInline,)

    def used(self, obj: Any) -> bool:
        """Return whether somebody wrote a row."""
        return bool(obj.rows.exists())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse to delete a register with rows or counted figures."""
        allowed = super().has_delete_permission(request, obj)
        used = obj and (obj.rows.exists() or obj.counts.exists())
        return bool(allowed and not used)


@admin.register(RegisterColumn)
class RegisterColumnAdmin(admin.ModelAdmin):
    """Columns, found by other forms of the admin; edited at their register."""

    list_display = ("label", "register", "kind", "is_active")
    list_select_related = ("register",)
    search_fields = ("label", "code", "register__name")
    autocomplete_fields = ("register",)
    formfield_overrides = _JSON

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: a column is added at its register."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: a column is switched off at its register."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: a column is changed at its register."""
        return False


@admin.register(FigureCount)
class FigureCountAdmin(admin.ModelAdmin):
    """Figures counted from registers, from a day on; what was reported before stays."""

    list_display = ("figure", "register", "how", "must_list", "starts_on")
    list_filter = ("register",)
    list_select_related = ("figure", "register")
    search_fields = ("figure__label", "figure__code", "register__name")
    autocomplete_fields = ("figure", "register", "column", "day_column")
    formfield_overrides = _JSON

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        """Count at once in the open periods, and say what changed."""
        super().save_related(request, form, formsets, change)
        actor, count = cast(User, request.user), form.instance
        changed = recount(
            register=count.register, agency_ids=None, actor=actor, now=timezone.now()
        )
        if changed:
            units = len({value.agency_id for value in changed})
            messages.info(
                request,
                f"Đã đếm lại từ sổ cho {units} đơn vị ở các kỳ đang mở; số của kỳ đã"
                " chốt giữ nguyên.",
            )
