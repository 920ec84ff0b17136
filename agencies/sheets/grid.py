"""A sheet as it was read: only its filled cells, each with its name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from agencies.sheets.bounds import Bounds, SheetError
from agencies.sheets.cells import EMPTY, Cell

TOO_MUCH = "Tệp có quá nhiều ô hoặc quá nhiều chữ. Hãy chia nhỏ tệp."
#: The last column that Excel has a name for.
LAST_COLUMN = 16_384


@dataclass(frozen=True, slots=True)
class GridLine:
    """One row, numbered as Excel does, its cells by column from 0."""

    number: int
    cells: Mapping[int, Cell]

    def get(self, column: int | None) -> Cell:
        """Return the cell of a column, an empty one when there is none."""
        return EMPTY if column is None else self.cells.get(column, EMPTY)


@dataclass(frozen=True)
class Sheet:
    """The filled rows of a sheet, top to bottom."""

    name: str
    lines: list[GridLine] = field(default_factory=list)

    def rows(self) -> Iterator[GridLine]:
        """Yield every row down to the last filled one, the blank ones too."""
        number = 0
        for line in self.lines:
            for blank in range(number + 1, line.number):
                yield GridLine(blank, {})
            yield line
            number = line.number

    def address(self, row: int, column: int) -> str:
        """Return «Số liệu!F9» for a row counted from 1 and a column from 0."""
        if column >= LAST_COLUMN:  # of a CSV
            return f"ở dòng {row}, cột {column + 1}"
        place = f"{get_column_letter(column + 1)}{row}"
        return f"{self.name}!{place}" if self.name else place


class Collector:
    """Takes the filled cells of a sheet one by one and refuses what passes bounds."""

    def __init__(self, name: str, bounds: Bounds) -> None:
        """Begin an empty sheet."""
        self.name, self.bounds = name, bounds
        self.rows: dict[int, dict[int, Cell]] = {}
        self.count = self.characters = 0

    def add(self, row: int, column: int, cell: Cell) -> None:
        """Keep a filled cell; SheetError when the sheet grows beyond its bounds."""
        bounds = self.bounds
        if row > bounds.rows or column >= bounds.columns:
            raise SheetError(
                f"Ô {Sheet(self.name).address(row, column)} nằm ngoài vùng được đọc"
                f" ({bounds.rows} dòng, {bounds.columns} cột). Hãy xóa ô ấy, hoặc chia"
                " nhỏ tệp."
            )
        self.count += 1
        self.characters += len(cell.typed)
        if self.count > bounds.cells or self.characters > bounds.characters:
            raise SheetError(TOO_MUCH)
        self.rows.setdefault(row, {})[column] = cell

    def sheet(self) -> Sheet:
        """Return what was taken."""
        lines = [GridLine(number, self.rows[number]) for number in sorted(self.rows)]
        return Sheet(self.name, lines)
