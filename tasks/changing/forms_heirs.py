"""Forms of replacing a plan: by which one, and the heir of each row."""

from typing import Any

from django import forms

from tasks.changing.drafting_heirs import Chosen
from tasks.changing.proposing import heir_rows
from tasks.doors.fields import NfcCharField
from tasks.models import Plan, PlanChange, PlanChangeLine
from tasks.models.changing import INHERITED

_WORK = (
    (PlanChangeLine.OpenWork.MOVE, "Chuyển sang, kèm nhật ký, minh chứng"),
    (PlanChangeLine.OpenWork.END, "Kết thúc, đơn vị làm từ đầu"),
    (PlanChangeLine.OpenWork.KEEP, "Để đơn vị làm xong theo kế hoạch cũ"),
)
_WORK_WITHOUT_HEIR = (
    (PlanChangeLine.OpenWork.MOVE, "Kết thúc, hồ sơ giữ nguyên"),
    (PlanChangeLine.OpenWork.KEEP, "Để đơn vị làm xong theo kế hoạch cũ"),
)


class SuccessorForm(forms.Form):
    """Which plan takes the place."""

    successor = forms.ModelChoiceField(
        label="Kế hoạch thay thế",
        queryset=Plan.objects.none(),
        help_text="Kế hoạch đã công bố, hoặc dự thảo sẽ công bố trước khi áp dụng.",
    )

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box: Any = self.fields["successor"]
        box.queryset = plans
        box.label_from_instance = _called


def _called(plan: Plan) -> str:
    number = f" ({plan.number})" if plan.number else ""
    return f"{plan}{number}, {plan.get_state_display().lower()}"


class HeirsForm(forms.Form):
    """A place per line: its heir, and for tasks what becomes of open work."""

    def __init__(self, *args: Any, change: PlanChange, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.change = change
        rows = change.lines.select_related("task", "figure", "target", "measure")
        self.lines = list(rows.order_by("pk"))
        new: Any = change.successor
        offered = {kind: self._offered(kind, new) for kind in INHERITED}
        for line in self.lines:
            self._place(line, offered[line.subject])

    @staticmethod
    def _offered(kind: str, plan: Plan) -> list[tuple[str, str]]:
        rows = ((str(row.pk), _named(kind, row)) for row in heir_rows(kind, plan))
        return [("", "– không có dòng thay thế –"), *rows]

    def _place(self, line: PlanChangeLine, offered: list[tuple[str, str]]) -> None:
        row: Any = line.row
        self.fields[f"heir_{line.pk}"] = forms.ChoiceField(
            label=f"Thay thế {_named(line.subject, row)}",
            choices=offered,
            initial=str(line.heir_id or ""),
            required=False,
        )
        if line.task_id:
            self.fields[f"work_{line.pk}"] = forms.ChoiceField(
                label="Việc chưa báo cáo",
                choices=_WORK if line.heir_id else _WORK_WITHOUT_HEIR,
                initial=line.open_work,
                required=False,
            )
            self.fields[f"reason_{line.pk}"] = NfcCharField(
                label="Lý do kết thúc",
                max_length=200,
                required=False,
                initial=line.reason,
                help_text="Để trống: ghi theo kế hoạch thay thế.",
            )

    def chosen(self) -> dict[int, Chosen]:
        """Return line → what was chosen."""
        said = self.cleaned_data
        return {
            line.pk: Chosen(
                int(said[f"heir_{line.pk}"]) if said[f"heir_{line.pk}"] else None,
                said.get(f"work_{line.pk}") or line.open_work,
                said.get(f"reason_{line.pk}", ""),
            )
            for line in self.lines
        }


def _named(kind: str, row: Any) -> str:
    return row.label if kind == "figure" else f"{row.code} {row.short_title}"
