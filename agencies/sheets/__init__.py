"""One strict reader for every spreadsheet that comes in.

`read_upload` (.xlsx, .csv) and `read_book` (.xlsx with several sheets) spend no more
than their `Bounds`; `first_table` finds the headings by name, behind a cover sheet and
below a title; every cell knows its kind, what was typed and, through its sheet, its
name: «Số liệu!F9».
"""

from agencies.sheets.bounds import DESK, LIST, Bounds, SheetError
from agencies.sheets.cells import EMPTY, Cell, CellKind
from agencies.sheets.field import SheetField
from agencies.sheets.grid import GridLine, Sheet
from agencies.sheets.opening import Book, read_book, read_upload
from agencies.sheets.table import Heading, Table, first_table, table_of

__all__ = [
    "DESK",
    "EMPTY",
    "LIST",
    "Book",
    "Bounds",
    "Cell",
    "CellKind",
    "GridLine",
    "Heading",
    "Sheet",
    "SheetError",
    "SheetField",
    "Table",
    "first_table",
    "read_book",
    "read_upload",
    "table_of",
]
