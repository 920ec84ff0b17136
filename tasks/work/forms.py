"""The form «Cập nhật kết quả»: what was done, its document, and the figures asked."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from tasks.doors.fields import (
    NfcCharField,
    also_for_field,
    day_field,
    offer_duties,
    text_area,
)
from tasks.evidence.forms import DocumentForm
from tasks.evidence.papers import Papers
from tasks.figures.answer_text import typed
from tasks.figures.answers import NO, NUMBERS, YES, field_name, listed_in
from tasks.models import Duty, Figure, FigureValue, Progress, TaskFigure
from tasks.work.checking_entries import SaidEntry

YES_NO = (("", "–"), (YES, "Có"), (NO, "Không"))
NOTHING_FIELD = "nothing"
HOW_FAR = (
    (Progress.IN_PROGRESS.value, "Đang làm"),
    (Progress.DONE.value, "Đã xong"),
    (NOTHING_FIELD, "Không phát sinh"),
)


#: What the document's fields say here: help and placeholder.
_SHORT = {
    "number": ("", "123/BC-UBND"),
    "issued_on": ("", "Như trên"),
    "subject": ("", "Để trống thì lấy câu đầu ở trên hoặc tên tệp"),
    "confirmed_open": ("", ""),
}


class ProgressForm(DocumentForm):
    """What, when, how far, the document and the figures; `version` guards against two
    savers, `then` says what follows (`THEN`).
    """

    text = NfcCharField(
        label="Đã làm gì",
        required=False,
        max_length=5000,
        widget=text_area(3),
        help_text="Cho ai, kết quả thế nào; viết như đoạn báo cáo.",
    )
    done_on = day_field("Ngày thực hiện")
    progress = forms.ChoiceField(
        label="Tiến độ",
        choices=HOW_FAR,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Chọn tiến độ.",
            "invalid_choice": "Chọn tiến độ.",
        },
    )
    reason = NfcCharField(
        label="Lý do (khi sửa số liệu đã gửi hoặc ghi việc trước kỳ)",
        required=False,
        max_length=300,
    )
    is_letter = forms.BooleanField(
        label="Đây là văn bản trả lời của đơn vị (PDF đã ký)",
        required=False,
    )
    also_for = also_for_field("Nội dung này cũng là kết quả của")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    field_order = ("text", "done_on", "progress", "reason", "number", "issued_on")

    def __init__(
        self,
        *args: Any,
        asked: Iterable[TaskFigure],
        current: Mapping[int, FigureValue],
        others: Iterable[Duty],
        asks_letter: bool = False,
        until: date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not asks_letter:
            del self.fields["is_letter"]
        self.figure_ids: list[int] = []
        self.until = until
        for row in asked:
            if row.figure_id not in self.figure_ids:
                self.figure_ids.append(row.figure_id)
                self._ask(row, current.get(row.figure_id))
        offer_duties(self, others)
        self.fields["issuer"].initial = self.agency.name
        known = f"{str(self.auto_id) % 'number'}_co"
        self.fields["number"].widget.attrs["list"] = known
        for name, (words, shown) in _SHORT.items():
            self.fields[name].help_text = words
            if shown:
                self.fields[name].widget.attrs["placeholder"] = shown

    def _ask(self, row: TaskFigure, value: FigureValue | None) -> None:
        field = figure_field(row.figure, required_before_sending=row.required)
        field.initial = typed(value) if value else ""
        register = listed_in(row.figure, self.until, value) if self.until else None
        if register:
            field.disabled = True
            field.help_text = f"Đếm từ sổ «{register}»; ghi, sửa ở «Sổ theo dõi»."
        self.fields[field_name(row.figure_id)] = field

    def answers(self) -> dict[int, str]:
        """Return what was typed for each figure, as text for the service to read; a
        figure that is counted has no box that is sent.
        """
        return {
            figure_id: self.cleaned_data.get(field_name(figure_id), "")
            for figure_id in self.figure_ids
            if self.add_prefix(field_name(figure_id)) in self.data
        }

    def papers(self) -> Papers:
        """Return the documents that came with the form."""
        told = self.documents()
        files, kept = tuple(told.pop("files")), tuple(told.pop("kept"))
        return Papers(files=files, kept=kept, **told)

    def said(self) -> SaidEntry:
        """Return what could be read, None where the form itself says what is wrong."""
        read = self.cleaned_data
        progress = read.get("progress")
        nothing = progress == NOTHING_FIELD
        return SaidEntry(
            done_on=read.get("done_on"),
            text=read.get("text"),
            progress=Progress.DONE if nothing else progress,
            nothing_to_report=nothing,
            answers=self.answers(),
            reason=read.get("reason", ""),
            papers=self.papers(),
        )


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
        attrs = {"autocomplete": "off", "placeholder": "–"}
        if figure.type in NUMBERS:
            attrs["inputmode"] = "decimal"
        if figure.type == Figure.Type.DATE:
            attrs |= {"placeholder": "31/12/2026", "data-day": "data-day"}
        field = NfcCharField(
            max_length=1000, widget=forms.TextInput(attrs=attrs), **common
        )
    field.widget.attrs["data-needed"] = "1" if required_before_sending else ""
    return field
