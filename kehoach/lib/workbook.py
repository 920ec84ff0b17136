"""A workbook whose rows go into the file as they come: memory does not grow with them.

xlsxwriter makes the frame (styles, frozen heads, filters, print set-up) around one
row of empty cells, one per style; the real rows take that row's place as text.
Text is text whatever it begins with, numbers are numbers, days are days.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from html import escape
from io import BytesIO
from itertools import islice
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from kehoach.lib.text import printable, reads_as_formula

Cell = str | date | int | Decimal | bool | None
#: What a cell of a workbook can hold, in UTF-16 units.
LONGEST_CELL = 32_767
#: Moment written into every file, so that equal rows give equal bytes.
EPOCH = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
ZIP_TIME = (2000, 1, 1, 0, 0, 0)
TYPES = "[Content_Types].xml"
A4 = 9
#: Days are counted from here; Excel knows none before 01/3/1900 for certain.
DAY_ZERO, FIRST_DAY = date(1899, 12, 30).toordinal(), date(1900, 3, 1)
#: So many rows are joined before they are compressed.
_CHUNK = 250
#: So many texts are remembered as cells, names come again and again; no long ones.
REMEMBERED, WORTH_KEEPING = 16_384, 200
STYLES: Mapping[str, Mapping[str, str | bool]] = {
    "text": {},
    "risky": {"quote_prefix": True},
    "whole": {"num_format": "#,##0"},
    "decimal": {"num_format": "#,##0.0#"},
    "day": {"num_format": "dd/mm/yyyy", "align": "center"},
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
    out = BytesIO()
    book = Workbook(out)
    book.set_properties({"title": printable(title)[:255], "created": EPOCH})
    styles = {name: style(book, **given) for name, given in STYLES.items()}
    for sheet, count in zip(sheets, counts, strict=True):
        page = book.add_worksheet(sheet.name)
        set_up(page, sheet, count)
        write_head(book, page, sheet)
        for column, given in enumerate(styles.values()):
            page.write_blank(sheet.head_row + 1, column, None, given)
    book.close()
    with ZipFile(out) as package:
        return {name: package.read(name) for name in package.namelist()}


def style(book: Workbook, **given: object) -> Format:
    """Return a format in the documents' typeface, ruled and wrapped."""
    base = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
    return book.add_format({**base, "border": 1, "text_wrap": True, **given})


def set_up(page: Worksheet, sheet: Sheet, count: int) -> None:
    """Set widths, the frozen head, the filter and how the sheet prints."""
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)
    page.freeze_panes(sheet.head_row + 1, sheet.frozen)
    if count:
        last = sheet.head_row + count
        page.autofilter(sheet.head_row, 0, last, len(sheet.heads) - 1)
    page.repeat_rows(sheet.head_row)
    if len(sheet.heads) > 5:
        page.set_landscape()
    page.set_paper(A4)
    page.set_margins(left=0.8, right=0.6, top=0.8, bottom=0.8)
    page.fit_to_pages(1, 0)
    page.set_footer('&C&"Times New Roman"&P/&N')


def write_head(book: Workbook, page: Worksheet, sheet: Sheet) -> None:
    """Write what stands above the rows."""
    lines = [sheet.title] if sheet.title else []
    free = {"border": 0, "text_wrap": False}
    large = style(book, bold=True, **{**free, "font_size": 14})
    plain = style(book, italic=True, **free)
    for row, line in enumerate([*lines, *sheet.notes]):
        look = large if sheet.title and not row else plain
        page.write_string(row, 0, printable(line), look)
    bold = style(book, bold=True, num_format="#,##0.##")
    for column, value in enumerate(sheet.sums):
        if isinstance(value, int | Decimal):
            page.write_number(sheet.head_row - 1, column, float(value), bold)
        elif value:
            page.write_string(sheet.head_row - 1, column, str(value), bold)
        else:
            page.write_blank(sheet.head_row - 1, column, None, bold)
    head = style(book, bold=True, align="center", bg_color="#E7EBF0")
    for column, word in enumerate(sheet.heads):
        page.write_string(sheet.head_row, column, printable(word), head)


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


def fitted_in_cell(text: str) -> str:
    """Return text that fits a cell, shortened where it must be."""
    if len(text) * 2 <= LONGEST_CELL:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= LONGEST_CELL * 2:
        return text
    return f"{units[: (LONGEST_CELL - 1) * 2].decode('utf-16-le', 'ignore')}…"
