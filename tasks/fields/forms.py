"""Who may read which tasks of a field, by what, from when to when."""

from datetime import date
from typing import Any

from django import forms
from django.urls import reverse

from agencies.events.names import Directory
from agencies.models import Agency
from agencies.models.dated import alive_on
from tasks.doors.agency_field import AgencyField
from tasks.doors.fields import Dated, NfcCharField, day_field
from tasks.models import Figure, Plan, Task

_PLAIN = {"required": "Không để trống."}


class _Tasks(forms.ModelMultipleChoiceField):  # type: ignore[type-arg] # of tasks
    def label_from_instance(self, obj: Task) -> str:
        """Return code and short title."""
        return f"{obj.code} {obj.short_title}"


class FieldGrantForm(Dated, forms.Form):
    """A new grant in a plan."""

    agency = AgencyField(
        label="Cơ quan phụ trách lĩnh vực",
        help_text="Gõ tên, tên ngắn hoặc chữ viết tắt, không cần dấu, rồi chọn.",
        error_messages={"required": "Chọn cơ quan phụ trách."},
    )
    name = NfcCharField(
        label="Lĩnh vực",
        max_length=120,
        error_messages=_PLAIN,
        help_text="Tên hiện cho cơ quan phụ trách, ví dụ: Hương ước, quy ước.",
    )
    legal_basis = NfcCharField(
        label="Căn cứ",
        max_length=300,
        error_messages=_PLAIN,
        help_text="Văn bản giao phụ trách, ví dụ: Kế hoạch, mục 4 phần IV.",
    )
    valid_from = day_field("Được đọc từ ngày")
    valid_to = day_field(
        "Đến hết ngày",
        required=False,
        help_text="Để trống nếu căn cứ không ấn định ngày cuối.",
    )
    tasks = _Tasks(
        label="Nhiệm vụ được đọc",
        queryset=Task.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một nhiệm vụ."},
    )
    figures = forms.ModelMultipleChoiceField(
        label="Chỉ đọc các số liệu",
        queryset=Figure.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Không chọn số liệu nào: đọc mọi số liệu của các nhiệm vụ đã chọn.",
    )

    def __init__(self, *args: Any, plan: Plan, today: date, **kwargs: Any) -> None:
        """Offer the plan's tasks and figures, and the agencies of today."""
        super().__init__(*args, today=today, **kwargs)
        fields: Any = self.fields
        tasks = Task.objects.filter(alive_on(today), plan=plan)
        fields["tasks"].queryset = tasks.order_by("position", "pk")
        fields["figures"].queryset = plan.figures.filter(is_active=True)
        search_url = f"{reverse('tasks:find_agency')}?o=agency"
        every = Agency.objects.all()
        fields["agency"].looks_in(
            lambda: Directory(every, today), search_url=search_url
        )


class EndGrantForm(Dated, forms.Form):
    """The last day, and why it is no later one."""

    last_day = day_field("Đọc đến hết ngày")
    reason = NfcCharField(
        label="Lý do kết thúc",
        max_length=300,
        error_messages={"required": "Ghi lý do kết thúc."},
    )
