"""Headings found by name, in any order, below a title if there is one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from agencies.sheets.bounds import MissingColumns, SheetError
from agencies.sheets.cells import Cell, CellKind
from agencies.sheets.grid import GridLine, Sheet
from kehoach.lib.text import name_key

#: So many wrong cells are named.
NAMED = 10
ADVICE = "Hãy tải tệp mẫu rồi điền, giữ nguyên dòng tiêu đề, không gộp ô."


class Heading(NamedTuple):
    """A column: our name, its heading, other headings that mean it."""

    name: str
    heading: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """The lines below the headings; `columns` says where each of our names stands."""

    sheet: Sheet
    top: int
    columns: dict[str, int]
    headings: Sequence[Heading]

    def __iter__(self) -> Iterator[GridLine]:
        """Yield the filled lines below the headings."""
        return (line for line in self.sheet.lines if line.number > self.top)

    def cell(self, line: GridLine, name: str) -> Cell:
        """Return a line's cell of our column, an empty one without the column."""
        return line.get(self.columns.get(name))

    def letter(self, name: str) -> str:
        """Return the letter of a column, empty when the sheet lacks it."""
        place = self.columns.get(name)
        return "" if place is None else str(get_column_letter(place + 1))

    def address(self, number: int, name: str) -> str:
        """Return «Số liệu!F9», or the heading when the sheet lacks the column."""
        if name in self.columns:
            return self.sheet.address(number, self.columns[name])
        return next(each.heading for each in self.headings if each.name == name)

    def require_values(self) -> None:
        """Raise SheetError naming cells of our columns that hold «#N/A» or a formula
        without its result.
        """
        wrong = [
            f"{self.address(line.number, name)}: {why_unreadable(cell.kind, cell.typed)}"
            for line in self
            for name in self.columns
            if (cell := self.cell(line, name)).is_unreadable
        ]
        if wrong:
            more = len(wrong) - NAMED
            rest = f" Còn {more} ô như vậy." if more > 0 else ""
            raise SheetError(" ".join(wrong[:NAMED]) + rest)


def why_unreadable(kind: str, typed: str) -> str:
    """Return what to do about a cell whose value the file does not hold."""
    if kind == CellKind.FORMULA:
        return (
            f"công thức «{typed[:80]}» chưa có kết quả trong tệp. Mở tệp bằng Excel,"
            " lưu lại, hoặc gõ thẳng kết quả."
        )
    return f"ô báo lỗi «{typed[:80]}». Sửa công thức hoặc gõ thẳng giá trị."


def table_of(
    sheet: Sheet,
    headings: Sequence[Heading],
    required: Sequence[str | tuple[str, ...]],
    *,
    deep: int = 15,
    advice: str = ADVICE,
) -> Table:
    """Return the table whose headings stand in one of the first `deep` rows.

    Each of `required` is a column, or columns of which one will do; SheetError names
    those that are missing.
    """
    known = {
        name_key(words): each.name
        for each in headings
        for words in (each.heading, *each.others)
    }
    best: dict[str, int] = {}
    for line in islice(sheet.lines, deep):
        if line.number > deep:
            break
        columns = columns_in(line, known)
        if not missing_in(columns, required):
            return Table(sheet, line.number, columns, headings)
        best = max(best, columns, key=len)
    titles = {each.name: each.heading for each in headings}
    missing = missing_in(best, required)
    lacking = ", ".join(
        titles[each] if isinstance(each, str) else either(each, titles)
        for each in missing
    )
    raise MissingColumns(f"Tệp thiếu cột: {lacking}. {advice}", len(missing))


def first_table(
    sheets: Iterable[Sheet],
    headings: Sequence[Heading],
    required: Sequence[str | tuple[str, ...]],
    *,
    advice: str = ADVICE,
) -> Table:
    """Return the table of the first sheet that has one: a cover may stand before it.

    MissingColumns tells of the sheet that lacks the fewest.
    """
    closest = None
    for sheet in sheets:
        try:
            return table_of(sheet, headings, required, advice=advice)
        except MissingColumns as error:
            if closest is None or error.count < closest.count:
                closest = error
    raise closest or SheetError("Tệp không có trang tính nào.")


def either(names: Sequence[str], titles: dict[str, str]) -> str:
    """Return «Đơn vị (hoặc Mã đơn vị)»."""
    first, *others = (titles[name] for name in names)
    return f"{first} (hoặc {', '.join(others)})"


def missing_in(
    columns: Iterable[str], required: Sequence[str | tuple[str, ...]]
) -> list[str | tuple[str, ...]]:
    """Return the required columns that are not there."""
    there = set(columns)
    return [
        each
        for each in required
        if not there & ({each} if isinstance(each, str) else set(each))
    ]


def columns_in(line: GridLine, known: dict[str, str]) -> dict[str, int]:
    """Return our name → place for the headings we know; the first of a name counts."""
    found: dict[str, int] = {}
    for place in sorted(line.cells):
        heading = line.cells[place].words.replace("*", "").rstrip(":")
        name = known.get(name_key(heading))
        if name:
            found.setdefault(name, place)
    return found
