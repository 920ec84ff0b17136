"""Outlines in the admin: sentences of figures and columns, one form per part."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from reporting.models import (
    AnnexColumn,
    Outline,
    OutlineChange,
    OutlineClause,
    OutlineSection,
    ReportAnnex,
)
from tasks.admin.readonly import ReadOnlyAdmin


class ClauseInline(admin.StackedInline[OutlineClause, OutlineSection]):
    """The sentences of a section."""

    model = OutlineClause
    extra = 0


class ColumnInline(admin.TabularInline[AnnexColumn, ReportAnnex]):
    """The columns of an annex; a figure that is not there is refused."""

    model = AnnexColumn
    extra = 0


@admin.register(Outline)
class OutlineAdmin(ReadOnlyAdmin):
    """One per plan; made by `seed_outlines` or by the first edit on its page."""

    list_display = ("plan", "version")
    list_select_related = ("plan",)


@admin.register(OutlineSection)
class OutlineSectionAdmin(admin.ModelAdmin[OutlineSection]):
    """Headings with what writes them; keys never change."""

    list_display = ("title", "key", "parent", "position", "rule", "is_on")
    list_filter = ("outline", "rule", "is_on")
    list_select_related = ("parent",)
    search_fields = ("title", "key")
    filter_horizontal = ("annexes",)
    readonly_fields = ("outline", "key")
    inlines = (ClauseInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: a section is added on the page of the outline."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: officers' words hang on it; it can be switched off."""
        return False


@admin.register(ReportAnnex)
class ReportAnnexAdmin(admin.ModelAdmin[ReportAnnex]):
    """Annexes with their columns; keys never change."""

    list_display = ("title", "key", "position", "content", "layout", "is_on")
    list_filter = ("outline", "content", "is_on")
    readonly_fields = ("outline", "key", "content")
    inlines = (ColumnInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: an annex is added on the page of the outline."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: figures' keys name it; it can be switched off."""
        return False


@admin.register(OutlineChange)
class OutlineChangeAdmin(ReadOnlyAdmin):
    """Who changed what."""

    list_display = ("outline", "version", "what", "author", "changed_at")
    list_select_related = ("outline__plan", "author")
