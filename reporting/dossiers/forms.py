"""What is asked for: agencies and days; what is said when a set went to the archive."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from agencies.models import Agency
from tasks.forms.fields import Dated, NfcCharField, day_field


class InspectionForm(Dated, forms.Form):
    """Whose papers, of which days, for whom."""

    agencies = forms.ModelMultipleChoiceField(
        label="Đơn vị",
        queryset=Agency.objects.none(),
        error_messages={
            "required": "Chọn ít nhất một đơn vị.",
            "invalid_choice": "Có đơn vị không chọn được nữa: tải lại trang rồi chọn lại.",
            "invalid_pk_value": "Có đơn vị không chọn được: tải lại trang rồi chọn lại.",
        },
    )
    first = day_field("Từ ngày")
    last = day_field("Đến hết ngày")
    purpose = NfcCharField(
        label="Phục vụ",
        required=False,
        max_length=300,
        help_text="In ở đầu mục lục. Ví dụ: Đoàn kiểm tra theo Quyết định số 12/QĐ-UBND"
        " ngày 01/11/2026.",
    )

    def __init__(self, *args: Any, among: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agencies"]
        field.queryset = among

    @property
    def ticked(self) -> set[str]:
        """Return the keys of the agencies that are chosen, as the page compares them."""
        return {str(each) for each in self["agencies"].value() or ()}


class HandedForm(Dated, forms.Form):
    """When and to whom the set was handed over, by which minutes."""

    handed_on = day_field("Ngày giao")
    handed_to = NfcCharField(
        label="Bên nhận",
        max_length=200,
        help_text="Ví dụ: Lưu trữ cơ quan, bà Nguyễn Thị B.",
    )
    number = NfcCharField(label="Số biên bản giao nhận", required=False, max_length=60)
