"""Agencies and groups for administrators."""

from django.contrib import admin

from agencies.admin.searching import SearchesWithoutMarks
from agencies.models import Agency, AgencyGroup, GroupMember, GroupRule
from agencies.resources import AgencyResource
from kehoach.sheet_admin import SheetAdmin


@admin.register(Agency)
class AgencyAdmin(SearchesWithoutMarks, SheetAdmin):
    """Dated agencies with spreadsheet import and export."""

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
class AgencyGroupAdmin(admin.ModelAdmin):
    """Groups as dated rules."""

    list_display = ("name",)
    search_fields = ("name", "code")
    inlines = (GroupRuleInline, GroupMemberInline)
