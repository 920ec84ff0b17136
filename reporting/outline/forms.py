"""Forms of «Đề cương»: the whole list, one annex with its columns."""

from collections.abc import Iterable
from typing import Any

from django import forms

from kehoach.lib.marks import mark_problems_of
from reporting.models import ReportAnnex
from reporting.models.annex import COUNTED
from reporting.models.outline import TITLE_VARIABLES
from reporting.outline.annexes import ColumnLine
from reporting.outline.editing import OutlineLine, OutlineMove
from reporting.outline.parts import Annex, ReportOutline, Section
from tasks.doors.fields import NfcCharField
from tasks.models import Figure, Plan

Layout = ReportAnnex.Layout
_EMPTY = {"required": "Nhập tên."}


class TitleField(NfcCharField):
    """A heading; only variables of the list are accepted."""

    def __init__(self, *, variables: Iterable[str] = (), **kwargs: Any) -> None:
        self.variables = tuple(variables)
        super().__init__(max_length=300, error_messages=_EMPTY, **kwargs)

    def validate(self, value: Any) -> None:
        """Refuse variables that do not exist."""
        super().validate(value)
        wrong = mark_problems_of(value, self.variables)
        if wrong:
            raise forms.ValidationError(wrong)


class OutlineForm(forms.Form):
    """Name and switch of every section and annex, over which version."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    least = forms.IntegerField(
        label="So sánh với kỳ trước khi có ít nhất (% đơn vị)",
        min_value=1,
        max_value=100,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Nhập mức từ 1 đến 100."
        ),
        help_text="Số đơn vị có số liệu ở cả hai kỳ trên số đơn vị có ở một trong hai"
        " kỳ. Dưới mức này báo cáo, bảng mục tiêu và trang so sánh không nói tăng, giảm.",
    )

    def __init__(self, outline: ReportOutline, data: Any = None) -> None:
        super().__init__(
            _with_later(outline, data) if data else None,
            initial={"least": outline.least},
        )
        self.outline = outline
        for section, _ in outline.every_section():
            self._add("muc", section.key, section.title, section.is_on, TITLE_VARIABLES)
        for annex in outline.annexes:
            self._add("pl", annex.key, annex.title, annex.is_on, ())
            self.fields[f"pl-kho-{annex.key}"] = forms.ChoiceField(
                label=f"Khổ giấy của {annex.title}",
                choices=Layout.choices,
                initial=annex.layout,
            )

    def _add(
        self, kind: str, key: str, title: str, is_on: bool, known: Iterable[str]
    ) -> None:
        self.fields[f"{kind}-ten-{key}"] = TitleField(
            label=f"Tên {title}", initial=title, variables=known
        )
        self.fields[f"{kind}-in-{key}"] = forms.BooleanField(
            label=f"In {title}", required=False, initial=is_on
        )

    def sections(self) -> list[OutlineLine]:
        """Return what was said of the sections."""
        given = self.cleaned_data
        return [
            OutlineLine(key, given[f"muc-ten-{key}"], given[f"muc-in-{key}"])
            for key in (section.key for section, _ in self.outline.every_section())
        ]

    def annexes(self) -> list[OutlineLine]:
        """Return what was said of the annexes."""
        given = self.cleaned_data
        return [
            OutlineLine(
                annex.key,
                given[f"pl-ten-{annex.key}"],
                given[f"pl-in-{annex.key}"],
                given[f"pl-kho-{annex.key}"],
            )
            for annex in self.outline.annexes
        ]

    def move(self) -> OutlineMove | None:
        """Return the step that a button asked for."""
        kind, _, rest = self.data.get("chuyen", "").partition(":")
        way, _, key = rest.partition(":")
        if kind not in {"muc", "pl"} or way not in {"len", "xuong"}:
            return None
        return OutlineMove(key, -1 if way == "len" else 1, kind == "pl")


def _with_later(outline: ReportOutline, data: Any) -> Any:
    """Return what was sent with the stored values of rows that came after the page was
    read, so that the refusal speaks of the other person and not of empty fields.
    """
    given = data.copy()
    given.setdefault("least", outline.least)
    rows: list[tuple[str, Section | Annex]] = [
        ("muc", section) for section, _ in outline.every_section()
    ]
    rows += [("pl", annex) for annex in outline.annexes]
    for kind, row in rows:
        if f"{kind}-ten-{row.key}" in given:
            continue
        given[f"{kind}-ten-{row.key}"] = row.title
        given[f"{kind}-in-{row.key}"] = "on" if row.is_on else ""
        if isinstance(row, Annex):
            given[f"pl-kho-{row.key}"] = row.layout
    return given


class AnnexForm(forms.Form):
    """An annex: its name and how its pages lie."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = TitleField(label="Tên phụ lục", help_text="Không ghi «Phụ lục …».")
    layout = forms.ChoiceField(
        label="Khổ giấy",
        choices=Layout.choices,
        help_text="Tự động: nhiều cột thì trang ngang.",
    )


class ColumnForm(forms.Form):
    """One column of an annex; both fields empty is no column."""

    head = NfcCharField(label="Tên cột", max_length=100, required=False)
    code = forms.CharField(label="Số liệu", required=False)
    width = forms.IntegerField(
        label="Rộng (%)", min_value=0, max_value=60, required=False
    )

    def __init__(
        self, *args: Any, figures: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget = forms.Select(choices=figures)


ColumnForms = forms.formset_factory(
    ColumnForm, extra=2, max_num=20, can_delete=True, can_order=True
)


def figures_to_choose(plan: Plan) -> list[tuple[str, str]]:
    """Return the figures that a table can add up."""
    rows = Figure.objects.filter(plan=plan, type__in=COUNTED).order_by("label")
    pairs = [(row.code, f"{row.label} ({row.code})") for row in rows]
    return [("", "Chọn số liệu"), *pairs]


def annex_columns_of(annex: Annex | None) -> list[dict[str, Any]]:
    """Return the columns as the forms begin."""
    columns = annex.columns if annex else ()
    return [
        {"head": head, "code": code.removeprefix("?"), "width": width or None}
        for head, code, width in columns
    ]


def typed_columns(columns: Any) -> list[ColumnLine]:
    """Return the columns that were typed, in their order, without those deleted."""
    return [
        ColumnLine(said["head"], said["code"], said["width"] or 0)
        for form in columns.ordered_forms
        if (said := form.cleaned_data).get("head") or said.get("code")
    ]
