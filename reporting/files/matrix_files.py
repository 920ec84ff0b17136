"""The tracking table as XLSX and CSV; text can never become a formula."""

import csv
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

from kehoach.lib.text import neutralise_formula
from reporting.facts.matrix import Matrix

_FIRST = ("Đơn vị", "Phải thực hiện", "Đã hoàn thành", "Quá hạn, kể cả bổ sung")
FILLS = {
    "green": "#DDF3E4",
    "red": "#FBDADA",
    "amber": "#FDEFD0",
    "blue": "#DCE8F8",
    "azure": "#DDF1FA",
    "purple": "#EADFF5",
    "grey": "#EEF0F2",
}


def matrix_csv(matrix: Matrix) -> bytes:
    """Return CSV that Excel reads as UTF-8: one line per agency, labels in cells."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow([*_FIRST, *(column.code for column in matrix.columns)])
    for line in matrix.lines:
        sums = (line.totals.owed, line.totals.done, line.totals.late)
        labels = (cell.look.label if cell else "" for cell in line.cells)
        writer.writerow([neutralise_formula(line.name), *sums, *labels])
    return text.getvalue().encode("utf-8-sig")


def matrix_xlsx(matrix: Matrix, title: str) -> bytes:
    """Return a workbook with frozen heads, coloured cells and real numbers."""
    out = BytesIO()
    options = {"constant_memory": True, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": title})
        _write(book, matrix, title)
    return out.getvalue()


def _write(book: Any, matrix: Matrix, title: str) -> None:
    sheet = book.add_worksheet("Bảng theo dõi")
    base = {"border": 1, "valign": "top", "text_wrap": True}
    head = book.add_format({**base, "bold": True, "bg_color": "#DCE6F5"})
    plain = book.add_format(base)
    tones = {
        name: book.add_format({**base, "bg_color": fill})
        for name, fill in FILLS.items()
    }
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 3, 10)
    sheet.set_column(4, 3 + max(len(matrix.columns), 1), 15)
    sheet.write_string(0, 0, neutralise_formula(title))
    headings = [*_FIRST, *(f"{each.code} {each.title}" for each in matrix.columns)]
    for column, words in enumerate(headings):
        sheet.write_string(1, column, neutralise_formula(words), head)
    for row, line in enumerate(matrix.lines, 2):
        sheet.write_string(row, 0, neutralise_formula(line.name), plain)
        sums = (line.totals.owed, line.totals.done, line.totals.late)
        for column, number in enumerate(sums, 1):
            sheet.write_number(row, column, number, plain)
        for column, cell in enumerate(line.cells, 4):
            if cell:
                fill = tones.get(cell.look.tone, plain)
                sheet.write_string(row, column, cell.look.label, fill)
    sheet.freeze_panes(2, 1)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
