"""What is typed into a row, read column by column; all that is wrong at once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from agencies.models import Agency
from kehoach.lib.dates import is_meant, parse_date
from kehoach.lib.numbers import parse_number
from kehoach.lib.text import nfc
from tasks.duties.errors import InvalidInput
from tasks.figures.answers import NO, YES
from tasks.models import Register, RegisterColumn

_Kind = RegisterColumn.Kind
LONGEST = 1000
_LARGEST = Decimal(10) ** 16
_WRONG = "Chưa lưu được, xem các ô bên dưới."


@dataclass(frozen=True)
class TypedRow:
    """The values of a row: what everybody who sees the row reads, and what is personal."""

    values: dict[str, Any] = field(default_factory=dict)
    personal: dict[str, str] = field(default_factory=dict)


def column_field(code: str) -> str:
    """Return the name of the form field of a column."""
    return f"cot_{code}"


def columns_in_use(register: Register) -> list[RegisterColumn]:
    """Return the columns that a form asks."""
    return list(register.columns.filter(is_active=True))


def read_row(columns: Iterable[RegisterColumn], raw: Mapping[str, Any]) -> TypedRow:
    """Return what was typed by column code, read; raises InvalidInput with one problem
    per form field. A file is attached beside the row, not read here.
    """
    values: dict[str, Any] = {}
    personal: dict[str, str] = {}
    problems: dict[str, str] = {}
    for column in columns:
        if column.kind == _Kind.FILE:
            continue
        try:
            value = read_cell(column, raw.get(column.code))
        except ValueError as error:
            problems[column_field(column.code)] = str(error)
            continue
        if value is None:
            if column.required:
                problems[column_field(column.code)] = f"Nhập «{column.label}»."
        elif column.is_personal:
            personal[column.code] = value
        else:
            values[column.code] = value
    if problems:
        raise InvalidInput(_WRONG, problems=problems)
    return TypedRow(values, personal)


def read_cell(column: RegisterColumn, raw: object) -> Any:
    """Return the cell as JSON keeps it, None for an empty one; raises ValueError with a
    Vietnamese reason.
    """
    if raw is None or (isinstance(raw, str) and not nfc(raw).strip()):
        return None
    read = _READERS.get(RegisterColumn.Kind(column.kind), _text)
    return read(column, raw)


def _number(_: RegisterColumn, raw: object) -> str:
    try:
        number = parse_number(raw) if isinstance(raw, str) else Decimal(str(raw))
    except (ValueError, ArithmeticError):
        message = "Nhập một số, viết như 1.234 hoặc 1.234,5."
        raise ValueError(message) from None
    if not number.is_finite() or number < 0:
        message = "Số không được âm."
        raise ValueError(message)
    if number >= _LARGEST or number != round(number, 2):
        message = "Số quá lớn hoặc có quá hai chữ số thập phân."
        raise ValueError(message)
    return format(number.normalize(), "f")


def _flag(_: RegisterColumn, raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    word = nfc(str(raw)).strip().casefold()
    if word in {YES, NO, "có", "không"}:
        return word in {YES, "có"}
    message = "Chọn Có hoặc Không."
    raise ValueError(message)


def _choice(column: RegisterColumn, raw: object) -> str:
    text = _text(column, raw)
    for choice in column.choices:
        if nfc(choice).casefold() == text.casefold():
            return str(choice)
    message = f"Chọn một trong: {', '.join(column.choices)}."
    raise ValueError(message)


def _day(_: RegisterColumn, raw: object) -> str:
    day = parse_date(raw)
    if not is_meant(day):
        message = f"Kiểm tra lại năm {day.year}."
        raise ValueError(message)
    return day.isoformat()


def _text(_: RegisterColumn, raw: object) -> str:
    text = nfc(str(raw)).strip()
    if len(text) > LONGEST:
        message = f"Dài quá {LONGEST} ký tự."
        raise ValueError(message)
    return text


def _agency(column: RegisterColumn, raw: object) -> str:
    text = _text(column, raw)
    found = Agency.objects.filter(code=text).first()
    if found is None:
        named = Agency.objects.filter(name=text) | Agency.objects.filter(
            short_name=text
        )
        found = named.order_by("valid_to", "-pk").first()
    if found is None:
        message = f"Không có cơ quan «{text}» trong danh mục; chọn tên trong danh sách."
        raise ValueError(message)
    return found.code


_READERS: dict[RegisterColumn.Kind, Callable[[RegisterColumn, object], Any]] = {
    _Kind.NUMBER: _number,
    _Kind.MONEY: _number,
    _Kind.DAY: _day,
    _Kind.YES_NO: _flag,
    _Kind.CHOICE: _choice,
    _Kind.AGENCY: _agency,
}
