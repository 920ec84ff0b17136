"""What a filled workbook says, cell by cell, before anything is judged."""

from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from agencies.sheets import (
    DESK,
    Book,
    Cell,
    CellKind,
    SheetError,
    Table,
    read_book,
    table_of,
)
from tasks.desk.sheet import layout
from tasks.desk.sheet.questions import AnswerKey
from tasks.desk.sheet.seal import DAMAGED_SHEET, Seal
from tasks.duties.errors import InvalidInput

ADVICE = "Hãy tải bảng mới rồi chép nội dung sang, giữ nguyên dòng tiêu đề."


class TypedCell(NamedTuple):
    """A filled cell as plain JSON; a day's value is 2026-06-05."""

    kind: str = CellKind.EMPTY
    value: str | float | bool | None = None
    typed: str = ""
    style: str = ""

    @classmethod
    def of(cls, cell: Cell) -> "TypedCell":
        """Return what a cell of the file says."""
        if isinstance(cell.value, date | datetime):
            return cls(cell.kind, f"{cell.value:%Y-%m-%d}", cell.typed, cell.style)
        if isinstance(cell.value, str):
            text = cell.text
            return cls(cell.kind, text, text, cell.style) if text else cls()
        return cls(cell.kind, cell.value, cell.typed, cell.style)

    @property
    def is_empty(self) -> bool:
        """Return whether nothing stands in the cell."""
        return self.kind == CellKind.EMPTY


@dataclass(frozen=True)
class SheetRow:
    """One row of a sheet: its number, its key, the first day of the time that it is of
    (ISO, empty for none), and its filled cells by column.
    """

    number: int
    key: int
    cells: dict[str, TypedCell]
    time: str = ""

    @property
    def asks(self) -> AnswerKey:
        """Return what a row of the figures asks."""
        return AnswerKey(self.key, date.fromisoformat(self.time) if self.time else None)

    def get(self, name: str) -> TypedCell:
        """Return the cell of a column, an empty one when there is none."""
        return self.cells.get(name, TypedCell())


@dataclass(frozen=True)
class SheetRows:
    """The rows of one sheet and the letters of its columns."""

    sheet: str
    letters: dict[str, str] = field(default_factory=dict)
    rows: list[SheetRow] = field(default_factory=list)

    def address(self, number: int, name: str) -> str:
        """Return «Số liệu!F9», without the letter when the sheet lacks the column."""
        return f"{self.sheet}!{self.letters.get(name, '')}{number}"

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> "SheetRows":
        """Return the rows of plain JSON."""
        rows = [
            SheetRow(
                each["number"],
                each["key"],
                {name: TypedCell(*cell) for name, cell in each["cells"].items()},
                each.get("time", ""),
            )
            for each in found["rows"]
        ]
        return cls(found["sheet"], found["letters"], rows)


@dataclass(frozen=True)
class Filled:
    """A workbook as it came back."""

    seal: Seal
    duties: SheetRows
    figures: SheetRows

    def cells(self) -> dict[str, Any]:
        """Return everything as plain JSON."""
        return asdict(self) | {"seal": self.seal.plain()}

    @classmethod
    def of(cls, cells: dict[str, Any]) -> "Filled":
        """Return what `cells` gave."""
        return cls(
            seal=Seal.from_json(cells["seal"]),
            duties=SheetRows.from_json(cells["duties"]),
            figures=SheetRows.from_json(cells["figures"]),
        )


def read_sheet(content: bytes) -> Filled:
    """Return what the workbook says; InvalidInput when it is not one of ours."""
    try:
        book = read_book(content, DESK)
        if not {layout.DUTIES_SHEET, layout.FIGURES_SHEET, layout.SEAL} <= set(
            book.names
        ):
            raise InvalidInput(DAMAGED_SHEET, field="file")
        sealed = book.sheet(layout.SEAL)
        duties = _table(book, layout.DUTIES_SHEET)
        figures = _table(book, layout.FIGURES_SHEET)
    except SheetError as error:
        raise InvalidInput(error.words, field="file") from error
    return Filled(
        seal=Seal.of("".join(line.get(0).text for line in sealed.lines)),
        duties=_rows(duties, layout.DUTY_COLUMNS, layout.DUTY_MARK),
        figures=_rows(figures, layout.FIGURE_COLUMNS, layout.FIGURE_MARK),
    )


def _table(book: Book, name: str) -> Table:
    headings, needs = (
        (layout.DUTY_HEADINGS, layout.DUTY_NEEDS)
        if name == layout.DUTIES_SHEET
        else (layout.FIGURE_HEADINGS, layout.FIGURE_NEEDS)
    )
    advice = f"Trang «{name}». {ADVICE}"
    return table_of(book.sheet(name), headings, needs, advice=advice)


def _rows(
    table: Table, columns: tuple[layout.SheetColumn, ...], mark: str
) -> SheetRows:
    """Return the rows that hold something a person fills, each with its key."""
    name = table.sheet.name
    filled = [each.name for each in columns if each.is_filled]
    rows = []
    for line in table:
        cells = {each: TypedCell.of(table.cell(line, each)) for each in filled}
        said = {each: cell for each, cell in cells.items() if not cell.is_empty}
        key = table.cell(line, "key").text
        if said or key:
            found = _key(key, mark, name, line.number)
            time = found.time.isoformat() if found.time else ""
            rows.append(SheetRow(line.number, found.figure, said, time))
    _require_once(rows, name)
    return SheetRows(name, {each: table.letter(each) for each in table.columns}, rows)


def _require_once(rows: list[SheetRow], sheet: str) -> None:
    above: dict[AnswerKey, int] = {}
    for row in rows:
        first = above.setdefault(row.asks, row.number)
        if first != row.number:
            message = (
                f"Trang «{sheet}»: dòng {row.number} lặp lại dòng {first}. Xóa dòng"
                " chép thêm; mỗi nhiệm vụ, câu hỏi chỉ có một dòng."
            )
            raise InvalidInput(message, field="file")


def _key(word: str, mark: str, sheet: str, number: int) -> AnswerKey:
    if word[:1] == mark:
        with suppress(ValueError):
            found = AnswerKey.of(word[1:])
            if mark == layout.FIGURE_MARK or not found.time:
                return found
    message = (
        f"Trang «{sheet}», dòng {number}: mất khóa dòng. Không thêm, chép dòng hay xóa"
        " cột; hãy tải bảng mới."
    )
    raise InvalidInput(message, field="file")
