"""Agencies and groups for administrators."""

from typing import Any

from django.contrib import admin

from agencies.events.resources import AgencyResource
from agencies.models import Agency, AgencyGroup, GroupMember, GroupRule
from agencies.models.admin_searching import SearchesWithoutMarks
from kehoach.technical_admin.kept_admin import KeptOnceUsed
from kehoach.technical_admin.sheet_admin import SheetAdmin


@admin.register(Agency)
class AgencyAdmin(KeptOnceUsed, SearchesWithoutMarks, SheetAdmin):
    """Dated agencies with spreadsheet import and export; the code stays once people act
    for the agency.
    """

    kept = ("code",)
    instead = (
        "Cơ quan đã có cán bộ hoặc nhiệm vụ nên giữ nguyên mã: mã nằm trong địa chỉ và"
        " bảng tính."
    )

    resource_classes = [AgencyResource]
    list_display = (
        "short_name",
        "kind",
        "level",
        "territory",
        "valid_from",
        "valid_to",
    )
    list_filter = ("kind", "level", "territory", "one_step")
    search_fields = ("search_text", "code")
    autocomplete_fields = ("parent",)

    def used(self, obj: Any) -> bool:
        """Return whether somebody acts, or acted, for the agency, or it owes something."""
        return bool(obj.memberships.exists() or obj.duties.exists())


class GroupRuleInline(admin.TabularInline):
    """Rules of a group."""

    model = GroupRule
    extra = 0


class GroupMemberInline(admin.TabularInline):
    """Named members and exclusions of a group."""

    model = GroupMember
    extra = 0
    autocomplete_fields = ("agency",)


@admin.register(AgencyGroup)
class AgencyGroupAdmin(KeptOnceUsed, admin.ModelAdmin):
    """Groups as dated rules; the code stays once something is assigned to the group."""

    kept = ("code",)
    instead = "Đã có phân công cho nhóm này nên giữ nguyên mã: mã nằm trong bảng tính."
    list_display = ("name",)
    search_fields = ("name", "code")
    inlines = (GroupRuleInline, GroupMemberInline)

    def used(self, obj: Any) -> bool:
        """Return whether something is assigned to the group."""
        return bool(obj.assignments.exists())
