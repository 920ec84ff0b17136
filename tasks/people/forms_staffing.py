"""Forms that change who acts for an agency."""

from collections.abc import Iterable
from typing import Any

from django import forms

from agencies.models import User
from kehoach.lib.text import nfc
from tasks.doors.fields import Dated, NfcCharField, day_field


class HandOverForm(Dated, forms.Form):
    """The last day, and who goes on; both fields empty when nobody does yet."""

    last_day = day_field("Ngày làm việc cuối")
    successor_email = forms.EmailField(
        label="Thư điện tử công vụ của người nhận bàn giao",
        required=False,
        help_text="Để trống nếu chưa có người thay; đơn vị sẽ vào danh sách chưa có đầu mối.",
    )
    successor_name = NfcCharField(
        label="Họ và tên người nhận (nếu chưa có tài khoản)",
        required=False,
        max_length=150,
    )


class DelegateForm(Dated, forms.Form):
    """Who sends in the agency's name, from when to when, by which paper."""

    to = forms.ModelChoiceField(
        label="Người được ủy quyền",
        queryset=User.objects.none(),
        error_messages={"required": "Chọn người được ủy quyền."},
    )
    first = day_field("Từ ngày")
    last = day_field("Đến hết ngày")
    basis = NfcCharField(
        label="Căn cứ (số, ngày văn bản ủy quyền)", max_length=200, required=False
    )

    def __init__(self, *args: Any, people: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        if isinstance(field, forms.ModelChoiceField):
            rows = User.objects.filter(pk__in=list(people), is_active=True)
            field.queryset = rows.order_by("full_name")

    def clean_basis(self) -> str:
        """Return the basis composed."""
        return nfc(self.cleaned_data["basis"])
