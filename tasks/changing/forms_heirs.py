"""Forms of replacing a plan: by which one, and the heir of each row."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms

from kehoach.lib.text import name_key
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
    """Which plan takes the place: `plans` may, `offered` of them are shown."""

    successor = forms.ModelChoiceField(
        label="Kế hoạch thay thế",
        queryset=Plan.objects.none(),
        help_text="Kế hoạch đã công bố, hoặc dự thảo sẽ công bố trước khi áp dụng.",
    )

    def __init__(
        self, *args: Any, plans: Any, offered: Iterable[Plan], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        box: Any = self.fields["successor"]
        box.queryset = plans
        box.choices = [("", "– chọn –"), *((p.pk, _called(p)) for p in offered)]


def _called(plan: Plan) -> str:
    number = f" ({plan.number})" if plan.number else ""
    return f"{plan}{number}, {plan.get_state_display().lower()}"


class Heirs:
    """The rows of one kind in the new plan, by what they are called: each once on the
    page, for all lines.
    """

    def __init__(self, kind: str, plan: Plan) -> None:
        """Read them; two of one name are told apart by their number."""
        self.kind = kind
        self.names: dict[int, str] = {}
        self.keys: dict[str, int] = {}
        codes = Counter[str]()
        for row in heir_rows(kind, plan):
            name = f"{row.code} {row.label if kind == 'figure' else row.short_title}"
            if name_key(name) in self.keys:
                name = f"{name} #{row.pk}"
            self.names[row.pk] = name
            self.keys[name_key(name)] = row.pk
            codes[row.code] += 1
            if codes[row.code] == 1:
                self.keys.setdefault(name_key(row.code), row.pk)
            else:
                self.keys.pop(name_key(row.code), None)

    @property
    def place(self) -> str:
        """Return the id of their list on the page."""
        return f"dong-{self.kind}"


class HeirField(NfcCharField):
    """Turns the name or the code of a row of the new plan into its key; empty: none."""

    def __init__(self, *, heirs: Heirs, said_of: str, **kwargs: Any) -> None:
        """Offer the rows by the list that all lines share."""
        attrs = {"list": heirs.place, "autocomplete": "off"}
        super().__init__(required=False, widget=forms.TextInput(attrs), **kwargs)
        self.heirs, self.said_of = heirs, said_of

    def clean(self, value: Any) -> Any:
        """Return the key; what is typed must be one of the rows."""
        typed = super().clean(value)
        if not typed:
            return None
        if found := self.heirs.keys.get(name_key(typed)):
            return found
        message = (
            f"{self.said_of}: kế hoạch mới không có dòng «{typed}». Chọn trong danh sách,"
            " gõ mã của dòng, hoặc để trống nếu không có dòng thay thế."
        )
        raise forms.ValidationError(message)


class HeirsForm(forms.Form):
    """A place per line: its heir, and for tasks what becomes of open work."""

    def __init__(self, *args: Any, change: PlanChange, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.change = change
        rows = change.lines.select_related("task", "figure", "target", "measure")
        self.lines = list(rows.order_by("pk"))
        new: Any = change.successor
        self.heirs = {kind: Heirs(kind, new) for kind in INHERITED}
        for line in self.lines:
            self._place(line, self.heirs[line.subject])

    def _place(self, line: PlanChangeLine, heirs: Heirs) -> None:
        self.fields[f"heir_{line.pk}"] = HeirField(
            label="Dòng thay thế",
            heirs=heirs,
            said_of=_named(line.subject, line.row),
            initial=heirs.names.get(line.heir_id or 0, ""),
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
            )

    def chosen(self) -> dict[int, Chosen]:
        """Return line → what was chosen."""
        said = self.cleaned_data
        return {
            line.pk: Chosen(
                said[f"heir_{line.pk}"],
                said.get(f"work_{line.pk}") or line.open_work,
                said.get(f"reason_{line.pk}", ""),
            )
            for line in self.lines
        }


def _named(kind: str, row: Any) -> str:
    return row.label if kind == "figure" else f"{row.code} {row.short_title}"
