"""What Sở Nội vụ writes into the yearly report."""

from typing import Any

from django import forms

from kehoach.lib.text import nfc
from reporting.models import YearlyReport
from tasks.forms.fields import Dated, DayField

LINES = {"signer_capacity": 2, "recipients": 5}
WORDS = ("opening", "strengths", "shortcomings", "causes", "direction")


class YearlyReportForm(Dated, forms.ModelForm[YearlyReport]):
    """Number, day, place, signer and the words that no figure can write."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        """The version comes back so that two people never overwrite each other."""

        model = YearlyReport
        field_classes = {"issued_on": DayField}  # noqa: RUF012 -- Django's name
        fields = (
            *("number", "issued_on", "place", "signer_capacity", "signer_name"),
            *("recipients", *WORDS, "recommendations", "version"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (*LINES, *WORDS, "recommendations"):
            self.fields[name].widget.attrs["rows"] = LINES.get(name, 6)
        if not self.instance.is_drafting:
            for name in (*WORDS, "recommendations"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Return the values with every text composed (NFC)."""
        values = super().clean() or {}
        return {
            name: nfc(value) if isinstance(value, str) else value
            for name, value in values.items()
        }
