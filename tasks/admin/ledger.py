"""Duties as they stand, to read by address; people look at them on the portal's pages."""

from django.contrib import admin

from tasks.admin.readonly import ReadOnlyAdmin
from tasks.models import Duty


@admin.register(Duty)
class DutyAdmin(ReadOnlyAdmin):
    """Duties as they stand."""

    list_display = ("task", "agency", "period", "state", "progress", "due_on")
    fields = list_display
    list_filter = ("state", "period")
    list_select_related = ("task", "agency", "period__plan")
    search_fields = ("agency__search_text", "task__code")
    show_full_result_count = False
