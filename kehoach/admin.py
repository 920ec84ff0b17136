"""Who signed in and who was refused, to look at; a refused name can be let in again."""

from axes.models import AccessAttempt, AccessLog
from django.contrib import admin
from django.http import HttpRequest


class Watched(admin.ModelAdmin):
    """Rows that the door itself writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse."""
        return False


@admin.register(AccessLog)
class AccessLogAdmin(Watched):
    """Who signed in when."""

    list_display = ("username", "ip_address", "attempt_time", "logout_time")
    fields = ("username", "ip_address", "user_agent", "attempt_time", "logout_time")
    readonly_fields = fields
    search_fields = ("username", "ip_address")
    date_hierarchy = "attempt_time"
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse: it is a record."""
        return False


@admin.register(AccessAttempt)
class AccessAttemptAdmin(Watched):
    """Names that were refused; deleting a row lets the name try again at once."""

    list_display = ("username", "ip_address", "failures_since_start", "attempt_time")
    fields = (
        "username",
        "ip_address",
        "user_agent",
        "failures_since_start",
        "attempt_time",
    )
    readonly_fields = fields
    search_fields = ("username", "ip_address")
    show_full_result_count = False
