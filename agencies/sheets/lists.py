"""Lists to choose from: they stand on a sheet of their own, since a list inside a cell's
rule falls apart at commas («Sở, ban, ngành») and ends after 255 characters.
"""

from collections.abc import Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from kehoach.lib.text import neutralise_formula

TAB = "Danh mục"


class Lists:
    """The lists of one workbook; its sheet is made with the first of them."""

    def __init__(self, book: Any, *, hidden: bool = True) -> None:
        """Begin without a list."""
        self.book, self.hidden = book, hidden
        self.sheet: Any = None
        self.places: dict[tuple[str, ...], str] = {}

    def offer(
        self,
        sheet: Any,
        rows: tuple[int, int],
        column: int,
        words: Sequence[str],
        *,
        warn: bool = False,
    ) -> None:
        """Let cells from the first to the last row choose; `warn` lets others pass."""
        rule: dict[str, Any] = {"validate": "list", "source": self.place(words)}
        if warn:
            rule["error_type"] = "warning"
        first, last = rows
        sheet.data_validation(first, column, max(first, last), column, rule)

    def place(self, words: Sequence[str]) -> str:
        """Return the cells that hold the list; equal lists share theirs."""
        key = tuple(words)
        if key not in self.places:
            column = len(self.places)
            self.write(column, key)
            letter = xl_col_to_name(column)
            last = max(len(key), 1)
            self.places[key] = f"='{TAB}'!${letter}$1:${letter}${last}"
        return self.places[key]

    def write(self, column: int, words: Sequence[str]) -> None:
        """Write a list down one column."""
        if self.sheet is None:
            self.sheet = self.book.add_worksheet(TAB)
            self.sheet.protect()
            if self.hidden:
                self.sheet.hide()
        text = self.book.add_format({"num_format": "@"})
        self.sheet.set_column(column, column, min(60, max(map(len, words), default=8)))
        for row, word in enumerate(words):
            self.sheet.write_string(row, column, neutralise_formula(word), text)
