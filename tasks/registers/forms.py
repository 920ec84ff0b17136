"""A row of a register as a form: a day, then its columns; on a phone one below another."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from agencies.models import Agency
from agencies.sheets.field import SheetField
from kehoach.lib.dates import format_date
from kehoach.lib.numbers import format_number
from tasks.doors.fields import Dated, NfcCharField, day_field, text_area
from tasks.evidence.forms import offer_newest
from tasks.figures.answers import NO, YES
from tasks.models import Evidence, Register, RegisterColumn, RegisterRow
from tasks.registers.said import column_field

_Kind = RegisterColumn.Kind
_LONG = {"maxlength": "1000"}
#: The list of agencies that a box of this kind offers.
AGENCY_LIST = "co-quan-trong-so"


class RegisterRowForm(Dated, forms.Form):
    """A new row."""

    day = day_field("Ngày")

    def __init__(
        self,
        *args: Any,
        register: Register,
        columns: Iterable[RegisterColumn],
        evidence: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.register, self.offers = register, 0
        self.columns = list(columns)
        self.fields["day"].label = register.day_label
        for column in self.columns:
            if column.kind != _Kind.FILE:
                self.fields[column_field(column.code)] = _field_of(column)
        if evidence is not None:
            self.fields["evidence"] = forms.ModelMultipleChoiceField(
                label="Minh chứng kèm theo",
                queryset=evidence,
                required=any(c.kind == _Kind.FILE and c.required for c in self.columns),
                widget=forms.CheckboxSelectMultiple,
                help_text="Văn bản, tệp đơn vị đã có trong hệ thống.",
                error_messages={"required": "Chọn ít nhất một minh chứng."},
            )
            self.offers = offer_newest(self.fields["evidence"], evidence)
            self._offer_own(self.initial.get("evidence", ()))

    def _offer_own(self, held: Iterable[Evidence]) -> None:
        """Offer what the row carries already, also where it is not among the newest."""
        widget: Any = self.fields["evidence"].widget
        offered = {key for key, _ in widget.choices}
        own = [(each.pk, str(each)) for each in held if each.pk not in offered]
        widget.choices = [*own, *widget.choices]
        self.offers += len(own)

    def raw(self) -> dict[str, Any]:
        """Return what was typed by column code."""
        said = self.cleaned_data
        return {c.code: said.get(column_field(c.code)) for c in self.columns}

    def proofs(self) -> list[Evidence]:
        """Return the evidence that was chosen."""
        return list(self.cleaned_data.get("evidence", ()))


class CorrectRegisterRowForm(RegisterRowForm):
    """A new version of a row, with its reason."""

    reason = NfcCharField(
        label="Lý do sửa",
        max_length=300,
        help_text="Bản cũ và lý do vẫn xem lại được.",
        error_messages={"required": "Ghi lý do sửa."},
    )

    field_order = ("day",)


class WithdrawRowForm(forms.Form):
    """Why a row is taken back."""

    reason = NfcCharField(
        label="Lý do rút",
        max_length=300,
        error_messages={"required": "Ghi lý do rút dòng này."},
    )


class RegisterSheetForm(forms.Form):
    """A workbook with rows of one register."""

    file = SheetField(
        label="Tệp Excel",
        ends=".xlsx",
        help_text="Dùng tệp mẫu của sổ này. Sai một ô thì không ghi dòng nào.",
        error_messages={"required": "Chọn tệp Excel."},
    )


def _field_of(column: RegisterColumn) -> forms.Field:
    said: dict[str, Any] = {
        "label": column.label + (f" ({column.unit})" if column.unit else ""),
        "required": column.required,
        "help_text": column.help_text,
        "error_messages": {"required": f"Nhập «{column.label}»."},
    }
    if column.kind == _Kind.CHOICE:
        choices = [("", "Chọn"), *((each, each) for each in column.choices)]
        return forms.ChoiceField(choices=choices, **said)
    if column.kind == _Kind.YES_NO:
        choices = [("", "Chọn"), (YES, "Có"), (NO, "Không")]
        return forms.ChoiceField(choices=choices, **said)
    if column.kind == _Kind.TEXT and not column.is_personal:
        return NfcCharField(widget=text_area(2), max_length=1000, **said)
    return NfcCharField(widget=_box_of(column), max_length=1000, **said)


def _box_of(column: RegisterColumn) -> forms.TextInput:
    if column.kind == _Kind.DAY:
        return forms.TextInput({"data-day": True, "placeholder": "31/12/2026"})
    if column.kind in (_Kind.NUMBER, _Kind.MONEY):
        return forms.TextInput({"inputmode": "decimal", "maxlength": "20"})
    if column.kind == _Kind.AGENCY:
        return forms.TextInput(_LONG | {"list": AGENCY_LIST})
    return forms.TextInput(_LONG | {"autocomplete": "off"})


def typed_again(row: RegisterRow, columns: Iterable[RegisterColumn]) -> dict[str, Any]:
    """Return the row as its form shows it to be corrected."""
    names = agency_names(
        row.values.get(c.code) for c in columns if c.kind == _Kind.AGENCY
    )
    found: dict[str, Any] = {"day": row.day}
    for column in columns:
        kept = row.personal if column.is_personal else row.values
        found[column_field(column.code)] = cell_said(
            column, kept.get(column.code), names, flag=(YES, NO)
        )
    return found


def agency_names(codes: Iterable[str | None]) -> dict[str, str]:
    """Return code → name of the agencies that rows name (one query)."""
    wanted = {code for code in codes if code}
    if not wanted:
        return {}
    return dict(Agency.objects.filter(code__in=wanted).values_list("code", "name"))


def cell_said(
    column: RegisterColumn,
    value: Any,
    names: dict[str, str],
    *,
    flag: tuple[str, str] = ("Có", "Không"),
) -> str:
    """Return a cell as people read it: 31/12/2026, 1.234,5, Có, an agency's name."""
    if value is None:
        return ""
    if column.kind == _Kind.YES_NO:
        return flag[0] if value else flag[1]
    if column.kind == _Kind.DAY:
        return format_date(date.fromisoformat(value))
    if column.kind in (_Kind.NUMBER, _Kind.MONEY):
        return format_number(Decimal(value))
    if column.kind == _Kind.AGENCY:
        return str(names.get(value, value))
    return str(value)
