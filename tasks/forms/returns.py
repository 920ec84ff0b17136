"""What is written about a duty that came back, or goes back."""

from django import forms

from tasks.forms.fields import NfcCharField, text_area
from tasks.services.asked_again import EXPLANATION_MOST


class ExplainForm(forms.Form):
    """An explanation instead of a change."""

    text = NfcCharField(
        label="Nội dung giải trình",
        max_length=EXPLANATION_MOST,
        widget=text_area(4),
        error_messages={"required": "Ghi nội dung giải trình."},
    )
