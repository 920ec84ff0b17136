"""The forms of «công văn»: its words, and number and day once signed."""

from typing import Any

from django import forms

from tasks.doors.fields import (
    Dated,
    NfcCharField,
    confirmed_open_field,
    day_field,
    reason_field,
    text_area,
)
from tasks.models import UrgingLetter


class LetterForm(Dated, forms.Form):
    """What the drafting officer may change; `version` guards against two savers."""

    issuer = forms.ChoiceField(
        label="Người ký", choices=UrgingLetter.Issuer.choices, widget=forms.RadioSelect
    )
    about = NfcCharField(
        label="Trích yếu (sau V/v)",
        max_length=300,
        error_messages={"required": "Ghi trích yếu công văn."},
    )
    text = NfcCharField(
        label="Nội dung",
        max_length=6000,
        widget=text_area(8),
        help_text="Mỗi đoạn một dòng. Câu cuối tự thêm dấu ./.",
        error_messages={"required": "Ghi nội dung công văn."},
    )
    answer_by = day_field(
        "Đơn vị thực hiện chậm nhất ngày",
        help_text="Ngày làm việc. Đổi ngày ở đây thì ngày trong nội dung đổi theo.",
    )
    signer_capacity = NfcCharField(
        label="Quyền hạn, chức vụ người ký",
        max_length=300,
        widget=text_area(2),
        help_text="Mỗi dòng một dòng chữ, ví dụ KT. GIÁM ĐỐC rồi PHÓ GIÁM ĐỐC.",
        error_messages={"required": "Ghi chức vụ người ký."},
    )
    signer_name = NfcCharField(
        label="Họ tên người ký",
        max_length=120,
        required=False,
        help_text="Phải có trước khi tải tệp để trình ký.",
    )
    recipients = NfcCharField(
        label="Nơi nhận",
        max_length=1000,
        widget=text_area(3),
        help_text="Mỗi nơi nhận một dòng.",
        error_messages={"required": "Ghi nơi nhận."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class SignedFileForm(forms.Form):
    """The signed letter itself, confirmed to be open."""

    file = forms.FileField(
        label="Bản đã ký (PDF)",
        allow_empty_file=True,
        help_text="Tối đa 25 MB.",
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
        error_messages={"required": "Chọn tệp PDF đã ký."},
    )
    confirmed_open = confirmed_open_field("công văn")

    def clean(self) -> dict[str, Any]:
        """Ask for the confirmation when there is a file."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("file") and not cleaned.get("confirmed_open"):
            self.add_error(
                "confirmed_open", "Đánh dấu xác nhận thì mới tải tệp lên được."
            )
        return cleaned


class SentLetterForm(Dated, SignedFileForm):
    """Number and day of the signed letter; the file now, or once it is there."""

    number = NfcCharField(
        label="Số, ký hiệu",
        max_length=60,
        help_text="Ví dụ 123/STP-VP.",
        error_messages={"required": "Nhập số, ký hiệu công văn đã phát hành."},
    )
    signed_on = day_field("Ngày ký")
    field_order: tuple[str, ...] = ("number", "signed_on", "file", "confirmed_open")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = False
        self.fields["file"].help_text = "Tối đa 25 MB; chưa có thì thêm sau."


class SentCorrectionForm(SentLetterForm):
    """The right number and day; a file only when another was signed."""

    reason = reason_field()
    field_order = ("number", "signed_on", "file", "confirmed_open", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = "Thay bản ký, nếu tệp sai (PDF)"
        self.fields["file"].help_text = "Tối đa 25 MB."
