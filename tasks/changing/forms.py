"""The form of a change to the plan: its document, its day, what becomes of open work."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from tasks.changing.checking import far_day
from tasks.doors.fields import Dated, NfcCharField, day_field
from tasks.models import PlanChange, PlanChangeLine

BASIS = ("basis_number", "basis_on", "basis_title", "effective_on")
TEXTS = ("basis_number", "basis_title")


#: What becomes of open work that no other agency takes.
_OFFERED_AT_END = (
    (PlanChangeLine.OpenWork.END, "Kết thúc, ghi lý do; hồ sơ giữ nguyên"),
    (PlanChangeLine.OpenWork.KEEP, "Để đơn vị làm xong"),
)


class ChangeForm(Dated, forms.Form):
    """The document is asked when applying; a draft may still lack it."""

    basis_number = NfcCharField(
        label="Số, ký hiệu văn bản",
        max_length=100,
        required=False,
        help_text="Ví dụ: Quyết định số 1420/QĐ-UBND.",
    )
    basis_on = day_field("Ngày văn bản", required=False)
    basis_title = NfcCharField(label="Trích yếu", max_length=300, required=False)
    effective_on = day_field(
        "Có hiệu lực từ ngày",
        help_text="Hết ngày hôm trước, phân công và lời văn cũ thôi áp dụng.",
    )

    def __init__(self, *args: Any, change: PlanChange, **kwargs: Any) -> None:
        initial = {name: getattr(change, name) for name in BASIS}
        super().__init__(*args, initial=initial, **kwargs)
        self.change = change
        ends = Q(act=PlanChangeLine.Act.END, subject__in=("task", "plan"))
        for line in change.lines.filter(Q(assignment__isnull=False) | ends):
            offered = (
                PlanChangeLine.OpenWork.choices
                if line.assignment_id
                else _OFFERED_AT_END
            )
            self.fields[f"work_{line.pk}"] = forms.ChoiceField(
                label="Việc chưa báo cáo",
                choices=offered,
                required=False,
                initial=line.open_work,
            )
            self.fields[f"reason_{line.pk}"] = NfcCharField(
                label="Lý do kết thúc",
                max_length=200,
                required=False,
                initial=line.reason,
                help_text="Chỉ khi kết thúc; để trống: ghi theo văn bản điều chỉnh.",
            )

    def clean_effective_on(self) -> date:
        """Refuse a day that nobody means."""
        day: date = self.cleaned_data["effective_on"]
        if far := far_day(self.change, day):
            raise forms.ValidationError(far)
        return day

    def basis(self) -> dict[str, Any]:
        """Return the document and the day as typed."""
        said = self.cleaned_data
        return {name: said[name] or ("" if name in TEXTS else None) for name in BASIS}

    def open_work(self) -> dict[int, tuple[str, str]]:
        """Return line → what becomes of its open work, and why it ends; a line that the
        page did not ask about is left out.
        """
        said = self.cleaned_data
        asked = (
            name for name, work in said.items() if name.startswith("work_") and work
        )
        keys = (name.removeprefix("work_") for name in asked)
        return {int(k): (said[f"work_{k}"], said[f"reason_{k}"]) for k in keys}
