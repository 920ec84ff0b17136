"""The form that raises a difficulty."""

from django import forms

from tasks.forms.fields import NfcCharField, text_area


class DifficultyForm(forms.Form):
    """What is difficult, and what the agency proposes."""

    text = NfcCharField(
        label="Khó khăn, vướng mắc",
        max_length=3000,
        widget=text_area(3),
        error_messages={"required": "Ghi rõ khó khăn, vướng mắc."},
    )
    recommendation = NfcCharField(
        label="Kiến nghị, đề xuất", required=False, max_length=3000, widget=text_area(2)
    )
