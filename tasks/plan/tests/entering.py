"""Workbooks of a plan as somebody fills them."""

from io import BytesIO
from typing import Any

from openpyxl import Workbook


def book_of(**sheets: Any) -> bytes:
    """Return a workbook whose sheets are lists of lines, the headings first."""
    book = Workbook()
    book.remove(book.active)
    for name, lines in sheets.items():
        page = book.create_sheet(name)
        for line in lines:
            page.append(line)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()
