"""The forms of the steering agency's review: complete, waive, extend, reopen, answer."""

from typing import Any

from django import forms

from tasks.doors.fields import Dated, NfcCharField, day_field, text_area
from tasks.doors.later_day import DayOffForm, EarlierForm
from tasks.models import ReturnReason


def canned_reasons() -> list[tuple[str, str]]:
    """Return what administrators keep as frequent reasons."""
    rows = ReturnReason.objects.filter(is_active=True)
    return [(text, text) for text in rows.values_list("text", flat=True)]


class ReturnForm(Dated, EarlierForm):
    """Reasons and the new day; at least one reason."""

    canned = forms.MultipleChoiceField(
        label="Lý do thường gặp",
        required=False,
        choices=canned_reasons,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = NfcCharField(
        label="Cần bổ sung nội dung gì",
        required=False,
        max_length=1500,
        widget=text_area(3),
    )
    new_due_on = day_field("Hạn bổ sung")
    field_order = ("canned", "reason", "new_due_on", "earlier", "day_off")

    def clean(self) -> dict[str, Any]:
        """Ask for at least one reason."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("canned") and not cleaned.get("reason"):
            self.add_error("reason", "Chọn hoặc ghi ít nhất một lý do.")
        return cleaned

    def said(self) -> dict[str, Any]:
        """Return what the service needs, the ticked reasons first."""
        reasons = [*self.cleaned_data["canned"], self.cleaned_data["reason"]]
        return {
            "reason": "\n".join(reason for reason in reasons if reason),
            "new_due_on": self.cleaned_data["new_due_on"],
            "earlier": self.cleaned_data["earlier"],
            "day_off": self.cleaned_data["day_off"],
        }


class WaiveForm(forms.Form):
    """Why the duty does not concern the agency."""

    reason = NfcCharField(
        label="Lý do không thuộc diện",
        max_length=300,
        widget=text_area(2),
        error_messages={"required": "Ghi lý do không thuộc diện."},
    )

    def said(self) -> dict[str, Any]:
        """Return what the service needs."""
        return {"reason": self.cleaned_data["reason"]}


class ResumeForm(forms.Form):
    """Why a waived duty is owed after all."""

    reason = NfcCharField(
        label="Lý do đưa lại vào diện",
        max_length=300,
        widget=text_area(2),
        error_messages={"required": "Ghi lý do đưa lại vào diện."},
    )

    def said(self) -> dict[str, Any]:
        """Return what the service needs."""
        return {"reason": self.cleaned_data["reason"]}


class UnlockForm(Dated, DayOffForm):
    """Until when one duty of a closed period is open again, and why."""

    until = day_field("Mở lại đến hết ngày")
    field_order = ("until", "day_off", "reason")
    reason = NfcCharField(
        label="Lý do mở lại",
        max_length=300,
        widget=text_area(2),
        error_messages={"required": "Ghi lý do mở lại."},
    )

    def said(self) -> dict[str, Any]:
        """Return what the service needs."""
        return dict(self.cleaned_data)
