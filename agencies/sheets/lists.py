"""Lists to choose from: they stand on a sheet of their own, since a list inside a cell's
rule falls apart at commas («Sở, ban, ngành») and ends after 255 characters.
"""

from collections.abc import Sequence
from typing import Any

from kehoach.lib.workbook import TYPED, Book, Page

TAB = "Danh mục"


class Lists:
    """The lists of one workbook; its sheet is made with the first of them."""

    def __init__(self, book: Book, *, hidden: bool = True) -> None:
        """Begin without a list."""
        self.book, self.hidden = book, hidden
        self.page: Page | None = None
        self.text = book.look(**TYPED)
        self.places: dict[tuple[str, ...], str] = {}

    def offer(
        self,
        page: Page,
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
        page.sheet.data_validation(first, column, max(first, last), column, rule)

    def place(self, words: Sequence[str]) -> str:
        """Return the cells that hold the list; equal lists share theirs."""
        key = tuple(words)
        if key not in self.places:
            self.places[key] = self.write(len(self.places), key)
        return self.places[key]

    def write(self, column: int, words: Sequence[str]) -> str:
        """Write a list down one column and return its cells."""
        page = self.page = self.page or self.begun()
        width = min(60, max(map(len, words), default=8))
        page.sheet.set_column(column, column, width)
        for row, word in enumerate(words):
            page.put(row, column, word, self.text)
        return page.address_of(column, len(words))

    def begun(self) -> Page:
        """Return the sheet of the lists, locked."""
        page = self.book.page(TAB)
        page.sheet.protect()
        if self.hidden:
            page.sheet.hide()
        return page
