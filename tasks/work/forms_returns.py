"""What is written about a duty that came back or goes back, and who works on it."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from agencies.models import User
from tasks.doors.fields import NfcCharField, text_area
from tasks.work.asked_again import EXPLANATION_MOST
from tasks.work.at_head import REMARK_MOST


class ExplainForm(forms.Form):
    """An explanation instead of a change."""

    text = NfcCharField(
        label="Nội dung giải trình",
        max_length=EXPLANATION_MOST,
        widget=text_area(4),
        error_messages={"required": "Ghi nội dung giải trình."},
    )


class RemarkForm(forms.Form):
    """What the head wants mended."""

    remark = NfcCharField(
        label="Ý kiến trả lại",
        max_length=REMARK_MOST,
        widget=text_area(3),
        error_messages={"required": "Ghi cán bộ cần sửa gì."},
    )


class HolderForm(forms.Form):
    """Which colleague works on the duty."""

    to = forms.ModelChoiceField(
        label="Người xử lý",
        queryset=User.objects.none(),
        required=False,
        empty_label="Đầu mối chính của đơn vị",
        widget=forms.RadioSelect,
        help_text="Người được giao thấy việc ở «Việc của tôi»; cả đơn vị vẫn cập nhật được.",
        error_messages={"invalid_choice": "Chọn một cán bộ đang cập nhật cho đơn vị."},
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- for the type
        field.queryset = people
