"""The form that names who stands in for a reviewer."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from agencies.models import User
from tasks.doors.fields import Dated, day_field


class StandInForm(Dated, forms.Form):
    """Who, from when to when."""

    substitute = forms.ModelChoiceField(
        label="Người thay",
        queryset=User.objects.none(),
        error_messages={"required": "Chọn người thay."},
    )
    first = day_field("Từ ngày")
    last = day_field("Đến hết ngày")

    def __init__(self, *args: Any, colleagues: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["substitute"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = colleagues
