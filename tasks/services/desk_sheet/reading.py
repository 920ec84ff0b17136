"""What a filled workbook says, cell by cell, before anything is judged."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

import openpyxl
from django.core.exceptions import ValidationError
from openpyxl.utils.exceptions import InvalidFileException

from kehoach.lib.text import neutralise_formula, nfc
from kehoach.spreadsheets import require_small
from tasks.services.desk_sheet import layout
from tasks.services.desk_sheet.seal import DAMAGED, Seal
from tasks.services.errors import InvalidInput

#: More rows than an agency has duties or figures.
MAX_ROWS = 2000
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
    book = _open(content)
    try:
        if not {layout.DUTIES, layout.FIGURES, layout.SEAL} <= set(book.sheetnames):
            raise InvalidInput(DAMAGED, field="file")
        seal = Seal.of(
            "".join(
                str(row[0])
                for row in book[layout.SEAL].iter_rows(values_only=True, max_row=99)
                if row and row[0]
            )
        )
        duties = _rows(book[layout.DUTIES], layout.DUTY_KEY, layout.DUTY_MARK)
        figures = _rows(book[layout.FIGURES], layout.FIGURE_KEY, layout.FIGURE_MARK)
        return Filled(
            seal=seal,
            duties=[_duty(number, key, cells) for number, key, cells in duties],
            figures=[
                FigureRow(number, key, plain(cells[layout.ANSWER]))
                for number, key, cells in figures
            ],
        )
    finally:
        book.close()


def _open(content: bytes) -> Any:  # noqa: ANN401 -- untyped library
    try:
        require_small(content)
        return openpyxl.load_workbook(
            BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages), field="file") from error
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError) as error:
        message = "Tệp không đọc được. Hãy lưu lại từ Excel dạng .xlsx."
        raise InvalidInput(message, field="file") from error


def _rows(
    sheet: Any,  # noqa: ANN401 -- untyped library
    key_column: int,
    mark: str,
) -> list[tuple[int, int, list[Any]]]:
    """Return (row number, key, cells) of the rows below the headings."""
    found: list[tuple[int, int, list[Any]]] = []
    first = layout.HEADING_ROW + 2
    rows = sheet.iter_rows(min_row=first, max_row=first + MAX_ROWS, values_only=True)
    for number, row in enumerate(rows, first):
        cells = [*row, *[None] * (key_column + 1 - len(row))]
        if all(cell is None or cell == "" for cell in cells):
            continue
        found.append(
            (number, _key(cells[key_column], mark, sheet.title, number), cells)
        )
    keys = [key for _, key, _ in found]
    if len(set(keys)) != len(keys):
        message = f"Trang «{sheet.title}» có dòng lặp lại. Không chép thêm dòng."
        raise InvalidInput(message, field="file")
    return found


def _key(cell: object, mark: str, sheet: str, number: int) -> int:
    word = str(cell or "")
    if word[:1] == mark and word[1:].isdecimal() and len(word) < 20:
        return int(word[1:])
    message = (
        f"Trang «{sheet}», dòng {number}: mất khóa dòng. Không thêm, chép hay xóa"
        " cột; hãy tải bảng mới."
    )
    raise InvalidInput(message, field="file")


def _duty(number: int, key: int, cells: list[Any]) -> DutyRow:
    return DutyRow(
        row=number,
        duty=key,
        done_on=plain(cells[layout.DONE_ON]),
        text=words(cells[layout.TEXT]),
        progress=words(cells[layout.PROGRESS]),
        nothing=words(cells[layout.NOTHING]).casefold(),
        reason=words(cells[layout.REASON]),
    )


def plain(cell: object) -> Cell:
    """Return a cell as text, number or flag; days as 2026-06-05."""
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, bool | float):
        return cell
    return float(cell) if isinstance(cell, int) else words(cell)


def words(cell: object) -> str:
    """Return a cell as NFC text without the apostrophe that guards formulas."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = nfc(str(cell)).strip()
    guarded = text[:1] == "'" and neutralise_formula(text[1:]) == text
    return text[1:] if guarded else text
