"""The form that raises a difficulty."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from tasks.forms.fields import NfcCharField, text_area
from tasks.models import Duty


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


class NewDifficultyForm(DifficultyForm):
    """The same from the desk: about one of the agency's duties, or about none."""

    duty = forms.ModelChoiceField(
        Duty.objects.none(),
        label="Về nhiệm vụ",
        required=False,
        empty_label="Không về riêng nhiệm vụ nào",
    )
    field_order = ("duty", "text", "recommendation")

    def __init__(self, *args: Any, duties: QuerySet[Duty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["duty"]
        field.queryset = duties  # type: ignore[attr-defined] # a choice of rows
        field.label_from_instance = title_of  # type: ignore[attr-defined] # the same


def title_of(duty: Duty) -> str:
    """Return how a duty is called in a choice."""
    return f"{duty.task.code} {duty.task.short_title}"
