"""Word templates in the admin: history to read."""

from django.contrib import admin

from reporting.models import ReportTemplate
from tasks.admin.readonly import ReadOnlyAdmin


@admin.register(ReportTemplate)
class ReportTemplateAdmin(ReadOnlyAdmin):
    """Who uploaded what; uploading is done on the page «Mẫu Word»."""

    list_display = ("plan", "number", "name", "sha256", "note", "author", "saved_at")
    list_select_related = ("plan", "author")
