"""The forms of «công văn»: its words, and number and day once signed."""

from django import forms

from tasks.forms.fields import Dated, NfcCharField, day_field, text_area
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
    answer_by = day_field("Đơn vị thực hiện chậm nhất ngày", required=False)
    signer_capacity = NfcCharField(
        label="Quyền hạn, chức vụ người ký",
        max_length=300,
        widget=text_area(2),
        help_text="Mỗi dòng một dòng chữ, ví dụ KT. GIÁM ĐỐC rồi PHÓ GIÁM ĐỐC.",
        error_messages={"required": "Ghi chức vụ người ký."},
    )
    signer_name = NfcCharField(label="Họ tên người ký", max_length=120, required=False)
    recipients = NfcCharField(
        label="Nơi nhận",
        max_length=1000,
        widget=text_area(3),
        help_text="Mỗi nơi nhận một dòng.",
        error_messages={"required": "Ghi nơi nhận."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class SentForm(Dated, forms.Form):
    """Number and day of the signed letter."""

    number = NfcCharField(
        label="Số, ký hiệu",
        max_length=60,
        help_text="Ví dụ 123/SNV-XDCQ.",
        error_messages={"required": "Nhập số, ký hiệu công văn đã phát hành."},
    )
    signed_on = day_field("Ngày ký")
