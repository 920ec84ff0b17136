"""From uploaded bytes to sheets; a SheetError says in Vietnamese what is wrong."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from io import BytesIO, StringIO, TextIOWrapper

from agencies.sheets.book_parts import BookPart, RelationsPart, StylesPart
from agencies.sheets.bounds import LIST, Bounds, SheetError, too_large
from agencies.sheets.cells import CellKind
from agencies.sheets.grid import Collector, Sheet
from agencies.sheets.package import BROKEN, NOT_XLSX, Package, target_of
from agencies.sheets.xlsx_parts import SheetPart, StringsPart, Values, text_cell
from kehoach.lib.office_files import OLE
from kehoach.lib.text import visible

BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
#: Bytes that tell what separates the cells of a CSV; characters of one of its rows.
HEAD, LONGEST_ROW = 20_000, 500_000
BAD_CSV = "Tệp CSV không đọc được. Hãy lưu lại dạng CSV UTF-8."


class Book:
    """An XLSX whose sheets are read when they are asked for."""

    def __init__(self, content: bytes, bounds: Bounds) -> None:
        """Read what the sheets share."""
        require_file_size(content, bounds)
        self.bounds = bounds
        self.package = Package(content, bounds)
        if not self.package.has(BOOK):
            raise SheetError(NOT_XLSX)
        self.part, relations = BookPart(), RelationsPart()
        self.package.read(BOOK, self.part)
        if self.package.has(RELATIONS):
            self.package.read(RELATIONS, relations)
        self.relations = relations
        strings, styles = StringsPart(bounds), StylesPart()
        for kind, part in (("sharedStrings", strings), ("styles", styles)):
            name = target_of(BOOK, relations.kinds.get(kind, ""))
            if self.package.has(name):
                self.package.read(name, part)
        self.values = Values(strings.strings, styles.formats, self.part.epoch)

    @property
    def names(self) -> list[str]:
        """Return the tabs, also the hidden ones."""
        return list(self.part.sheets)

    def sheet(self, name: str) -> Sheet:
        """Return the filled cells of a sheet."""
        target = self.relations.targets.get(self.part.sheets.get(name, ""))
        part = target_of(BOOK, target or "")
        if not target or not self.package.has(part):
            raise SheetError(BROKEN)
        found = Collector(name, self.bounds)
        self.package.read(part, SheetPart(found, self.values))
        return found.sheet()

    def seen(self) -> Iterator[Sheet]:
        """Yield the sheets that people see, each read when it is asked for."""
        seen = [name for name in self.names if name not in self.part.hidden]
        if not seen:
            raise SheetError(BROKEN)
        return map(self.sheet, seen)

    def first(self) -> Sheet:
        """Return the first sheet that people see."""
        return next(self.seen())


def read_book(content: bytes, bounds: Bounds = LIST) -> Book:
    """Return an XLSX within bounds."""
    return Book(content, bounds)


def read_upload(name: str, content: bytes, bounds: Bounds = LIST) -> Iterator[Sheet]:
    """Return the sheets of an uploaded .xlsx that people see, or the one of a .csv."""
    if not name.lower().endswith((".xlsx", ".csv")) and not content.startswith(OLE):
        raise SheetError("Chọn tệp .xlsx hoặc .csv.")
    return read_content(content, bounds)


def read_content(content: bytes, bounds: Bounds = LIST) -> Iterator[Sheet]:
    """Return the sheets of what looks like an Office file, or the one of a CSV."""
    require_file_size(content, bounds)
    if content.startswith((b"PK", OLE)):
        return read_book(content, bounds).seen()
    return iter([read_csv(content, bounds)])


def require_file_size(content: bytes, bounds: Bounds) -> None:
    """Raise SheetError for more bytes than the bounds allow."""
    if len(content) > bounds.file:
        raise SheetError(too_large(bounds))


def read_csv(content: bytes, bounds: Bounds = LIST) -> Sheet:
    """Return the lines of a CSV in UTF-8 with commas, tabs or semicolons (what a
    Vietnamese Excel writes).
    """
    try:
        head = content[:HEAD].decode("utf-8-sig", "ignore")
        sign = max(",;\t", key=lambda sign: evenness(head, sign))
        lines = CsvLines(content)
        return collected(lines.rows(csv.reader(lines, delimiter=sign)), bounds)
    except (UnicodeDecodeError, csv.Error) as error:
        raise SheetError(BAD_CSV) from error


class CsvLines:
    """The lines of a CSV one by one; a row of them is never longer than a row can be,
    so that one of twenty million commas is not made a list first.
    """

    def __init__(self, content: bytes) -> None:
        """Begin before the first line."""
        self.text = TextIOWrapper(BytesIO(content), "utf-8-sig", newline="")
        self.since = 0

    def __iter__(self) -> "CsvLines":
        """Return itself."""
        return self

    def __next__(self) -> str:
        """Return the next line; SheetError in a row without end."""
        line = self.text.readline(LONGEST_ROW)
        self.since += len(line)
        if self.since >= LONGEST_ROW:
            raise SheetError(BAD_CSV)
        if not line:
            raise StopIteration
        return line

    def rows(self, rows: Iterable[list[str]]) -> Iterator[list[str]]:
        """Yield the rows that are made of the lines."""
        for row in rows:
            self.since = 0
            yield row


def evenness(text: str, sign: str) -> tuple[int, int]:
    """Return how many of the first lines a sign parts into equally many cells, and how
    many: a semicolon stays a separator beside «Sở, ban, ngành».
    """
    head = StringIO("".join(text.splitlines(keepends=True)[:20]), newline="")
    widths = Counter(len(row) for row in csv.reader(head, delimiter=sign))
    counted = [(lines, width) for width, lines in widths.items() if width > 1]
    return max(counted, default=(0, 0))


def collected(rows: Iterable[list[str]], bounds: Bounds) -> Sheet:
    """Return the filled cells of rows of text."""
    found = Collector("", bounds)
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            if len(text) > bounds.text:
                raise SheetError(BAD_CSV)
            cell = text_cell(visible(text), "")
            if cell.kind != CellKind.EMPTY:
                found.add(number, column, cell)
    return found.sheet()
