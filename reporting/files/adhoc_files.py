"""The answers to an ad-hoc request as XLSX and CSV; text can never be a formula."""

import csv
from decimal import Decimal
from io import StringIO

from kehoach.lib.numbers import format_number
from kehoach.lib.text import neutralise_formula
from kehoach.lib.workbook import BLUE_HEAD, RULED, WHOLE_LOOK, Book
from reporting.facts.adhoc import AnswerCell, AnswerTable

#: Number, agency, standing, day of sending, the letter's number and day; questions follow.
WIDTHS = (6, 40, 26, 12, 18, 12)
QUESTION_WIDTH = 22


def answers_csv(table: AnswerTable) -> bytes:
    """Return CSV that Excel reads as UTF-8."""
    text = StringIO()
    writer = csv.writer(text)
    for line in (table.headings, *table.lines, table.totals):
        writer.writerow([_plain(cell) for cell in line])
    return text.getvalue().encode("utf-8-sig")


def _plain(cell: AnswerCell) -> str:
    if isinstance(cell, Decimal):
        return format_number(cell)
    return neutralise_formula(cell)


def answers_xlsx(table: AnswerTable) -> bytes:
    """Return a workbook with frozen heads, real numbers and the sums last."""
    book = Book(table.title, RULED)
    sheet = book.page("Kết quả")
    more = len(table.headings) - len(WIDTHS)
    sheet.widths((*WIDTHS, *[QUESTION_WIDTH] * more)[: len(table.headings)])
    sheet.put(0, 0, table.title)
    plain = {kind: book.look(**look) for kind, look in _NUMBERS.items()}
    bold = {kind: book.look(**BLUE_HEAD, **look) for kind, look in _NUMBERS.items()}
    last = len(table.lines) + 2
    for row, line in enumerate((table.headings, *table.lines, table.totals), 1):
        looks = bold if row in {1, last} else plain
        for column, cell in enumerate(line):
            sheet.put(row, column, cell, looks[_kind_of(cell)])
    sheet.keep_in_sight(1, 2)
    sheet.print_wide(1)
    return book.close()


#: How text, whole numbers and numbers with decimals look.
_NUMBERS = {"": {}, "n": WHOLE_LOOK, "d": {"num_format": "#,##0.00"}}


def _kind_of(cell: AnswerCell) -> str:
    """Return which of the looks a cell has."""
    if isinstance(cell, Decimal):
        return "n" if cell == cell.to_integral_value() else "d"
    return ""
