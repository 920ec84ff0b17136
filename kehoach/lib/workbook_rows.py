"""A workbook whose rows go into the file as they come: memory does not grow with them.

xlsxwriter makes the frame (styles, frozen heads, filters, print set-up) around one
row of empty cells, one per style; the real rows take that row's place as text.
Text is text whatever it begins with, numbers are numbers, days are days.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape
from io import BytesIO
from itertools import islice
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xlsxwriter.utility import xl_col_to_name

from kehoach.lib.text import printable, reads_as_formula
from kehoach.lib.workbook import (
    DAY_LOOK,
    DECIMAL_LOOK,
    GREY_HEAD,
    ON_PAPER,
    WHOLE_LOOK,
    Book,
    Cell,
    Page,
    fitted_in_cell,
)

ZIP_TIME = (2000, 1, 1, 0, 0, 0)
TYPES = "[Content_Types].xml"
#: Days are counted from here; Excel knows none before 01/3/1900 for certain.
DAY_ZERO, FIRST_DAY = date(1899, 12, 30).toordinal(), date(1900, 3, 1)
#: So many rows are joined before they are compressed.
_CHUNK = 250
#: So many texts are remembered as cells, names come again and again; no long ones.
REMEMBERED, WORTH_KEEPING = 16_384, 200
STYLES: Mapping[str, Mapping[str, str | bool]] = {
    "text": {},
    "risky": {"quote_prefix": True},
    "whole": WHOLE_LOOK,
    "decimal": DECIMAL_LOOK,
    "day": {**DAY_LOOK, "align": "center"},
}
_STYLE = re.compile(r' s="([0-9]+)"')
_DIMENSION = re.compile(r'<dimension ref="[^"]*"/>')
#: Excel reads _x000A_ in a text as the character of that number.
_ESCAPED = re.compile("_(?=x[0-9a-fA-F]{4}_)")


@dataclass(frozen=True)
class Sheet:
    """One sheet: its tab, heads, rows; above them a title, notes and a line of sums."""

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[float] = ()
    title: str = ""
    notes: Sequence[str] = ()
    sums: Sequence[Cell] = ()
    frozen: int = 1

    @property
    def head_row(self) -> int:
        """Return the row of the heads, counted from 0."""
        return bool(self.title) + len(self.notes) + bool(self.sums)


def write_workbook(out: IO[bytes], title: str, sheets: Sequence[Sheet]) -> list[int]:
    """Write the workbook and return how many rows each sheet got."""
    counts = [0] * len(sheets)
    with ZipFile(out, "w", ZIP_DEFLATED) as target:
        add_part(target, TYPES, frame(title, sheets, counts)[TYPES])
        for position, sheet in enumerate(sheets):
            name = f"xl/worksheets/sheet{position + 1}.xml"
            before, styles, _ = cut(frame(title, sheets, counts)[name], sheet)
            lines = Lines(styles, sheet.head_row + 2)
            with target.open(entry(name), "w") as part:
                part.write(before.encode())
                for chunk in lines.chunks(sheet.rows):
                    part.write(chunk)
                counts[position] = lines.count
                _, _, after = cut(frame(title, sheets, counts)[name], sheet)
                part.write(after.encode())
        for name, content in frame(title, sheets, counts).items():
            if name not in target.namelist():
                add_part(target, name, content)
    return counts


def entry(name: str) -> ZipInfo:
    """Return a compressed entry of the package, without a clock."""
    found = ZipInfo(name, ZIP_TIME)
    found.compress_type = ZIP_DEFLATED
    return found


def add_part(target: ZipFile, name: str, content: bytes) -> None:
    """Write one part of the package as it is."""
    target.writestr(entry(name), content)


def frame(
    title: str, sheets: Sequence[Sheet], counts: Sequence[int]
) -> dict[str, bytes]:
    """Return the parts of the workbook, with one row of styles for the rows."""
    book = Book(title, ON_PAPER, quotes=False)
    styles = [book.look(**given) for given in STYLES.values()]
    for sheet, count in zip(sheets, counts, strict=True):
        page = book.page(sheet.name)
        set_up(page, sheet, count)
        write_head(book, page, sheet)
        for column, given in enumerate(styles):
            page.put(sheet.head_row + 1, column, None, given)
    with ZipFile(BytesIO(book.close())) as package:
        return {name: package.read(name) for name in package.namelist()}


def set_up(page: Page, sheet: Sheet, count: int) -> None:
    """Set widths, the frozen head, the filter and how the sheet prints."""
    page.widths(sheet.widths)
    page.keep_in_sight(sheet.head_row, sheet.frozen)
    page.filter(sheet.head_row, count, len(sheet.heads))
    page.print_as_document(sheet.head_row, landscape=len(sheet.heads) > 5)


def write_head(book: Book, page: Page, sheet: Sheet) -> None:
    """Write what stands above the rows."""
    lines = [sheet.title] if sheet.title else []
    free = {"border": 0, "text_wrap": False}
    large = book.look(bold=True, **{**free, "font_size": 14})
    plain = book.look(italic=True, **free)
    for row, line in enumerate([*lines, *sheet.notes]):
        page.put(row, 0, line, large if sheet.title and not row else plain)
    bold = book.look(bold=True, num_format="#,##0.##")
    sums = (None if value == "" else value for value in sheet.sums)
    page.line(sheet.head_row - 1, sums, bold)
    page.line(sheet.head_row, sheet.heads, book.look(**GREY_HEAD))


def cut(part: bytes, sheet: Sheet) -> tuple[str, dict[str, str], str]:
    """Return what stands before and after the row of styles, and its styles."""
    text = _DIMENSION.sub("", part.decode(), count=1)
    before, row = text.split(f'<row r="{sheet.head_row + 2}"', 1)
    cells, after = row.split("</row>", 1)
    return before, dict(zip(STYLES, _STYLE.findall(cells), strict=True)), after


class Lines:
    """The rows of one sheet as XML."""

    def __init__(self, styles: Mapping[str, str], first: int) -> None:
        """Take the numbers of the styles and of the first row."""
        self.first, self.count = first, 0
        self.ends = {
            kind: f'" s="{number}" t="inlineStr"><is><t xml:space="preserve">'
            for kind, number in styles.items()
        }
        self.numbers = {kind: f'" s="{number}"><v>' for kind, number in styles.items()}
        self.nothing = f'" s="{styles["text"]}"/>'
        self.kept = lru_cache(REMEMBERED)(self.words)

    def chunks(self, rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
        """Yield the rows, some hundreds at a time."""
        source = iter(rows)
        while some := list(islice(source, _CHUNK)):
            yield "".join(map(self.row, some)).encode()

    def row(self, values: Sequence[Cell]) -> str:
        """Return the next row."""
        number = self.first + self.count
        self.count += 1
        found = [f'<row r="{number}">']
        for letters, value in zip(letters_of(len(values)), values, strict=True):
            found.append(f'<c r="{letters}{number}{self.end(value)}')
        found.append("</row>")
        return "".join(found)

    def end(self, value: Cell) -> str:
        """Return a cell from its style on."""
        if isinstance(value, str):
            if len(value) > WORTH_KEEPING:
                return self.words(value)
            return self.kept(value)
        if value is None:
            return self.nothing
        if isinstance(value, bool):
            return self.kept("Có" if value else "Không")
        if isinstance(value, date):
            return self.day(value)
        kind = "whole" if value == int(value) else "decimal"
        return f"{self.numbers[kind]}{value:f}</v></c>"

    def words(self, value: str) -> str:
        """Return a cell of text that is never a formula, not even when edited."""
        text = cell_text(value)
        if not text:
            return self.nothing
        start = self.ends["risky" if reads_as_formula(text) else "text"]
        return f"{start}{escape(text, quote=False)}</t></is></c>"

    def day(self, value: date) -> str:
        """Return a cell with a day; one that Excel does not know is text."""
        if value < FIRST_DAY:
            return self.kept(f"{value:%d/%m/%Y}")
        return f"{self.numbers['day']}{value.toordinal() - DAY_ZERO}</v></c>"


@lru_cache(64)
def letters_of(count: int) -> tuple[str, ...]:
    """Return the letters of the first columns."""
    return tuple(xl_col_to_name(column) for column in range(count))


def cell_text(text: str) -> str:
    """Return text that fits a cell and that Excel reads as it stands."""
    return fitted_in_cell(_ESCAPED.sub("_x005F_", printable(text)))
