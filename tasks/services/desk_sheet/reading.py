"""What a filled workbook says, cell by cell, before anything is judged."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from agencies.sheets import DESK, Line, Sheet, SheetError, read_book
from agencies.sheets import Cell as SheetCell
from tasks.services.desk_sheet import layout
from tasks.services.desk_sheet.seal import DAMAGED, Seal
from tasks.services.errors import InvalidInput

Cell = str | float | bool


@dataclass(frozen=True)
class DutyRow:
    """One filled row of the duties."""

    row: int
    duty: int
    done_on: Cell
    text: str
    progress: str
    nothing: str
    reason: str


@dataclass(frozen=True)
class FigureRow:
    """One row of the figures."""

    row: int
    figure: int
    answer: Cell


@dataclass(frozen=True)
class Filled:
    """A workbook as it came back."""

    seal: Seal
    duties: list[DutyRow] = field(default_factory=list)
    figures: list[FigureRow] = field(default_factory=list)

    def cells(self) -> dict[str, Any]:
        """Return everything as plain JSON."""
        return asdict(self)

    @classmethod
    def of(cls, cells: dict[str, Any]) -> "Filled":
        """Return what `cells` gave."""
        return cls(
            seal=Seal.from_json(cells["seal"]),
            duties=[DutyRow(**row) for row in cells["duties"]],
            figures=[FigureRow(**row) for row in cells["figures"]],
        )


def read_sheet(content: bytes) -> Filled:
    """Return what the workbook says; InvalidInput when it is not one of ours."""
    try:
        book = read_book(content, DESK)
        if not {layout.DUTIES, layout.FIGURES, layout.SEAL} <= set(book.names):
            raise InvalidInput(DAMAGED, field="file")
        sealed = book.sheet(layout.SEAL)
        duties = _rows(book.sheet(layout.DUTIES), layout.DUTY_KEY, layout.DUTY_MARK)
        figures = _rows(
            book.sheet(layout.FIGURES), layout.FIGURE_KEY, layout.FIGURE_MARK
        )
    except SheetError as error:
        raise InvalidInput(error.words, field="file") from error
    return Filled(
        seal=Seal.of("".join(line.get(0).text for line in sealed.lines)),
        duties=[_duty(line, key) for line, key in duties],
        figures=[
            FigureRow(line.number, key, plain(line.get(layout.ANSWER)))
            for line, key in figures
        ],
    )


def _rows(sheet: Sheet, key_column: int, mark: str) -> list[tuple[Line, int]]:
    """Return the lines below the headings with their keys."""
    lines = [line for line in sheet.lines if line.number > layout.HEADING_ROW + 1]
    found = [
        (line, _key(line.get(key_column).text, mark, sheet.name, line.number))
        for line in lines
    ]
    keys = [key for _, key in found]
    if len(set(keys)) != len(keys):
        message = f"Trang «{sheet.name}» có dòng lặp lại. Không chép thêm dòng."
        raise InvalidInput(message, field="file")
    return found


def _key(word: str, mark: str, sheet: str, number: int) -> int:
    if word[:1] == mark and word[1:].isdecimal() and len(word) < 20:
        return int(word[1:])
    message = (
        f"Trang «{sheet}», dòng {number}: mất khóa dòng. Không thêm, chép hay xóa"
        " cột; hãy tải bảng mới."
    )
    raise InvalidInput(message, field="file")


def _duty(line: Line, key: int) -> DutyRow:
    return DutyRow(
        row=line.number,
        duty=key,
        done_on=plain(line.get(layout.DONE_ON)),
        text=line.get(layout.TEXT).text,
        progress=line.get(layout.PROGRESS).text,
        nothing=line.get(layout.NOTHING).text.casefold(),
        reason=line.get(layout.REASON).text,
    )


def plain(cell: SheetCell) -> Cell:
    """Return a cell as text, number or flag; days as 2026-06-05."""
    if isinstance(cell.value, datetime | date):
        return f"{cell.value:%Y-%m-%d}"
    if isinstance(cell.value, bool | float):
        return cell.value
    return float(cell.value) if isinstance(cell.value, int) else cell.text
