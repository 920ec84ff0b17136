"""Forms about who owes nothing: a letter with its numbers, a consent, the decision."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from agencies.events.names import Directory
from agencies.models import Agency
from tasks.doors.agency_field import AgencyField
from tasks.doors.fields import Dated, NfcCharField, day_field
from tasks.figures.answer_text import typed
from tasks.figures.answers import field_name
from tasks.models import Figure, FigureValue, UnitReport
from tasks.work.forms import figure_field


class LetterNumbersForm(Dated, forms.Form):
    """The letter's number and days, unless it is recorded, and what it tells."""

    number = NfcCharField(
        label="Số, ký hiệu",
        max_length=60,
        help_text="Ví dụ 45/CAT-PX03.",
        error_messages={"required": "Nhập số, ký hiệu văn bản."},
    )
    signed_on = day_field("Ngày ký")
    arrived_on = day_field("Ngày văn bản đến")

    def __init__(
        self,
        *args: Any,
        letter: UnitReport | None,
        figures: Iterable[Figure],
        current: dict[int, FigureValue],
        **kwargs: Any,
    ) -> None:
        self.figures = list(figures)
        super().__init__(*args, **kwargs)
        if letter is not None:
            for name in ("number", "signed_on", "arrived_on"):
                del self.fields[name]
        for figure in self.figures:
            field = figure_field(figure, required_before_sending=False)
            value = current.get(figure.pk)
            field.initial = typed(value) if value else ""
            self.fields[field_name(figure.pk)] = field

    @property
    def answers(self) -> dict[int, Any]:
        """Return figure → what was typed."""
        given = self.cleaned_data
        return {each.pk: given[field_name(each.pk)] for each in self.figures}


class ConsentForm(Dated, forms.Form):
    """Who agreed, when and how."""

    given_on = day_field("Ngày đồng ý")
    words = NfcCharField(
        label="Ai đồng ý, bằng cách nào",
        max_length=300,
        help_text="Ví dụ: đồng chí Phó Trưởng ban, qua điện thoại.",
        error_messages={"required": "Ghi ai đồng ý và bằng cách nào."},
    )


class DecisionForm(forms.Form):
    """Which agency, and why."""

    agency = AgencyField(
        label="Cơ quan",
        help_text="Gõ tên, tên ngắn hoặc chữ viết tắt, không cần dấu, rồi chọn.",
        error_messages={"required": "Gõ tên hoặc chọn cơ quan."},
    )
    reason = NfcCharField(
        label="Lý do, căn cứ",
        max_length=300,
        error_messages={"required": "Ghi lý do hoặc văn bản làm căn cứ."},
    )

    def __init__(self, *args: Any, today: date, search_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agency"]
        if isinstance(field, AgencyField):
            every = Agency.objects.all()
            field.looks_in(lambda: Directory(every, today), search_url=search_url)
