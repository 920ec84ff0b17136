"""Ad-hoc requests, to read: services write them."""

from datetime import date

from django.contrib import admin

from tasks.admin.readonly import ReadOnlyAdmin
from tasks.models import AdhocRequest, UnitReport


@admin.register(AdhocRequest)
class AdhocRequestAdmin(ReadOnlyAdmin):
    """What was asked by which letter, and how far it is."""

    list_display = (
        "plan",
        "number",
        "issued_on",
        "state",
        "unit_due",
        "created_by",
        "opened_at",
    )
    list_filter = ("state",)
    list_select_related = ("plan", "created_by")
    search_fields = ("plan__title", "plan__number")
    show_full_result_count = False

    @admin.display(description="số công văn", ordering="plan__number")
    def number(self, row: AdhocRequest) -> str:
        """Return the number of the letter that asks."""
        return row.plan.number

    @admin.display(description="ngày công văn", ordering="plan__issued_on")
    def issued_on(self, row: AdhocRequest) -> date | None:
        """Return its day."""
        return row.plan.issued_on


@admin.register(UnitReport)
class UnitReportAdmin(ReadOnlyAdmin):
    """Letters that agencies sent, for a period or to an ad-hoc request."""

    list_display = ("number", "signed_on", "agency", "period", "arrived_on")
    list_filter = ("entered_by_steering", "period__kind")
    list_select_related = ("agency", "period__plan")
    search_fields = ("number", "agency__search_text")
    show_full_result_count = False
