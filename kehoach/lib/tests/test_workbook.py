"""The one way to a workbook, read back by a reader that knows nothing of it."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl

from kehoach.lib.workbook import DAY_LOOK, LONGEST_CELL, WHOLE_LOOK, Book


def read_back(book: Book) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(book.close()))


def test_a_value_stands_as_what_it_is() -> None:
    book = Book("Bảng")
    page, day = book.page("Một"), book.look(**DAY_LOOK)
    page.line(0, ("Sở", 7, Decimal("0.5"), None))
    page.put(0, 4, date(2026, 12, 14), day)
    first = next(read_back(book)["Một"].iter_rows())
    assert [cell.value for cell in first[:4]] == ["Sở", 7, 0.5, None]
    assert first[4].value.date() == date(2026, 12, 14)
    assert first[4].number_format == "dd/mm/yyyy"


def test_what_reads_as_a_formula_has_an_apostrophe_unless_the_book_is_for_reading() -> (
    None
):
    for quotes, told in ((True, "'=1+1"), (False, "=1+1")):
        book = Book(quotes=quotes)
        book.page("Một").put(0, 0, "=1+1")
        cell = read_back(book)["Một"]["A1"]
        assert (cell.value, cell.data_type) == (told, "s")


def test_text_is_cut_to_what_a_cell_holds_and_has_no_control_character() -> None:
    book = Book()
    book.page("Một").line(0, ("x" * 40_000, "a\x00b"))
    long, clean = next(read_back(book)["Một"].iter_rows(values_only=True))
    assert len(long) == LONGEST_CELL
    assert long.endswith("…")
    assert clean == "ab"


def test_all_looks_begin_with_what_they_have_in_common() -> None:
    book = Book(base={"italic": True})
    book.page("Một").put(0, 0, 1234, book.look(bold=True, **WHOLE_LOOK))
    cell = read_back(book)["Một"]["A1"]
    assert (cell.font.b, cell.font.i, cell.number_format) == (True, True, "#,##0")
