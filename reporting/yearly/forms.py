"""What the signature of the yearly report needs."""

from typing import Any

from django import forms

from kehoach.lib.text import nfc
from reporting.doors.meeting import MeetsOthers
from reporting.models import YearlyReport
from reporting.yearly.report_words import WRITTEN
from tasks.doors.fields import Dated, DayField

_LINES = {"signer_capacity": 2, "recipients": 5}


class YearlyReportForm(MeetsOthers, Dated, forms.ModelForm[YearlyReport]):
    """Number, day, place, signer, recipients; words are written in the workshop."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        """The version comes back so that two people never overwrite each other."""

        model = YearlyReport
        field_classes = {"issued_on": DayField}
        fields = (*WRITTEN, "version")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in _LINES.items():
            self.fields[name].widget.attrs["rows"] = rows

    def clean(self) -> dict[str, Any]:
        """Return the values with every text composed (NFC)."""
        values = super().clean() or {}
        return {
            name: nfc(value) if isinstance(value, str) else value
            for name, value in values.items()
        }
