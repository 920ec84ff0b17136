"""Who signed in, to look at."""

from django.contrib import admin
from django.http import HttpRequest

from agencies.models import SignIn


@admin.register(SignIn)
class SignInAdmin(admin.ModelAdmin):
    """Who signed in when and from where; rows that the door itself writes."""

    list_display = ("user", "address", "device", "at", "ended_at")
    fields = readonly_fields = list_display
    list_select_related = ("user",)
    search_fields = ("user__username", "user__search_text", "address")
    date_hierarchy = "at"
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse: it is a record."""
        return False
