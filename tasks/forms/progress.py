"""The form that logs progress, with the figures that the duties ask."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from tasks.answer_text import typed
from tasks.forms.fields import (
    Dated,
    NfcCharField,
    also_for_field,
    day_field,
    offer_duties,
    text_area,
)
from tasks.models import Duty, Figure, FigureValue, Progress, TaskFigure
from tasks.services.answers import NO, NUMBERS, YES, field_name

YES_NO = (("", "Chưa trả lời"), (YES, "Có"), (NO, "Không"))


class ProgressForm(Dated, forms.Form):
    """When, what, how far, and the figures; `version` guards against two savers."""

    done_on = day_field("Ngày thực hiện")
    text = NfcCharField(
        label="Nội dung đã thực hiện",
        required=False,
        max_length=5000,
        widget=text_area(5),
        help_text="Đã làm gì, cho ai, kết quả thế nào. Viết như đoạn báo cáo.",
    )
    progress = forms.ChoiceField(
        label="Tiến độ",
        choices=Progress.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn tiến độ."},
    )
    nothing_to_report = forms.BooleanField(
        label="Không phát sinh trong kỳ",
        required=False,
        help_text="Đơn vị xác nhận trong kỳ không có việc này. Không cần minh chứng.",
    )
    reason = NfcCharField(
        label="Lý do (khi sửa số liệu đã gửi hoặc ghi ngày trước kỳ)",
        required=False,
        max_length=300,
    )
    also_for = also_for_field("Nội dung này cũng là kết quả của")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        asked: Iterable[TaskFigure],
        current: Mapping[int, FigureValue],
        others: Iterable[Duty],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.figure_ids: list[int] = []
        for row in asked:
            if row.figure_id not in self.figure_ids:
                self.figure_ids.append(row.figure_id)
                self._ask(row, current.get(row.figure_id))
        offer_duties(self, others)

    def _ask(self, row: TaskFigure, value: FigureValue | None) -> None:
        field = figure_field(row.figure, required_before_sending=row.required)
        field.initial = typed(value) if value else ""
        self.fields[field_name(row.figure_id)] = field

    def answers(self) -> dict[int, str]:
        """Return what was typed for each figure, as text for the service to read."""
        return {
            figure_id: self.cleaned_data.get(field_name(figure_id), "")
            for figure_id in self.figure_ids
        }


def figure_field(figure: Figure, *, required_before_sending: bool) -> forms.Field:
    """Return the field that asks one figure; the service reads and checks it."""
    label = f"{figure.label} ({figure.unit})" if figure.unit else figure.label
    common: dict[str, Any] = {
        "label": label,
        "required": False,
        "help_text": figure.help_text,
    }
    if figure.type == Figure.Type.YES_NO:
        field: forms.Field = forms.ChoiceField(choices=YES_NO, **common)
    elif figure.type == Figure.Type.CHOICE:
        choices = [("", "Chưa trả lời"), *((word, word) for word in figure.choices)]
        field = forms.ChoiceField(choices=choices, **common)
    else:
        attrs = {"autocomplete": "off"}
        if figure.type in NUMBERS:
            attrs["inputmode"] = "decimal"
        if figure.type == Figure.Type.DATE:
            attrs |= {"placeholder": "31/12/2026", "data-day": "data-day"}
        field = NfcCharField(
            max_length=1000, widget=forms.TextInput(attrs=attrs), **common
        )
    field.widget.attrs["data-needed"] = "1" if required_before_sending else ""
    return field
