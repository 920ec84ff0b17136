"""The forms for proof: a document and/or a file, or one that is there already."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from tasks.forms.fields import (
    NfcCharField,
    also_for_field,
    confirmed_open_field,
    day_field,
    offer_duties,
)
from tasks.models import Duty, Evidence
from tasks.services.file_types import ACCEPT, NAMES


class EvidenceForm(forms.Form):
    """A document by number and day, and/or the file itself."""

    file = forms.FileField(
        label="Tệp đính kèm",
        required=False,
        allow_empty_file=True,
        help_text=f"{NAMES}; tối đa 25 MB. Có số văn bản thì không bắt buộc tệp.",
        widget=forms.FileInput(attrs={"accept": ACCEPT, "data-names": "subject"}),
    )
    confirmed_open = confirmed_open_field("tệp", "Bắt buộc khi có tệp.")
    subject = NfcCharField(
        label="Trích yếu",
        max_length=500,
        help_text="Văn bản, tài liệu nói về việc gì; chọn tệp thì được gợi ý theo tên tệp.",
        error_messages={"required": "Ghi trích yếu: văn bản, tài liệu nói về việc gì."},
    )
    number = NfcCharField(
        label="Số, ký hiệu",
        max_length=100,
        required=False,
        help_text="Ví dụ 123/KH-UBND. Để trống nếu là ảnh, danh sách.",
    )
    issued_on = day_field("Ngày ban hành", required=False)
    issuer = NfcCharField(label="Cơ quan ban hành", max_length=200, required=False)
    also_for = also_for_field("Cũng là minh chứng của")

    def __init__(self, *args: Any, others: Iterable[Duty] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_duties(self, others)


class ReuseForm(forms.Form):
    """Evidence that the agency has already."""

    evidence = forms.ModelChoiceField(
        label="Minh chứng đã có của đơn vị",
        queryset=Evidence.objects.none(),
        empty_label="Chọn minh chứng",
        error_messages={
            "required": "Chọn một minh chứng.",
            "invalid_choice": "Không tìm thấy minh chứng này của đơn vị.",
        },
    )

    def __init__(
        self, *args: Any, candidates: QuerySet[Evidence], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["evidence"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = candidates
