"""Several agencies are chosen from a list with a box each."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from agencies.models import Agency


def agencies_field(label: str) -> "forms.ModelMultipleChoiceField[Agency]":
    """Return the field; `PicksAgencies` says among which."""
    return forms.ModelMultipleChoiceField(
        label=label,
        queryset=Agency.objects.none(),
        error_messages={
            "required": "Chọn ít nhất một đơn vị.",
            "invalid_choice": "Có đơn vị không chọn được nữa: tải lại trang rồi chọn lại.",
            "invalid_pk_value": "Có đơn vị không chọn được: tải lại trang rồi chọn lại.",
        },
    )


class PicksAgencies(forms.Form):
    """A form whose `agencies` are chosen `among` some."""

    def __init__(self, *args: Any, among: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agencies"]
        field.queryset = among

    @property
    def ticked(self) -> set[str]:
        """Return the keys of the agencies that are chosen, as the page compares them."""
        return {str(each) for each in self["agencies"].value() or ()}
