"""The tracking table as XLSX and CSV; text can never become a formula."""

import csv
from io import StringIO

from kehoach.lib.text import neutralise_formula
from kehoach.lib.workbook import A3, BLUE_HEAD, RULED, Book
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
        labels = (cell.label if cell else "" for cell in line.cells)
        writer.writerow([neutralise_formula(line.name), *sums, *labels])
    return text.getvalue().encode("utf-8-sig")


def matrix_xlsx(matrix: Matrix, title: str) -> bytes:
    """Return a workbook with frozen heads, coloured cells and real numbers."""
    book = Book(title, RULED)
    sheet, plain = book.page("Bảng theo dõi"), book.look()
    tones = {name: book.look(bg_color=fill) for name, fill in FILLS.items()}
    sheet.widths((34, 10, 10, 10, *[15] * max(len(matrix.columns), 1)))
    sheet.put(0, 0, title)
    headings = [*_FIRST, *(f"{each.code} {each.title}" for each in matrix.columns)]
    sheet.line(1, headings, book.look(**BLUE_HEAD))
    for row, line in enumerate(matrix.lines, 2):
        totals = line.totals
        sheet.line(row, (line.name, totals.owed, totals.done, totals.late), plain)
        for column, cell in enumerate(line.cells, 4):
            if cell:
                sheet.put(row, column, cell.label, tones.get(cell.look.tone, plain))
    sheet.keep_in_sight(1, 1)
    sheet.print_wide(1, paper=A3)
    return book.close()
