"""Figures, targets and measures: data that an administrator can change."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest
from django.utils import timezone

from agencies.models import User
from kehoach.technical_admin.kept_admin import HeldOnceUsed
from kehoach.technical_admin.list_fields import LinesField
from tasks.doors.admin_filters import PlanFilter, WithoutRequests
from tasks.doors.admin_listed import KindsMixin
from tasks.doors.same_plan_form import SamePlanForm
from tasks.figures.asked_alike import AskedBy, asked_at_odds, asks_no_more
from tasks.figures.measures import stamp
from tasks.models import (
    AdhocRequest,
    Figure,
    MeasureResult,
    Target,
    TargetMeasure,
    Task,
    TaskFigure,
)


class TasksOfFigure(forms.BaseInlineFormSet):
    """The tasks that ask a figure, which a plan at work asks alike."""

    def clean(self) -> None:
        """Refuse tasks of different times together, once one is added or changed."""
        super().clean()
        said = [each.cleaned_data for each in self.forms]
        tasks = [
            each["task"]
            for each in said
            if each.get("task") and not each.get(DELETION_FIELD_NAME)
        ]
        if not self.has_changed() or any(task.plan.is_draft for task in tasks):
            return
        row = self.instance
        named = Task.objects.filter(pk__in=[task.pk for task in tasks])
        asked = (
            AskedBy(row.pk, row.label, t.code, (t.schedule, t.year_days))
            for t in named.exclude(asks_no_more())
        )
        if found := asked_at_odds(asked):
            raise ValidationError(found)


class TaskFigureInline(admin.TabularInline):
    """Tasks that ask for a figure."""

    model = TaskFigure
    form = SamePlanForm
    formset = TasksOfFigure
    extra = 0
    autocomplete_fields = ("task",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse once somebody answered: the answer would belong to nothing."""
        allowed = super().has_delete_permission(request, obj)
        return bool(allowed and not (obj and obj.values.exists()))


@admin.register(Figure)
class FigureAdmin(HeldOnceUsed, KindsMixin, WithoutRequests):
    """Questions with numbers; what an answer means stays once somebody answered."""

    form = SamePlanForm

    kept = (
        "plan",
        "code",
        "type",
        "unit",
        "across_agencies",
        "across_time",
        "from_predecessors",
    )
    instead = (
        "Đã có đơn vị trả lời số liệu này nên mã, kiểu, đơn vị tính, cách cộng giữ nguyên."
        " Muốn hỏi khác: bỏ chọn “đang dùng” và thêm một số liệu mới."
    )

    list_display = ("label", "code", "type", "unit", "across_time", "is_active")
    list_filter = (PlanFilter, "type", "across_time", "is_active")
    search_fields = ("label", "code")
    autocomplete_fields = ("plan", "not_above", "not_below")
    formfield_overrides = {models.JSONField: {"form_class": LinesField}}
    inlines = (TaskFigureInline,)

    def used(self, obj: Any) -> bool:
        """Return whether somebody answered, or was asked out of the ordinary."""
        sent = AdhocRequest.objects.filter(plan=obj.plan_id, opened_at__isnull=False)
        return bool(obj.values.exists() or sent.exists())


class MeasureInline(admin.StackedInline):
    """How a target is counted."""

    model = TargetMeasure
    form = SamePlanForm
    extra = 0
    autocomplete_fields = (
        "task",
        "numerator_figures",
        "denominator_figure",
        "not_applicable_figure",
    )


@admin.register(Target)
class TargetAdmin(HeldOnceUsed, admin.ModelAdmin):
    """Targets; plan and code stay once a period stored results under them."""

    form = SamePlanForm

    kept: tuple[str, ...] = ("plan", "code")
    instead = (
        "Đã có kỳ chốt kết quả của mục tiêu này nên giữ nguyên kế hoạch, mã. Đổi cách đo"
        " chỉ có hiệu lực cho kỳ đang mở."
    )

    list_display = ("code", "short_title", "operator", "threshold", "unit")
    list_filter = (PlanFilter,)
    search_fields = ("code", "short_title", "text")
    autocomplete_fields = ("plan",)
    filter_horizontal = ("tasks",)
    inlines = (MeasureInline,)

    def used(self, obj: Any) -> bool:
        """Return whether a closed period stored results of it."""
        return MeasureResult.objects.filter(measure__target=obj).exists()

    def save_formset(
        self,
        request: HttpRequest,
        form: Any,
        formset: Any,
        change: bool,
    ) -> None:
        """Keep who approved a measure here, and when."""
        for each in formset.forms:
            if "is_approved" in each.changed_data:
                actor = cast(User, request.user)
                stamp(each.instance, actor=actor, now=timezone.now())
        super().save_formset(request, form, formset, change)
