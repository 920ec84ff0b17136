"""The ledger and the history, to read."""

from datetime import datetime

from django.contrib import admin

from tasks.admin.readonly import ReadOnlyAdmin
from tasks.models import Difficulty, Duty, DutyEvent, Envelope, Evidence, Reminder


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    """What was planned, sent, dropped or failed."""

    list_display = (
        "duty",
        "person",
        "channel",
        "occasion",
        "state",
        "sent_at",
        "problem",
    )
    list_filter = ("envelope__state", "channel")
    list_select_related = ("duty__task", "duty__agency", "person", "envelope")
    show_full_result_count = False

    @admin.display(description="trạng thái")
    def state(self, row: Reminder) -> str:
        """Return the state in words."""
        return row.get_state_display()

    @admin.display(description="gửi lúc")
    def sent_at(self, row: Reminder) -> datetime | None:
        """Return when the other side took it."""
        return row.sent_at

    @admin.display(description="lỗi")
    def problem(self, row: Reminder) -> str:
        """Return why it was dropped, or what the other side said."""
        return row.problem


@admin.register(Envelope)
class EnvelopeAdmin(ReadOnlyAdmin):
    """What was claimed, sent, put off or refused as one letter."""

    list_display = ("person", "channel", "planned_at", "state", "sent_at", "problem")
    list_filter = ("state", "channel")
    list_select_related = ("person",)
    show_full_result_count = False


@admin.register(Duty)
class DutyAdmin(ReadOnlyAdmin):
    """Duties as they stand."""

    list_display = ("task", "agency", "period", "state", "progress", "due_on")
    list_filter = ("state", "period")
    list_select_related = ("task", "agency", "period__plan")
    search_fields = ("agency__search_text", "task__code")
    show_full_result_count = False


@admin.register(DutyEvent)
class DutyEventAdmin(ReadOnlyAdmin):
    """Every move of a duty."""

    list_display = ("duty", "kind", "actor", "effective_on", "recorded_at")
    list_filter = ("kind",)
    list_select_related = ("duty__task", "duty__agency", "actor")
    show_full_result_count = False


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    """Evidence and its hashes."""

    list_display = ("subject", "number", "agency", "file_name", "recorded_at")
    list_select_related = ("agency",)


@admin.register(Difficulty)
class DifficultyAdmin(ReadOnlyAdmin):
    """Difficulties and answers."""

    list_display = ("agency", "text", "state", "raised_on")
    list_filter = ("state",)
    list_select_related = ("agency",)
