"""Filters of the reminder ledger."""

from django import forms

from tasks.models import Reminder
from tasks.reminder_page import Filters


class LedgerFilterForm(forms.Form):
    """State, agency and person; anything odd in the address is left out."""

    state = forms.ChoiceField(
        label="Trạng thái",
        choices=[("", "Tất cả"), *Reminder.State.choices],
        required=False,
    )
    agency = forms.CharField(label="Đơn vị", required=False, max_length=100)
    person = forms.CharField(label="Cán bộ", required=False, max_length=100)

    def asked(self) -> Filters:
        """Return the filters that are valid."""
        self.is_valid()
        return Filters(**self.cleaned_data)
