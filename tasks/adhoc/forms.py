"""The forms of an ad-hoc request: the letter's facts, its questions, its end."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from kehoach.lib.dates import format_date
from tasks.adhoc import RequestQuestion
from tasks.adhoc.drafting import TEXT_LENGTH, TITLE_LENGTH
from tasks.doors.fields import Dated, NfcCharField, day_field, text_area
from tasks.doors.later_day import DayOffForm
from tasks.duties.days_off import working_calendar
from tasks.models import Figure

#: Working days after today that the hint names.
HINTS = (5, 10)


class RequestForm(Dated, DayOffForm):
    """What the letter says."""

    title = NfcCharField(
        label="Tên báo cáo",
        max_length=TITLE_LENGTH,
        help_text="Ngắn gọn, ví dụ: Tình hình niêm yết công khai tại trụ sở.",
        error_messages={"required": "Ghi tên báo cáo."},
    )
    text = NfcCharField(
        label="Nội dung, căn cứ yêu cầu",
        max_length=TEXT_LENGTH,
        required=False,
        widget=text_area(5),
    )
    number = NfcCharField(
        label="Số, ký hiệu công văn",
        max_length=60,
        required=False,
        help_text="Chưa có số và ngày thì yêu cầu là dự thảo, không đơn vị nào phải làm.",
    )
    issued_on = day_field("Ngày công văn", required=False)
    data_from = day_field("Số liệu từ ngày", required=False)
    data_to = day_field("Đến ngày", required=False)
    unit_due = day_field("Hạn gửi báo cáo", required=False)
    evidence_required = forms.BooleanField(label="Phải có minh chứng", required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    field_order = (
        *("title", "text", "number", "issued_on", "data_from", "data_to", "unit_due"),
        "day_off",
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """Say which day is so many working days ahead."""
        super().__init__(*args, today=today, **kwargs)
        calendar = working_calendar()
        said = [
            f"{days} ngày làm việc nữa là {format_date(calendar.shift(today, days))}"
            for days in HINTS
        ]
        self.fields["unit_due"].help_text = f"{'; '.join(said)}."

    def said(self) -> dict[str, Any]:
        """Return the facts without the version."""
        return {name: v for name, v in self.cleaned_data.items() if name != "version"}


class QuestionForm(forms.Form):
    """One question; an empty one is left out."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    label = NfcCharField(
        label="Câu hỏi",
        max_length=300,
        error_messages={"required": "Ghi nội dung câu hỏi."},
    )
    type = forms.ChoiceField(
        label="Kiểu trả lời", choices=Figure.Type.choices, initial="integer"
    )
    unit = NfcCharField(
        label="Đơn vị tính",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "cuộc, hộ, đồng"}),
    )
    choices = NfcCharField(
        label="Các lựa chọn",
        max_length=2000,
        required=False,
        widget=text_area(3),
        help_text="Chỉ cho kiểu «Chọn một»: mỗi lựa chọn một dòng.",
    )
    help_text = NfcCharField(label="Hướng dẫn", max_length=400, required=False)
    optional = forms.BooleanField(label="Không bắt buộc trả lời", required=False)

    #: Beyond the first empty question; set by the formset.
    is_spare = False

    @property
    def folded(self) -> bool:
        """Return whether the page hides the question until it is wanted."""
        return self.is_spare and not (self.is_bound and self.has_changed())

    def question(self) -> RequestQuestion:
        """Return what the service takes."""
        said = self.cleaned_data
        return RequestQuestion(
            label=said["label"],
            type=said["type"],
            unit=said["unit"],
            choices=tuple(said["choices"].splitlines()),
            help_text=said["help_text"],
            required=not said["optional"],
            pk=said["pk"],
        )


class BaseQuestions(forms.BaseFormSet):  # type: ignore[type-arg] # a class at run time
    """Questions that know whether they are spare."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Mark the empty questions after the first one."""
        super().add_fields(form, index)
        form.is_spare = index is not None and index > self.initial_form_count()


QuestionSet = forms.formset_factory(
    QuestionForm, BaseQuestions, extra=3, can_delete=True, can_order=True
)


def initial_questions(questions: Sequence[RequestQuestion]) -> list[dict[str, Any]]:
    """Return what the formset shows of stored questions."""
    return [
        {
            "pk": each.pk,
            "label": each.label,
            "type": each.type,
            "unit": each.unit,
            "choices": "\n".join(each.choices),
            "help_text": each.help_text,
            "optional": not each.required,
        }
        for each in questions
    ]


def questions_said(formset: Any) -> list[RequestQuestion]:
    """Return the filled questions in the order asked for, without the removed."""
    return [form.question() for form in formset.ordered_forms if form.cleaned_data]


class CancelForm(forms.Form):
    """Why the request is taken back."""

    reason = NfcCharField(
        label="Lý do rút yêu cầu",
        max_length=250,
        widget=text_area(2),
        error_messages={"required": "Ghi lý do rút yêu cầu."},
    )

    def said(self) -> dict[str, Any]:
        """Return what the service needs."""
        return dict(self.cleaned_data)


class CloseForm(forms.Form):
    """Nothing but the confirmation."""

    def said(self) -> dict[str, Any]:
        """Return nothing: the button says it all."""
        return {}
