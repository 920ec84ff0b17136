"""The forms of «Chuyển xử lý»: to whom and by when, the answer, the return."""

from datetime import date
from typing import Any

from django import forms
from django.urls import reverse

from agencies.events.names import Directory
from agencies.models import Agency
from tasks.doors.agency_field import AgencyField
from tasks.doors.fields import Dated, NfcCharField, day_field, text_area


class PassOnForm(Dated, forms.Form):
    """The competent agency, what is asked of it, the day of answer."""

    agency = AgencyField(
        label="Cơ quan có thẩm quyền",
        help_text="Cấp nào cũng chọn được. Gõ tên, không cần dấu, rồi chọn.",
        error_messages={"required": "Gõ tên hoặc chọn cơ quan có thẩm quyền."},
    )
    note = NfcCharField(
        label="Nội dung đề nghị", required=False, max_length=2000, widget=text_area(3)
    )
    due_on = day_field(
        "Trả lời chậm nhất ngày",
        required=False,
        help_text=(
            "Ngày làm việc. Cơ quan chỉ được đề nghị (Đảng, Mặt trận, đoàn thể) không"
            " tính ngày: ô này bỏ qua."
        ),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        field = self.fields["agency"]
        if isinstance(field, AgencyField):
            search_url = f"{reverse('tasks:find_agency')}?o=agency"
            agencies = Agency.objects.all()
            field.looks_in(lambda: Directory(agencies, today), search_url=search_url)


class ReferralAnswerForm(forms.Form):
    """The answer of the competent agency."""

    answer = NfcCharField(
        label="Nội dung trả lời",
        max_length=3000,
        widget=text_area(5),
        error_messages={"required": "Ghi nội dung trả lời."},
    )


class ReferralReturnForm(forms.Form):
    """Why another body is competent."""

    reason = NfcCharField(
        label="Lý do chuyển trả lại",
        max_length=1000,
        widget=text_area(3),
        help_text="Ví dụ: không thuộc thẩm quyền, thuộc cơ quan nào.",
        error_messages={"required": "Ghi lý do chuyển trả lại."},
    )
