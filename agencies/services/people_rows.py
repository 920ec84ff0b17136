"""The rows of a list of focal points: columns in any order, each cell with its address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from openpyxl.utils import get_column_letter

from agencies.services.errors import EventError
from kehoach.lib.dates import format_date
from kehoach.lib.text import name_key, neutralise_formula, nfc
from kehoach.spreadsheets import grid_of


class Column(NamedTuple):
    """A column of the sheet: our name, its heading, other headings, its width."""

    name: str
    heading: str
    others: tuple[str, ...]
    width: int


COLUMNS = (
    Column("code", "Mã đơn vị", ("mã cơ quan", "mã"), 22),
    Column(
        "agency",
        "Đơn vị",
        ("tên đơn vị", "cơ quan", "tên cơ quan", "cơ quan, đơn vị"),
        44,
    ),
    Column("full_name", "Họ và tên", ("họ tên", "họ, tên"), 28),
    Column("position", "Chức vụ", ("chức danh", "chức vụ, chức danh"), 26),
    Column(
        "email",
        "Thư điện tử công vụ",
        ("thư điện tử", "email", "e-mail", "email công vụ", "địa chỉ thư điện tử"),
        34,
    ),
    Column("phone", "Điện thoại", ("số điện thoại", "sđt", "điện thoại liên hệ"), 16),
    Column("role", "Vai trò", ("nhiệm vụ được giao",), 24),
    Column("is_primary", "Đầu mối chính", ("chính",), 16),
    Column("valid_from", "Từ ngày", ("ngày bắt đầu",), 14),
    Column("valid_to", "Đến ngày", ("đến hết ngày", "ngày kết thúc"), 14),
)
#: Columns without which a sheet cannot be read.
REQUIRED = ("full_name", "email", "role")
_BY_HEADING = {
    name_key(words): each.name
    for each in COLUMNS
    for words in (each.heading, *each.others)
}
_HEADINGS = {each.name: each.heading for each in COLUMNS}
#: A heading may stand below a title, so deep at most.
_TITLE_ROWS = 15
MAX_LINES = 5_000


@dataclass(frozen=True)
class Row:
    """One line of the sheet: its number, the texts and the letters of its columns."""

    number: int
    cells: dict[str, str]
    letters: dict[str, str]

    def get(self, name: str) -> str:
        """Return the text of a column, empty when the sheet has none."""
        return self.cells.get(name, "")

    def address(self, name: str) -> str:
        """Return «B7», or the heading when the sheet lacks the column."""
        letter = self.letters.get(name)
        return f"{letter}{self.number}" if letter else _HEADINGS[name]


def read_people(*, name: str, content: bytes) -> list[Row]:
    """Return the filled rows of an uploaded file; EventError when it cannot be read."""
    try:
        grid = grid_of(name, content)
    except ValidationError as error:
        raise EventError(" ".join(error.messages), field="file") from error
    top, columns = _heading_of(grid)
    letters = {each: get_column_letter(place + 1) for place, each in columns.items()}
    rows = [
        Row(number, _cells_of(line, columns), letters)
        for number, line in enumerate(grid[top + 1 :], top + 2)
    ]
    found = [row for row in rows if any(row.cells.values())]
    if not found:
        raise EventError("Tệp không có dòng cán bộ nào.", field="file")
    if len(found) > MAX_LINES:
        raise EventError(f"Tệp có hơn {MAX_LINES} dòng. Hãy chia nhỏ.", field="file")
    return found


def _cells_of(line: Sequence[object], columns: dict[int, str]) -> dict[str, str]:
    return {
        name: words(line[place]) if place < len(line) else ""
        for place, name in columns.items()
    }


def _heading_of(grid: Sequence[Sequence[object]]) -> tuple[int, dict[int, str]]:
    """Return the place of the heading and which column is what."""
    best: dict[int, str] = {}
    for number, line in enumerate(grid[:_TITLE_ROWS]):
        columns = _columns_in(line)
        if set(REQUIRED) <= set(columns.values()) and _names_agency(columns):
            return number, columns
        best = max(best, columns, key=len)
    present = set(best.values())
    missing = [_HEADINGS[name] for name in REQUIRED if name not in present]
    if not _names_agency(best):
        missing.insert(0, "Đơn vị (hoặc Mã đơn vị)")
    message = (
        f"Tệp thiếu cột: {', '.join(missing)}. Hãy tải tệp mẫu rồi điền, giữ nguyên"
        " dòng tiêu đề, không gộp ô."
    )
    raise EventError(message, field="file")


def _names_agency(columns: dict[int, str]) -> bool:
    return bool({"code", "agency"} & set(columns.values()))


def _columns_in(line: Sequence[object]) -> dict[int, str]:
    """Return place → column for the headings we know; the first of a name counts."""
    found: dict[int, str] = {}
    for place, cell in enumerate(line):
        heading = name_key(words(cell).replace("*", "").rstrip(":"))
        name = _BY_HEADING.get(heading)
        if name and name not in found.values():
            found[place] = name
    return found


def words(cell: object) -> str:
    """Return a cell as NFC text: 22333.0 is 22333, a day is 05/06/2026, and a guard's
    apostrophe goes.
    """
    if cell is None:
        return ""
    if isinstance(cell, date | datetime):
        return format_date(cell)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = " ".join(nfc(str(cell)).split())
    guarded = text[:1] == "'" and neutralise_formula(text[1:]) == text
    return text[1:] if guarded else text
