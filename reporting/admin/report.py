"""The yearly report in the admin: read only, it is written on its own page."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from reporting.models import YearlyReport


@admin.register(YearlyReport)
class YearlyReportAdmin(admin.ModelAdmin[YearlyReport]):
    """Shows where each report stands."""

    list_display = ("period", "state", "number", "issued_on", "updated_at")
    list_select_related = ("period",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: a report begins on its page."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: words are edited on the page, with a version check."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: history is never rewritten."""
        return False
