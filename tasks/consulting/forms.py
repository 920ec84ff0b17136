"""Forms of comments: who is asked until when, what is said, what is answered."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms

from agencies.models import Agency
from tasks.doors.fields import Dated, NfcCharField, day_field, text_area
from tasks.models import DraftReply

#: Characters of a comment, and of an answer.
LONGEST_OPINION = 5_000


class AskOpinionsForm(Dated, forms.Form):
    """Which agencies, until which day."""

    due_on = day_field(
        "Góp ý đến hết ngày", error_messages={"required": "Ghi ngày, như 31/12/2026."}
    )
    agencies = forms.ModelMultipleChoiceField(
        label="Cơ quan có tên trong dự thảo",
        queryset=Agency.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một cơ quan."},
    )

    def __init__(
        self,
        *args: Any,
        offered: Iterable[Agency],
        asked: Collection[int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        rows: Any = self.fields["agencies"]
        keys = [each.pk for each in offered]
        rows.queryset = Agency.objects.filter(pk__in=keys).order_by("sort_key", "pk")
        rows.label_from_instance = lambda agency: agency.short_name
        rows.initial = [key for key in keys if key not in asked]


class OpinionForm(forms.Form):
    """What is said of a row."""

    text = NfcCharField(
        label="Nội dung góp ý",
        max_length=LONGEST_OPINION,
        widget=text_area(4),
        error_messages={"required": "Ghi nội dung góp ý."},
    )


class OpinionAnswerForm(forms.Form):
    """What becomes of a comment."""

    verdict = forms.ChoiceField(
        label="Xử lý",
        choices=DraftReply.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn tiếp thu hay giải trình."},
    )
    text = NfcCharField(
        label="Nội dung tiếp thu, giải trình",
        max_length=LONGEST_OPINION,
        widget=text_area(3),
        error_messages={"required": "Ghi đã sửa thế nào, hoặc vì sao giữ nguyên."},
    )
