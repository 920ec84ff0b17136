"""The forms of a direction: the document, whom it binds, how far somebody is."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from agencies.events.names import Directory
from agencies.models import Agency, AgencyGroup
from tasks.doors.agency_field import AgencyField
from tasks.doors.fields import Dated, NfcCharField, day_field, reason_field, text_area
from tasks.models import Difficulty


class DirectionDocumentForm(Dated, forms.Form):
    """Số, ngày, nội dung and the last day, from the issued document."""

    number = NfcCharField(
        label="Số, ký hiệu văn bản",
        max_length=60,
        error_messages={"required": "Nhập số, ký hiệu văn bản."},
    )
    issued_on = day_field("Ngày văn bản")
    text = NfcCharField(
        label="Nội dung chỉ đạo",
        max_length=5000,
        widget=text_area(4),
        error_messages={"required": "Ghi nội dung chỉ đạo."},
    )
    due_on = day_field(
        "Hoàn thành chậm nhất ngày",
        required=False,
        help_text="Để trống nếu văn bản không ấn định ngày.",
    )


class BindForm(Dated, forms.Form):
    """Whom the document binds: an agency, a group, or both."""

    agency = AgencyField(
        label="Cơ quan thực hiện",
        required=False,
        help_text="Gõ tên, tên ngắn hoặc chữ viết tắt, không cần dấu, rồi chọn. Thêm được cơ quan khác sau khi ghi.",
    )
    group = forms.ModelChoiceField(
        label="Hoặc mọi cơ quan của nhóm",
        queryset=AgencyGroup.objects.order_by("name"),
        required=False,
        empty_label="(không chọn nhóm)",
    )

    def __init__(self, *args: Any, today: date, search_url: str, **kwargs: Any) -> None:
        """Look for the agencies of today."""
        super().__init__(*args, today=today, **kwargs)
        self.today = today
        field = self.fields["agency"]
        if isinstance(field, AgencyField):
            field.looks_in(
                lambda: Directory(Agency.objects.all(), today), search_url=search_url
            )

    def agencies(self) -> list[Agency]:
        """Return those that were chosen, the group's as of today."""
        said = self.cleaned_data
        found = [said["agency"]] if said.get("agency") else []
        if group := said.get("group"):
            living = Agency.objects.alive_on(self.today)
            found += list(living.in_group(group.pk, self.today))
        return found


class DirectionForm(BindForm, DirectionDocumentForm):
    """A new direction: the document and whom it binds."""

    difficulty = forms.ModelChoiceField(
        Difficulty.objects.none(),
        label="Vướng mắc được xem xét",
        required=False,
        empty_label="(không về riêng vướng mắc nào)",
        help_text="Chọn khi văn bản trả lời một vướng mắc đã báo cáo UBND tỉnh.",
    )
    field_order = (
        "number", "issued_on", "text", "agency", "group", "due_on", "difficulty",
    )  # fmt: skip

    def __init__(
        self, *args: Any, difficulties: QuerySet[Difficulty], **kwargs: Any
    ) -> None:
        """Offer these difficulties; without one there is nothing to choose."""
        super().__init__(*args, **kwargs)
        field = self.fields["difficulty"]
        field.queryset = difficulties  # type: ignore[attr-defined] # a choice of rows
        field.label_from_instance = called  # type: ignore[attr-defined] # the same


def called(row: Difficulty) -> str:
    """Return how a difficulty is called in a choice."""
    return f"{row.agency.short_name}: {row}"


class DirectionCorrectionForm(DirectionDocumentForm):
    """The document's right data and why they are put right."""

    reason = reason_field()


class StepForm(Dated, forms.Form):
    """What was done, or what is still missing."""

    text = NfcCharField(
        label="Đã làm gì, văn bản nào",
        max_length=3000,
        widget=text_area(3),
        error_messages={"required": "Ghi đã làm gì, văn bản nào; hoặc còn thiếu gì."},
    )
    on = day_field("Ngày")
    is_done = forms.BooleanField(label="Đã thực hiện xong", required=False)
