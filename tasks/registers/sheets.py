"""A register as a workbook: its empty form, its rows without what is personal, and rows
read back by the strict reader, all or none.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from agencies.models import Agency, User
from agencies.sheets import Cell, Heading, SheetError, read_book, table_of
from agencies.sheets.lists import Lists
from kehoach.lib.dates import format_date, parse_date
from kehoach.lib.refusals import RuleBroken
from kehoach.lib.workbook import PALE_HEAD, Book
from tasks.duties.errors import InvalidInput
from tasks.models import Register, RegisterColumn, RegisterRow
from tasks.registers.keeping import write_rows
from tasks.registers.page import RowLine
from tasks.registers.said import TypedRow, column_field, columns_in_use, read_row

_DAY = "day"
_Kind = RegisterColumn.Kind
TAB = "Sổ"
#: Empty lines of the form that choose from lists.
_LINES = 500
#: Wrong cells that are named.
_NAMED = 20


def register_form(register: Register) -> bytes:
    """Return the empty workbook, personal columns included: the keeper fills them."""
    columns = _asked(register)
    book = Book(register.name)
    page, lists = book.page(TAB), Lists(book)
    page.widths([14, *(24 for _ in columns)])
    page.line(
        0, [register.day_label, *(c.label for c in columns)], book.look(**PALE_HEAD)
    )
    for place, column in enumerate(columns, 1):
        words = column.choices if column.kind == _Kind.CHOICE else ()
        if column.kind == _Kind.YES_NO:
            words = ("Có", "Không")
        if words:
            lists.offer(page, (1, _LINES), place, words)
    return book.close()


def rows_table(register: Register, lines: Sequence[RowLine]) -> bytes:
    """Return the rows as a workbook: nothing personal stands in it."""
    columns = [c for c in _asked(register) if not c.is_personal]
    book = Book(register.name)
    page = book.page(TAB)
    page.widths([32, 14, *(24 for _ in columns)])
    heads = ["Đơn vị", register.day_label, *(c.label for c in columns)]
    page.line(0, heads, book.look(**PALE_HEAD))
    plain = book.look()
    for number, line in enumerate(lines, 1):
        cells = [words for _, words in line.cells]
        told = [line.row.agency.name, format_date(line.row.day), *cells]
        page.line(number, told, plain)
    return book.close()


def read_rows(register: Register, file: Any) -> list[tuple[date, TypedRow]]:
    """Return the rows of a filled form; raises SheetError for a file that is none, and
    InvalidInput that names every wrong cell.
    """
    columns = _asked(register)
    headings = [
        Heading(_DAY, register.day_label),
        *(Heading(c.code, c.label) for c in columns),
    ]
    required = [_DAY, *(c.code for c in columns if c.required)]
    table = table_of(read_book(file.read()).first(), headings, required)
    table.require_values()
    found: list[tuple[date, TypedRow]] = []
    wrong: list[str] = []
    for line in table:
        raw = {c.code: table.cell(line, c.code).text for c in columns}
        typed = table.cell(line, _DAY)
        if not typed.text and not any(raw.values()):
            continue
        day, said, problems = _read_line(columns, raw, typed)
        if day and said and not problems:
            found.append((day, said))
        wrong += [f"{table.address(line.number, n)}: {w}" for n, w in problems.items()]
    if wrong:
        raise InvalidInput(_listed(wrong), field="file")
    if not found:
        message = "Tệp chưa có dòng nào. Điền từ dòng 2 của trang «Sổ»."
        raise InvalidInput(message, field="file")
    return found


def _read_line(
    columns: Sequence[RegisterColumn], raw: Mapping[str, str], typed: Cell
) -> tuple[date | None, TypedRow | None, dict[str, str]]:
    """Return day and cells of one line, and what is wrong by our name of the column."""
    problems: dict[str, str] = {}
    day, said = None, None
    try:
        day = parse_date(typed.value or typed.text)
    except ValueError as error:
        problems[_DAY] = str(error)
    try:
        said = read_row(columns, raw)
    except InvalidInput as error:
        codes = {column_field(c.code): c.code for c in columns}
        problems |= {codes[name]: why for name, why in (error.problems or {}).items()}
    return day, said, problems


def import_rows(
    *,
    register: Register,
    agency: Agency,
    file: Any,
    actor: User,
    today: date,
    now: datetime,
) -> list[RegisterRow]:
    """Write the rows of a workbook, all or none; a row that stands there already, day
    and cells alike, is refused by name so that a file sent twice counts once.
    """
    try:
        rows = read_rows(register, file)
    except SheetError as error:
        raise InvalidInput(str(error), field="file") from error
    there = _standing(register, agency)
    twice = [
        number for number, (day, said) in enumerate(rows, 1) if _key(day, said) in there
    ]
    if twice:
        message = (
            f"{len(twice)} dòng của tệp đã có trong sổ (dòng thứ {twice[0]} trở đi)."
            " Bỏ các dòng ấy rồi tải lại."
        )
        raise InvalidInput(message, field="file")
    try:
        return write_rows(
            register=register,
            agency=agency,
            rows=rows,
            actor=actor,
            today=today,
            now=now,
        )
    except InvalidInput as error:
        said = (error.problems or {}).get(_DAY)
        raise InvalidInput(said or error.message, field="file") from error
    except RuleBroken as error:
        raise InvalidInput(error.message, field="file") from error


def _asked(register: Register) -> list[RegisterColumn]:
    return [c for c in columns_in_use(register) if c.kind != _Kind.FILE]


def _standing(register: Register, agency: Agency) -> set[str]:
    rows = RegisterRow.objects.standing().filter(register=register, held_by=agency)
    return {
        _key(day, TypedRow(values, personal))
        for day, values, personal in rows.values_list("day", "values", "personal")
    }


def _key(day: date, said: TypedRow) -> str:
    return f"{day} {sorted(said.values.items())} {sorted(said.personal.items())}"


def _listed(wrong: Sequence[str]) -> str:
    more = len(wrong) - _NAMED
    rest = f" Còn {more} ô như vậy." if more > 0 else ""
    return "Chưa ghi dòng nào. " + " ".join(wrong[:_NAMED]) + rest
