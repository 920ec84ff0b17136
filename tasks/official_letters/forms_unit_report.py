"""The form that records an agency's letter."""

from collections.abc import Iterable
from typing import Any

from django import forms

from kehoach.lib.keys import keys_of
from tasks.doors.fields import (
    Dated,
    NfcCharField,
    confirmed_open_field,
    day_field,
    reason_field,
)
from tasks.models import Duty


class UnitReportForm(Dated, forms.Form):
    """Number, day, signer and the signed PDF; the day of arrival only for the steering agency."""

    number = NfcCharField(
        label="Số, ký hiệu",
        max_length=60,
        help_text="Ví dụ 45/BC-UBND.",
        error_messages={"required": "Nhập số, ký hiệu văn bản."},
    )
    signed_on = day_field("Ngày ký")
    signer = NfcCharField(label="Người ký", max_length=150, required=False)
    arrived_on = day_field("Ngày văn bản đến")
    file = forms.FileField(
        label="Bản đã ký (PDF)",
        allow_empty_file=True,
        help_text="Tối đa 25 MB.",
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
        error_messages={"required": "Chọn tệp PDF đã ký."},
    )
    confirmed_open = confirmed_open_field("văn bản")
    note = NfcCharField(label="Ghi chú", max_length=300, required=False)
    covers = forms.TypedMultipleChoiceField(
        label="Văn bản nói về nhiệm vụ nào",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, by_agency: bool, unsent: Iterable[Duty] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        asked: Any = self.fields["covers"]
        asked.choices = [(duty.pk, str(duty.task)) for duty in unsent]
        if by_agency:
            del self.fields["arrived_on"]
        else:
            self.fields["file"].required = False

    @property
    def ticked(self) -> set[int]:
        """Return the duties whose box is ticked, as typed or at first."""
        values = self["covers"].value() or []
        return set(keys_of(values))

    def clean(self) -> dict[str, Any]:
        """Ask for the confirmation when there is a file."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("file") and not cleaned.get("confirmed_open"):
            self.add_error(
                "confirmed_open", "Đánh dấu xác nhận thì mới tải tệp lên được."
            )
        return cleaned


class LetterCorrectionForm(UnitReportForm):
    """A recorded letter in its new words; a file only when it is replaced."""

    reason = reason_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = False
        self.fields["file"].label = "Thay bản đã ký (PDF), nếu tệp sai"
