"""The ladder to edit: steps, yearly days of figures, hours without letters."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from kehoach.technical_admin.kept_admin import DeletedOneByOne
from tasks.doors.same_plan_form import SamePlanForm
from tasks.models import Channel, FigureDeadline, QuietHours, Reminder, Rung

#: What a step that was used means in the ledger; a change would rewrite its history.
MEANING = ("plan", "schedule", "deadline", "basis", "offset_days", "day_kind")


class RungForm(SamePlanForm):
    """Refuses a channel that the portal does not have, and to move a used step."""

    class Meta:
        """Every field."""

        model = Rung
        fields = (
            "plan",
            "schedule",
            "deadline",
            "basis",
            "offset_days",
            "day_kind",
            "repeat_every",
            "repeat_times",
            "addressees",
            "channel",
            "wording",
            "is_active",
        )

    def clean_channel(self) -> str:
        """Refuse the webhook while it has no address."""
        channel: str = self.cleaned_data["channel"]
        if channel == Channel.WEBHOOK and not settings.REMINDER_WEBHOOK_URL:
            message = (
                "Máy chủ chưa khai điểm nhận (REMINDER_WEBHOOK_URL), nên chưa dùng được"
                " kênh này."
            )
            raise forms.ValidationError(message)
        return channel

    def clean(self) -> dict[str, Any]:
        """Refuse to move a step that stands in the ledger: it is told what to do."""
        found: dict[str, Any] = super().clean() or {}
        moved = [name for name in MEANING if name in self.changed_data]
        if self.instance.pk and moved and self.instance.reminders.exists():
            labels = ", ".join(str(self.fields[name].label).lower() for name in moved)
            message = (
                f"Mốc này đã dùng để nhắc nên không đổi được {labels}: sổ nhắc việc sẽ"
                " nói sai về thư đã gửi. Bỏ chọn “đang dùng” và thêm một mốc mới."
            )
            raise forms.ValidationError(message)
        return found


@admin.register(Rung)
class RungAdmin(DeletedOneByOne, admin.ModelAdmin):
    """Steps of the reminder ladder; one that was used is switched off, not deleted."""

    form = RungForm
    list_display = (
        "__str__",
        "basis",
        "addressees",
        "channel",
        "wording",
        "is_used",
        "is_active",
    )
    list_filter = ("plan", "schedule", "basis", "channel", "is_active")
    autocomplete_fields = ("plan", "deadline", "wording")
    list_select_related = ("deadline", "wording")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rung]:
        """Know of each step whether the ledger holds it."""
        used = Reminder.objects.filter(rung=OuterRef("pk"))
        rows: QuerySet[Rung] = super().get_queryset(request)
        return rows.annotate(used=Exists(used))

    @admin.display(description="đã dùng", boolean=True)
    def is_used(self, rung: Rung) -> bool:
        """Return whether a reminder was planned on it."""
        return bool(rung.used)  # type: ignore[attr-defined] # annotated

    def has_delete_permission(
        self, request: HttpRequest, obj: Rung | None = None
    ) -> bool:
        """Refuse for a step that was used."""
        if obj and obj.reminders.exists():
            return False
        return super().has_delete_permission(request, obj)


class RungInline(admin.TabularInline):
    """The steps that count from a yearly day of figures."""

    model = Rung
    form = RungForm
    extra = 0
    fields = (
        "plan",
        "basis",
        "offset_days",
        "day_kind",
        "repeat_every",
        "repeat_times",
        "addressees",
        "channel",
        "wording",
        "is_active",
    )
    autocomplete_fields = ("plan", "wording")
    can_delete = False


@admin.register(FigureDeadline)
class FigureDeadlineAdmin(admin.ModelAdmin):
    """Yearly days by which figures must be in."""

    form = SamePlanForm

    list_display = ("name", "day", "month", "task", "law_basis", "is_active")
    list_select_related = ("task",)
    search_fields = ("name",)
    autocomplete_fields = ("plan", "task", "figures")
    inlines = (RungInline,)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: the ledger hangs on it; it can be switched off."""
        return False


@admin.register(QuietHours)
class QuietHoursAdmin(admin.ModelAdmin):
    """Hours in which no reminder leaves; days off are in their own table."""

    list_display = ("__str__", "note", "is_active")
