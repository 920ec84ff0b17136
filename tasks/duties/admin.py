"""Duties as they stand, to read by address; people look at them on the portal's pages."""

from django.contrib import admin

from tasks.duties.admin_readonly import ReadOnlyAdmin
from tasks.models import Duty, FileScan, FileTrouble


@admin.register(Duty)
class DutyAdmin(ReadOnlyAdmin):
    """Duties as they stand."""

    list_display = ("task", "agency", "period", "state", "progress", "due_on")
    fields = list_display
    list_filter = ("state", "period")
    list_select_related = ("task", "agency", "period__plan")
    search_fields = ("agency__search_text", "task__code")
    show_full_result_count = False


@admin.register(FileTrouble)
class FileTroubleAdmin(ReadOnlyAdmin):
    """Files and facts that are not what was stored, and when they were right again."""

    list_display = ("place", "kind", "about", "found_at", "seen_at", "mended_at")
    list_filter = ("kind", ("mended_at", admin.EmptyFieldListFilter))


@admin.register(FileScan)
class FileScanAdmin(ReadOnlyAdmin):
    """What the search for malware said of each file, and why one still waits."""

    list_display = ("name", "state", "found", "problem", "kept_at", "scanned_at")
    autocomplete_fields = ("kept_by",)
    list_filter = ("state",)
    search_fields = ("name",)
    show_full_result_count = False
