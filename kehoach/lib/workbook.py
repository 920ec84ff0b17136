"""The one way to a workbook: its looks, its sheets, text that never becomes a formula.

Rows without number are written by `workbook_rows`, whose frame is a `Book` too.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, TypeAlias

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_formula
from xlsxwriter.worksheet import Worksheet

from kehoach.lib.text import neutralise_formula, printable

Cell = str | date | int | Decimal | bool | None
#: How cells look: made by the book that they stand in.
CellLook: TypeAlias = Format
#: What a cell of a workbook can hold, in UTF-16 units.
LONGEST_CELL = 32_767
#: Moment written into every file, so that equal rows give equal bytes.
EPOCH = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
A4, A3 = 9, 8
#: How a cell of a table looks: ruled and wrapped; on paper in the documents' typeface.
RULED: dict[str, Any] = {"border": 1, "valign": "top", "text_wrap": True}
ON_PAPER = {**RULED, "font_name": "Times New Roman", "font_size": 11}
#: How numbers and days are shown.
WHOLE_LOOK, DECIMAL_LOOK = {"num_format": "#,##0"}, {"num_format": "#,##0.0#"}
DAY_LOOK = {"num_format": "dd/mm/yyyy"}
#: How the heads of a table look: on paper, on screen, on a list to fill in.
GREY_HEAD = {"bold": True, "align": "center", "bg_color": "#E7EBF0"}
BLUE_HEAD = {"bold": True, "bg_color": "#DCE6F5"}
PALE_HEAD = {"bold": True, "bg_color": "#E8EEF7", "border": 1}
#: Cells that stay text whatever is typed into them.
TYPED = {"num_format": "@"}


class Page:
    """One sheet of a book."""

    def __init__(self, sheet: Worksheet, *, quotes: bool) -> None:
        """Take the sheet; `quotes` puts an apostrophe before what reads as a formula."""
        self.sheet, self.quotes = sheet, quotes

    def put(
        self, row: int, column: int, value: Cell, look: CellLook | None = None
    ) -> None:
        """Write a number as a number, a day as a day, text as text, nothing as blank."""
        if value is None:
            self.sheet.write_blank(row, column, None, look)
        elif isinstance(value, str):
            words = neutralise_formula(value) if self.quotes else value
            self.words(row, column, words, look)
        elif isinstance(value, date):
            self.sheet.write_datetime(row, column, value, look)
        else:
            self.sheet.write_number(row, column, float(value), look)

    def words(
        self, row: int, column: int, words: str, look: CellLook | None = None
    ) -> None:
        """Write words letter by letter, as far as a cell holds them."""
        self.sheet.write_string(row, column, fitted_in_cell(printable(words)), look)

    def line(
        self, row: int, values: Iterable[Cell], look: CellLook | None = None
    ) -> None:
        """Write values beside each other."""
        for column, value in enumerate(values):
            self.put(row, column, value, look)

    def widths(self, widths: Iterable[float], look: CellLook | None = None) -> None:
        """Set the widths of the first columns, and how their empty cells look."""
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width, look)

    def hide(self, column: int) -> None:
        """Leave a column out of sight."""
        self.sheet.set_column(column, column, None, None, {"hidden": True})

    def keep_in_sight(self, head: int, columns: int) -> None:
        """Freeze what stands down to the heads, and the first columns."""
        self.sheet.freeze_panes(head + 1, columns)

    def print_wide(self, head: int, *, paper: int = 0, landscape: bool = True) -> None:
        """Print one page wide, the heads on every page."""
        if landscape:
            self.sheet.set_landscape()
        self.sheet.set_paper(paper)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(head)

    def print_as_document(self, head: int, *, landscape: bool) -> None:
        """Print on A4 with margins and page numbers."""
        self.print_wide(head, paper=A4, landscape=landscape)
        self.sheet.set_margins(left=0.8, right=0.6, top=0.8, bottom=0.8)
        self.sheet.set_footer('&C&"Times New Roman"&P/&N')

    def address_of(self, column: int, rows: int) -> str:
        """Return the first rows of a column as a formula names them."""
        last = max(rows, 1) - 1
        return f"={xl_range_formula(self.sheet.name, 0, column, last, column)}"

    def filter(self, head: int, rows: int, columns: int) -> None:
        """Offer filters on the heads, where there are rows."""
        if rows:
            self.sheet.autofilter(head, 0, head + rows, columns - 1)


class Book:
    """A workbook in memory; no clock goes into it."""

    def __init__(
        self,
        title: str = "",
        base: dict[str, Any] | None = None,
        *,
        quotes: bool = True,
    ) -> None:
        """Open it; `base` is what all its looks have in common."""
        self.bytes, self.base, self.quotes = BytesIO(), base or {}, quotes
        self.file = Workbook(self.bytes, {"in_memory": True})
        self.file.set_properties({"title": printable(title)[:255], "created": EPOCH})

    def look(self, **given: Any) -> CellLook:
        """Return a look of cells."""
        return self.file.add_format({**self.base, **given})

    def page(self, name: str) -> Page:
        """Add a sheet."""
        return Page(self.file.add_worksheet(name), quotes=self.quotes)

    def close(self) -> bytes:
        """Return the file."""
        self.file.close()
        return self.bytes.getvalue()


def fitted_in_cell(text: str) -> str:
    """Return text that fits a cell, shortened where it must be."""
    if len(text) * 2 <= LONGEST_CELL:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= LONGEST_CELL * 2:
        return text
    return f"{units[: (LONGEST_CELL - 1) * 2].decode('utf-16-le', 'ignore')}…"
