"""Forms about a later day: a day off is asked about, and meant when ticked."""

from typing import Any

from django import forms

from tasks.doors.fields import Dated, NfcCharField, day_field, text_area
from tasks.duties.new_days import DAY_OFF, EARLIER


class DayOffForm(forms.Form):
    """Has a box «yes, this day off» that shows only once a rule asked for it."""

    day_off = forms.BooleanField(
        label="Vẫn chọn ngày nghỉ này", required=False, widget=forms.HiddenInput
    )

    def add_error(self, field: str | None, error: Any) -> None:
        """Show the box beside what was asked."""
        if field in {DAY_OFF, EARLIER}:
            self.fields[field].widget = forms.CheckboxInput()
        super().add_error(field, error)


class EarlierForm(DayOffForm):
    """Has a box «yes, this earlier day» too, where a day may be brought forward."""

    earlier = forms.BooleanField(
        label="Vẫn chọn ngày sớm hơn này", required=False, widget=forms.HiddenInput
    )


class AskExtensionForm(Dated, DayOffForm):
    """Until when, and why."""

    wanted_on = day_field("Đề nghị gia hạn đến ngày")
    reason = NfcCharField(
        label="Lý do",
        max_length=300,
        widget=text_area(2),
        help_text="Không ghi họ tên, địa chỉ của công dân.",
        error_messages={"required": "Ghi lý do đề nghị gia hạn."},
    )
    field_order = ("wanted_on", DAY_OFF, "reason")


class RefuseExtensionForm(forms.Form):
    """Why the day stays."""

    answer = NfcCharField(
        label="Lý do không gia hạn",
        max_length=300,
        error_messages={"required": "Ghi lý do không gia hạn."},
    )


class MessageForm(forms.Form):
    """What one side says to the other."""

    text = NfcCharField(
        label="Nội dung",
        max_length=2000,
        widget=text_area(3),
        help_text=(
            "Không ghi họ tên, địa chỉ, số điện thoại của công dân, người khiếu nại,"
            " tố cáo; cần thiết thì gửi văn bản theo đường công văn."
        ),
        error_messages={"required": "Ghi nội dung trao đổi."},
    )


class ExtendForm(Dated, DayOffForm):
    """A later day, with the reason."""

    new_due_on = day_field("Hạn mới")
    field_order = ("new_due_on", "day_off", "reason")
    reason = NfcCharField(
        label="Lý do gia hạn",
        max_length=300,
        widget=text_area(2),
        error_messages={"required": "Ghi lý do gia hạn."},
    )

    def said(self) -> dict[str, Any]:
        """Return what the service needs."""
        return dict(self.cleaned_data)
