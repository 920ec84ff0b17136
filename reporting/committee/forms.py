"""What the steering agency writes into the report to the ministry and its slip."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BoundField

from kehoach.lib.text import nfc
from reporting.committee.papers import PAPER_WORDS, SIGNING_FIELDS
from reporting.doors.meeting import MeetsOthers
from reporting.models import CommitteeReport
from tasks.doors.fields import Dated, DayField

ROWS = {
    "signer_capacity": 3,
    "recipients": 6,
    "opening": 4,
    "recommendations": 5,
    "slip_matter": 2,
    "slip_basis": 4,
    "slip_summary": 10,
    "slip_proposal": 3,
    "slip_signer_capacity": 2,
    "slip_recipients": 2,
    "office_opinion": 3,
    "leader_opinion": 3,
}
OPINIONS = ("office_opinion", "leader_opinion")


class CommitteeForm(MeetsOthers, Dated, forms.ModelForm[CommitteeReport]):
    """Number, day, signer, words of both papers; opinions come once it was submitted."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        """The version comes back so that two people never overwrite each other."""

        model = CommitteeReport
        field_classes = {"issued_on": DayField, "slip_on": DayField}
        fields = (*SIGNING_FIELDS, *PAPER_WORDS, "version")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in ROWS.items():
            self.fields[name].widget.attrs["rows"] = rows
        for name in OPINIONS if self.instance.is_drafting else PAPER_WORDS:
            del self.fields[name]

    def _bound(self, wanted: Iterable[str]) -> list[BoundField]:
        return [self[name] for name in wanted if name in self.fields]

    @property
    def of_slip(self) -> list[BoundField]:
        """Return the slip's fields in the order of the paper."""
        heads = ("slip_number", "slip_on")
        ends = ("slip_signer_capacity", "slip_signer_name", "slip_recipients")
        return self._bound((*heads, *PAPER_WORDS[2:], *ends, *OPINIONS))

    @property
    def of_report(self) -> list[BoundField]:
        """Return the report's fields in the order of the paper."""
        return self._bound(
            (*SIGNING_FIELDS[:3], *PAPER_WORDS[:2], *SIGNING_FIELDS[3:6])
        )

    def clean(self) -> dict[str, Any]:
        """Return the values with every text composed (NFC)."""
        values = super().clean() or {}
        return {
            name: nfc(value) if isinstance(value, str) else value
            for name, value in values.items()
        }

    def said(self) -> dict[str, Any]:
        """Return every field to store, those that are not asked now as they were."""
        kept = {
            name: getattr(self.instance, name)
            for name in (*SIGNING_FIELDS, *PAPER_WORDS)
        }
        return kept | self.cleaned_data
