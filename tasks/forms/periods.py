"""The form of a period's letter and deadlines."""

from django import forms

from tasks.forms.fields import NfcCharField, day_field, text_area


class PeriodForm(forms.Form):
    """Deadlines and Sở Nội vụ's request letter."""

    unit_due = day_field("Hạn gửi của đơn vị")
    summary_due = day_field("Hạn tổng hợp của Sở Nội vụ", required=False)
    request_number = NfcCharField(
        label="Số công văn yêu cầu báo cáo", max_length=60, required=False
    )
    request_on = day_field("Ngày công văn", required=False)
    outline = NfcCharField(
        label="Đề cương kèm theo", required=False, widget=text_area(6)
    )


class OpenForm(forms.Form):
    """The year to open."""

    year = forms.IntegerField(
        label="Năm",
        min_value=2024,
        max_value=2100,
        error_messages={
            "required": "Nhập năm.",
            "invalid": "Nhập năm như 2027.",
            "min_value": "Nhập năm từ 2024.",
            "max_value": "Nhập năm đến 2100.",
        },
    )
