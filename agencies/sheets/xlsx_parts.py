"""The large parts of an XLSX: its texts and its cells."""

import math
import re
from datetime import date, datetime
from functools import lru_cache

from openpyxl.styles.numbers import is_date_format
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_excel

from agencies.sheets.book_parts import TRUE, Silent
from agencies.sheets.bounds import Bounds, SheetError
from agencies.sheets.cells import Cell, CellKind, Value
from agencies.sheets.grid import TOO_MUCH, Collector
from agencies.sheets.package import unescaped
from kehoach.lib.dates import format_date
from kehoach.lib.text import visible

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class Texts(Silent):
    """Collects the text of one cell, refusing what no cell can hold."""

    def __init__(self, bounds: Bounds) -> None:
        """Begin outside of any text."""
        self.longest = bounds.text
        self.into: list[str] | None = None
        self.size = 0

    def text(self, data: str) -> None:
        """Keep some text of the cell that is open."""
        if self.into is None:
            return
        self.size += len(data)
        if self.size > self.longest:
            raise SheetError(
                f"Tệp có một ô dài hơn {self.longest} ký tự. Hãy rút ngắn ô ấy."
            )
        self.into.append(data)


class StringsPart(Texts):
    """xl/sharedStrings.xml: the texts that cells point to."""

    def __init__(self, bounds: Bounds) -> None:
        """Begin without texts."""
        super().__init__(bounds)
        self.most, self.left = bounds.cells, bounds.characters
        self.strings: list[str] = []
        self.parts: list[str] = []
        self.phonetic = False

    def start(self, name: str, attrs: dict[str, str]) -> None:
        """Listen to runs of text, not to how they are pronounced."""
        if name == "si":
            self.parts, self.size = [], 0
        elif name == "t" and not self.phonetic:
            self.into = self.parts
        elif name == "rPh":
            self.phonetic = True

    def end(self, name: str) -> None:
        """Keep a finished text."""
        if name == "t":
            self.into = None
        elif name == "rPh":
            self.phonetic = False
        elif name == "si":
            self.strings.append(visible(unescaped("".join(self.parts))))
            self.left -= self.size
            if len(self.strings) > self.most or self.left < 0:
                raise SheetError(TOO_MUCH)


class SheetPart(Texts):
    """xl/worksheets/sheet1.xml: the filled cells."""

    def __init__(self, sheet: Collector, book: "Values") -> None:
        """Begin above the first row."""
        super().__init__(sheet.bounds)
        self.sheet, self.book = sheet, book
        self.row, self.column = 0, -1
        self.attrs: dict[str, str] | None = None
        self.value: list[str] = []
        self.formula: list[str] = []
        self.inline: list[str] = []
        self.said: set[str] = set()
        self.phonetic = False

    def start(self, name: str, attrs: dict[str, str]) -> None:
        """Follow rows and cells; inside a cell listen to its value and formula."""
        if name == "c":
            self.begin(attrs)
        elif self.attrs is not None:
            self.said.add(name)
            self.phonetic = self.phonetic or name == "rPh"
            heard = {"v": self.value, "f": self.formula, "t": self.inline}
            self.into = None if self.phonetic else heard.get(name)
        elif name == "row":
            self.row = int(attrs.get("r") or self.row + 1)
            self.column = -1

    def begin(self, attrs: dict[str, str]) -> None:
        """Open a cell."""
        self.attrs, self.size = attrs, 0
        self.value, self.formula, self.inline, self.said = [], [], [], set()
        self.phonetic = False
        place = attrs.get("r")
        if place is None:
            self.column += 1
            return
        found = _REFERENCE.fullmatch(place)
        if not found:
            raise ValueError(place)
        self.column, self.row = column_of(found[1]), int(found[2])

    def end(self, name: str) -> None:
        """Close a text or a cell."""
        self.into = None
        if name == "rPh":
            self.phonetic = False
        if name != "c" or self.attrs is None:
            return
        cell = self.cell(self.attrs)
        self.attrs = None
        if cell.kind != CellKind.EMPTY:
            self.sheet.add(self.row, self.column, cell)

    def cell(self, attrs: dict[str, str]) -> Cell:
        """Return the cell that ends here."""
        kind, raw = attrs.get("t", "n"), "".join(self.value)
        style = self.book.style(attrs.get("s", ""))
        if "f" in self.said and not raw and not (kind == "str" and "v" in self.said):
            return Cell(None, CellKind.FORMULA, f"={''.join(self.formula)}", style)
        if kind == "inlineStr":
            return text_cell(visible(unescaped("".join(self.inline))), style)
        return self.book.cell(kind, raw, style) if raw else Cell()


class Values:
    """Turns what a cell holds into its value, with the texts and formats of the book."""

    def __init__(self, strings: list[str], formats: list[str], epoch: datetime) -> None:
        """Keep what cells point to."""
        self.strings, self.formats, self.epoch = strings, formats, epoch

    def style(self, number: str) -> str:
        """Return the number format of a style."""
        place = int(number or 0)
        return self.formats[place] if place < len(self.formats) else "General"

    def cell(self, kind: str, raw: str, style: str) -> Cell:
        """Return a cell of the file's kind."""
        if kind == "s":
            return text_cell(self.strings[int(raw)], style)
        if kind == "str":
            return text_cell(visible(unescaped(raw)), style)
        if kind == "b":
            flag = raw.strip() in TRUE
            return Cell(flag, CellKind.FLAG, "TRUE" if flag else "FALSE", style)
        if kind == "e":
            return Cell(None, CellKind.ERROR, visible(raw).strip(), style)
        if kind == "d":
            day = datetime.fromisoformat(raw.strip().removesuffix("Z"))
            return Cell(day, CellKind.DAY, format_date(day), style)
        return self.number(raw.strip(), style)

    def number(self, raw: str, style: str) -> Cell:
        """Return a number, or the day that its format makes of it."""
        number = float(raw)
        if not math.isfinite(number):
            return Cell(None, CellKind.ERROR, raw, style)
        if is_day(style):
            day = self.day(number)
            if day is not None:
                return Cell(day, CellKind.DAY, format_date(day), style)
        value: Value = int(number) if number.is_integer() else number
        return Cell(value, CellKind.NUMBER, raw, style)

    def day(self, number: float) -> date | None:
        """Return the day of a serial number; None for a time or no day at all."""
        try:
            found = from_excel(number, self.epoch)
        except (OverflowError, ValueError):
            return None
        return found if isinstance(found, datetime) else None


def text_cell(text: str, style: str) -> Cell:
    """Return a cell of text; one without a visible character is empty."""
    return Cell(text, CellKind.TEXT, text, style) if text.strip() else Cell()


@lru_cache(4096)
def is_day(style: str) -> bool:
    """Return whether a number format shows days."""
    return style != "General" and bool(is_date_format(style))


@lru_cache(4096)
def column_of(letters: str) -> int:
    """Return the column of its letters, counted from 0."""
    return int(column_index_from_string(letters)) - 1
