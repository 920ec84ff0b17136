"""Forms that put right what was said: the new words and the reason."""

from django import forms

from tasks.forms.fields import (
    Dated,
    NfcCharField,
    confirmed_open_field,
    day_field,
    link_field,
    text_area,
)
from tasks.models import Progress
from tasks.services.file_types import ACCEPT, NAMES


def reason_field() -> NfcCharField:
    """Return the field that every correction asks."""
    return NfcCharField(
        label="Lý do sửa",
        max_length=300,
        help_text="Người đã đọc bản cũ sẽ thấy cả hai bản và lý do này.",
        error_messages={"required": "Ghi lý do sửa."},
    )


class EntryCorrectionForm(Dated, forms.Form):
    """An entry in its new words."""

    done_on = day_field("Ngày thực hiện")
    text = NfcCharField(
        label="Nội dung đã thực hiện",
        required=False,
        max_length=5000,
        widget=text_area(5),
    )
    progress = forms.ChoiceField(
        label="Tiến độ", choices=Progress.choices, widget=forms.RadioSelect
    )
    nothing_to_report = forms.BooleanField(
        label="Không phát sinh trong kỳ", required=False
    )
    reason = reason_field()


class EvidenceCorrectionForm(Dated, forms.Form):
    """A document in its new data; a file only when it is replaced."""

    subject = NfcCharField(label="Trích yếu", max_length=500)
    number = NfcCharField(label="Số, ký hiệu", max_length=100, required=False)
    issued_on = day_field("Ngày ban hành", required=False)
    issuer = NfcCharField(label="Cơ quan ban hành", max_length=200, required=False)
    link = link_field()
    file = forms.FileField(
        label="Thay tệp, nếu tệp sai",
        required=False,
        allow_empty_file=True,
        help_text=f"{NAMES}; tối đa 25 MB.",
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    confirmed_open = confirmed_open_field(
        "tệp, nội dung ở đường dẫn", "Bắt buộc khi thay tệp hoặc đường dẫn."
    )
    reason = reason_field()


class AsideForm(forms.Form):
    """What an agency said beside its duties, in its new words."""

    text = NfcCharField(label="Nội dung", max_length=5000, widget=text_area(5))
    reason = reason_field()


class ContributionCorrectionForm(AsideForm):
    """A contribution in its new words."""


class DifficultyCorrectionForm(AsideForm):
    """A difficulty in its new words."""

    text = NfcCharField(
        label="Khó khăn, vướng mắc", max_length=3000, widget=text_area(3)
    )
    recommendation = NfcCharField(
        label="Kiến nghị, đề xuất", required=False, max_length=3000, widget=text_area(2)
    )
    reason = reason_field()
    field_order = ("text", "recommendation", "reason")
