"""Filters of the reminder ledger."""

from datetime import date
from typing import Any

from django import forms
from django.urls import reverse

from agencies.events.names import Directory
from agencies.models import Agency
from tasks.doors.agency_field import AgencyField
from tasks.doors.fields import Dated, NfcCharField, day_field
from tasks.models import Channel, Reminder
from tasks.reminders.nudging import Way
from tasks.reminders.page import LedgerFilters


class LedgerFilterForm(Dated, forms.Form):
    """State, channel, agency, person; anything odd in the address is left out."""

    state = forms.ChoiceField(
        label="Trạng thái",
        choices=[("", "Tất cả"), *Reminder.State.choices],
        required=False,
    )
    channel = forms.ChoiceField(
        label="Kênh", choices=[("", "Tất cả"), *Channel.choices], required=False
    )
    agency = forms.CharField(label="Đơn vị", required=False, max_length=100)
    person = forms.CharField(label="Cán bộ", required=False, max_length=100)
    since = day_field("Từ ngày", required=False)

    def asked(self) -> LedgerFilters:
        """Return the filters that are valid."""
        self.is_valid()
        return LedgerFilters(**self.cleaned_data)


class PauseForm(Dated, forms.Form):
    """Whom to leave alone, until when, why."""

    agency = AgencyField(
        label="Đơn vị",
        required=False,
        help_text="Gõ tên, không cần dấu, rồi chọn. Để trống: tạm dừng cả kế hoạch.",
    )
    until = day_field("Đến hết ngày")
    reason = NfcCharField(
        label="Lý do",
        max_length=300,
        error_messages={"required": "Ghi lý do tạm dừng."},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        field = self.fields["agency"]
        if isinstance(field, AgencyField):
            search_url = f"{reverse('tasks:find_agency')}?o=agency"
            agencies = Agency.objects.all()
            field.looks_in(lambda: Directory(agencies, today), search_url=search_url)


class PreviewForm(Dated, forms.Form):
    """The day to look at."""

    on = day_field("Ngày gửi")


class CallForm(forms.Form):
    """That the agency was urged by telephone or Zalo."""

    way = forms.ChoiceField(
        label="Đã nhắc qua", choices=Way.choices, widget=forms.RadioSelect
    )
    words = NfcCharField(
        label="Ghi một dòng",
        max_length=200,
        help_text="Ví dụ: “Chị Lan, hẹn gửi trước 15 giờ ngày 30/11”.",
        error_messages={"required": "Ghi một dòng: đã nói với ai, hẹn thế nào."},
    )


class NudgeForm(forms.Form):
    """A line of one's own."""

    line = NfcCharField(
        label="Dòng nhắc riêng",
        max_length=200,
        help_text="Ví dụ: “Chị Lan gửi giúp số liệu III.2.a trước 15 giờ hôm nay nhé”.",
        error_messages={"required": "Ghi một dòng nhắc, ví dụ việc cần làm trước."},
    )
