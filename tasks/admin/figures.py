"""Figures, targets and measures: data that an administrator can change."""

from django.contrib import admin

from tasks.models import Figure, Target, TargetMeasure, TaskFigure


class TaskFigureInline(admin.TabularInline):
    """Tasks that ask for a figure."""

    model = TaskFigure
    extra = 0
    autocomplete_fields = ("task",)


@admin.register(Figure)
class FigureAdmin(admin.ModelAdmin):
    """Questions with numbers."""

    list_display = ("label", "code", "type", "unit", "across_time", "is_active")
    list_filter = ("type", "across_time", "is_active")
    search_fields = ("label", "code")
    autocomplete_fields = ("not_above", "not_below")
    inlines = (TaskFigureInline,)


class MeasureInline(admin.StackedInline):
    """How a target is counted."""

    model = TargetMeasure
    extra = 0
    autocomplete_fields = (
        "task",
        "numerator_figures",
        "denominator_figure",
        "not_applicable_figure",
    )


@admin.register(Target)
class TargetAdmin(admin.ModelAdmin):
    """The seven targets."""

    list_display = ("code", "short_title", "percent_stated")
    filter_horizontal = ("tasks",)
    inlines = (MeasureInline,)
