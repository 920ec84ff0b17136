"""Outlines in the admin: sentences of figures and columns, one form per part."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from reporting.models import (
    AnnexColumn,
    OutlineClause,
    OutlineSection,
    ReportAnnex,
)
from tasks.doors.admin_listed import KindsMixin


class ClauseInline(KindsMixin, admin.StackedInline[OutlineClause, OutlineSection]):
    """The sentences of a section."""

    model = OutlineClause
    extra = 0
    autocomplete_fields = ("annex",)


class ColumnInline(admin.TabularInline[AnnexColumn, ReportAnnex]):
    """The columns of an annex; a figure that is not there is refused."""

    model = AnnexColumn
    extra = 0


@admin.register(OutlineSection)
class OutlineSectionAdmin(admin.ModelAdmin[OutlineSection]):
    """Headings with what writes them; keys never change."""

    list_display = ("title", "key", "parent", "position", "rule", "is_on")
    list_filter = ("outline", "rule", "is_on")
    list_select_related = ("parent",)
    search_fields = ("title", "key")
    filter_horizontal = ("annexes",)
    autocomplete_fields = ("parent",)
    readonly_fields = ("outline", "key")
    inlines = (ClauseInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: a section is added on the page of the outline."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: officers' words hang on it; it can be switched off."""
        return False


@admin.register(ReportAnnex)
class ReportAnnexAdmin(KindsMixin, admin.ModelAdmin[ReportAnnex]):
    """Annexes with their columns; keys never change."""

    list_display = ("title", "key", "position", "content", "layout", "is_on")
    list_filter = ("outline", "content", "is_on")
    search_fields = ("title", "key")
    readonly_fields = ("outline", "key", "content")
    inlines = (ColumnInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: an annex is added on the page of the outline."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: figures' keys name it; it can be switched off."""
        return False
