"""The form that raises a difficulty."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from tasks.doors.fields import Dated, NfcCharField, day_field, reason_field, text_area
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
        field.label_from_instance = _title_of  # type: ignore[attr-defined] # the same


def _title_of(duty: Duty) -> str:
    """Return how a duty is called in a choice."""
    return f"{duty.task.code} {duty.title}"


class AnswerForm(forms.Form):
    """The answer to a difficulty."""

    answer = NfcCharField(
        label="Trả lời",
        max_length=3000,
        widget=text_area(3),
        error_messages={"required": "Ghi nội dung trả lời."},
    )


class CommitteeAnswerForm(Dated, forms.Form):
    """The document by which UBND tỉnh answered; a reason once it was recorded before."""

    number = NfcCharField(
        label="Số, ký hiệu văn bản của UBND tỉnh",
        max_length=60,
        error_messages={"required": "Nhập số, ký hiệu văn bản của UBND tỉnh."},
    )
    issued_on = day_field("Ngày văn bản")
    text = NfcCharField(
        label="Nội dung trả lời",
        max_length=3000,
        widget=text_area(3),
        error_messages={"required": "Ghi nội dung trả lời."},
    )
    reason = NfcCharField(label="Lý do sửa", required=False, max_length=300)

    def __init__(self, *args: Any, corrects: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not corrects:
            del self.fields["reason"]


class EscalateForm(forms.Form):
    """What the steering agency tells UBND tỉnh about a difficulty."""

    note = NfcCharField(
        label="Nội dung báo cáo UBND tỉnh",
        max_length=3000,
        widget=text_area(3),
        error_messages={"required": "Ghi nội dung báo cáo UBND tỉnh."},
    )


class AsideForm(forms.Form):
    """What an agency said beside its duties, in its new words."""

    text = NfcCharField(label="Nội dung", max_length=5000, widget=text_area(5))
    reason = reason_field()


class DifficultyCorrectionForm(AsideForm):
    """A difficulty in its new words."""

    text = NfcCharField(
        label="Khó khăn, vướng mắc", max_length=3000, widget=text_area(3)
    )
    recommendation = NfcCharField(
        label="Kiến nghị, đề xuất", required=False, max_length=3000, widget=text_area(2)
    )
    reason = reason_field()
    field_order = ("text", "recommendation", "reason")
