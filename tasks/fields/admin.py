"""Grants of fields to look at and put right; each edit stands in the audit trail."""

from django.contrib import admin

from kehoach.technical_admin.kept_admin import DeletedOneByOne
from tasks.doors.same_plan_form import SamePlanForm
from tasks.models import FieldGrant


@admin.register(FieldGrant)
class FieldGrantAdmin(DeletedOneByOne, admin.ModelAdmin):
    """Who is responsible for a field and reads its answers."""

    form = SamePlanForm
    list_display = ("name", "agency", "plan", "valid_from", "valid_to", "legal_basis")
    list_filter = ("plan",)
    list_select_related = ("agency", "plan")
    search_fields = ("name", "agency__name")
    autocomplete_fields = ("plan", "agency", "tasks", "figures")
