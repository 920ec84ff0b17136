"""One cell: its value, its kind, what was typed, and the words that matching reads."""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from kehoach.lib.dates import format_date
from kehoach.lib.text import neutralise_formula, visible

Value = str | int | float | bool | date | datetime | None


class CellKind(StrEnum):
    """What the file takes a cell for."""

    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    FLAG = "flag"
    #: «#N/A», «#REF!» …: the value is None.
    ERROR = "error"
    #: A formula whose result the file does not hold: the value is None.
    FORMULA = "formula"


class Cell(NamedTuple):
    """A cell as the file has it; `style` is its number format."""

    value: Value = None
    kind: CellKind = CellKind.EMPTY
    typed: str = ""
    style: str = ""

    @property
    def text(self) -> str:
        """Return the cell as text: 22333.0 is 22333, a day is 05/06/2026, and a guard's
        apostrophe goes.
        """
        if self.kind in {CellKind.ERROR, CellKind.FORMULA}:
            return self.typed
        return said(self.value)

    @property
    def words(self) -> str:
        """Return the text on one line, single spaces between its words."""
        return " ".join(self.text.split())

    @property
    def is_unreadable(self) -> bool:
        """Return whether the file holds no value for what was typed."""
        return self.kind in {CellKind.ERROR, CellKind.FORMULA}


EMPTY = Cell()


def said(value: Value) -> str:
    """Return a value as text without invisible characters."""
    if value is None:
        return ""
    if isinstance(value, date | datetime):
        return format_date(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = visible(str(value)).strip()
    guarded = text[:1] == "'" and neutralise_formula(text[1:]) == text
    return text[1:] if guarded else text
