"""The form of a period's letter and deadlines."""

from django import forms

from tasks.doors.fields import Dated, NfcCharField, day_field, text_area
from tasks.doors.later_day import EarlierForm


class PeriodForm(Dated, EarlierForm):
    """Deadlines and the steering agency's request letter."""

    unit_due = day_field("Hạn gửi của đơn vị")
    summary_due = day_field("Hạn tổng hợp", required=False)
    field_order: tuple[str, ...] = ("unit_due", "summary_due", "earlier", "day_off")
    request_number = NfcCharField(
        label="Số công văn yêu cầu báo cáo", max_length=60, required=False
    )
    request_on = day_field("Ngày công văn", required=False)
    outline = NfcCharField(
        label="Đề cương kèm theo", required=False, widget=text_area(6)
    )


class PartForm(PeriodForm):
    """The same for a part of a year, whose days may be moved."""

    data_from = day_field("Số liệu từ ngày")
    data_to = day_field(
        "Chốt số liệu ngày",
        help_text="Lịch báo cáo của kế hoạch đề xuất; sửa nếu công văn yêu cầu ngày khác.",
    )
    field_order = ("data_from", "data_to", *PeriodForm.field_order)


class OpenForm(forms.Form):
    """The period of a year to open, by its key in the plan's calendar."""

    kind = forms.SlugField(label="Kỳ", max_length=20, required=False)

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
