"""Forms that put right what was said: the new words and the reason."""

from django import forms

from tasks.doors.fields import Dated, NfcCharField, day_field, reason_field, text_area
from tasks.models import Progress


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
