"""The answers to an ad-hoc request as XLSX and CSV; text can never be a formula."""

import csv
from collections.abc import Iterable
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

from kehoach.lib.numbers import format_number
from kehoach.lib.text import neutralise_formula
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
    out = BytesIO()
    options = {"constant_memory": True, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": table.title})
        _write(book, table)
    return out.getvalue()


def _write(book: Any, table: AnswerTable) -> None:
    sheet = book.add_worksheet("Kết quả")
    base = {"border": 1, "valign": "top", "text_wrap": True}
    bold = {**base, "bold": True, "bg_color": "#DCE6F5"}
    heads = {"": book.add_format(bold)}
    looks = {"": book.add_format(base), "n": book.add_format({**base, **_WHOLE})}
    looks["d"] = book.add_format({**base, **_PARTS})
    heads |= {"n": book.add_format({**bold, **_WHOLE})}
    heads["d"] = book.add_format({**bold, **_PARTS})
    for column in range(len(table.headings)):
        width = WIDTHS[column] if column < len(WIDTHS) else QUESTION_WIDTH
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, neutralise_formula(table.title))
    _row(sheet, 1, table.headings, heads)
    for number, line in enumerate(table.lines, 2):
        _row(sheet, number, line, looks)
    _row(sheet, len(table.lines) + 2, table.totals, heads)
    sheet.freeze_panes(2, 2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)


#: How whole numbers and numbers with decimals look.
_WHOLE, _PARTS = {"num_format": "#,##0"}, {"num_format": "#,##0.00"}


def _row(
    sheet: Any, row: int, cells: Iterable[AnswerCell], looks: dict[str, Any]
) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, Decimal):
            look = "n" if cell == cell.to_integral_value() else "d"
            sheet.write_number(row, column, cell, looks[look])
        else:
            sheet.write_string(row, column, neutralise_formula(cell), looks[""])
