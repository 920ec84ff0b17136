"""The forms of coordination: what a lead asks, what the other agency answers."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from agencies.events.names import Directory
from agencies.models import Agency
from tasks.coordination.page import to_coordinate
from tasks.difficulties.forms import AsideForm
from tasks.doors.agency_field import AgencyField
from tasks.doors.fields import (
    Dated,
    FilesField,
    FilesInput,
    NfcCharField,
    confirmed_open_field,
    day_field,
    text_area,
)
from tasks.doors.later_day import DayOffForm
from tasks.evidence.attaching import sent_ahead
from tasks.evidence.file_types import ACCEPT, FILE_TYPE_NAMES
from tasks.evidence.forms import FilesForm, offer_newest
from tasks.models import Duty, Evidence


class AskForm(Dated, DayOffForm):
    """Whom, what, by when."""

    agency = AgencyField(
        label="Đơn vị phối hợp",
        help_text="Gõ tên, tên ngắn hoặc chữ viết tắt, không cần dấu, rồi chọn.",
        error_messages={"required": "Gõ tên hoặc chọn đơn vị cần phối hợp."},
    )
    question = NfcCharField(
        label="Đề nghị cung cấp",
        max_length=2000,
        widget=text_area(3),
        error_messages={"required": "Ghi rõ đề nghị đơn vị phối hợp cung cấp gì."},
    )
    due_on = day_field("Chậm nhất ngày")
    field_order = ("agency", "question", "due_on", "day_off")

    def __init__(
        self, *args: Any, duty: Duty, today: date, search_url: str, **kwargs: Any
    ) -> None:
        """Offer whom the plan names, else the province's own agencies."""
        super().__init__(*args, today=today, **kwargs)
        field = self.fields["agency"]
        if isinstance(field, AgencyField):
            others = Agency.objects.exclude(pk=duty.agency_id)
            field.looks_in(lambda: Directory(others, today), search_url=search_url)
            field.offer(to_coordinate(duty, today))


class GiveForm(FilesForm):
    """The agency's part, with proof that it has or new files."""

    files_field = "upload"

    text = NfcCharField(
        label="Phần việc đơn vị đã phối hợp",
        max_length=5000,
        widget=text_area(5),
        help_text="Đơn vị chủ trì dùng đoạn này trong báo cáo, có ghi tên đơn vị.",
        error_messages={"required": "Ghi phần việc đơn vị đã phối hợp."},
    )
    evidence = forms.ModelMultipleChoiceField(
        label="Minh chứng đã có của đơn vị",
        queryset=Evidence.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    upload = FilesField(
        label="Tệp đính kèm",
        required=False,
        allow_empty_file=True,
        help_text=f"{FILE_TYPE_NAMES}; mỗi tệp tối đa 25 MB.",
        widget=FilesInput(attrs={"accept": ACCEPT}),
    )
    confirmed_open = confirmed_open_field("tệp", "Bắt buộc khi có tệp.")

    def __init__(
        self, *args: Any, candidates: QuerySet[Evidence], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not offer_newest(self.fields["evidence"], candidates):
            del self.fields["evidence"]

    def given(self) -> dict[str, Any]:
        """Return what `give_contribution` is told by this form."""
        said = self.cleaned_data
        return {
            "text": said["text"],
            "evidence": [
                *said.get("evidence", ()),
                *sent_ahead(self.agency, said["kept"]),
            ],
            "uploads": said["upload"],
            "confirmed_open": said["confirmed_open"],
        }


class DeclineForm(forms.Form):
    """Why there is nothing to give."""

    reason = NfcCharField(
        label="Lý do không có nội dung phối hợp",
        max_length=1000,
        widget=text_area(2),
        error_messages={"required": "Ghi lý do không có nội dung phối hợp."},
    )


class ContributionCorrectionForm(AsideForm):
    """A contribution in its new words."""
