"""A row of an event's spreadsheet as it was understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from agencies.models import Agency, PlannedAgency, Succession

EVENT_COLUMNS = (
    "Mã cơ quan cũ",
    "Tên cơ quan cũ",
    "Hình thức",
    "Mã cơ quan mới",
    "Tên cơ quan mới",
    "Tên ngắn",
    "Loại",
    "Cấp",
    "Địa bàn",
)
#: The entry of a row that says where its cells stand.
PLACE = "Ô"


class Place(NamedTuple):
    """Where the cells of a row stand: their sheet, the row, the letters of COLUMNS."""

    sheet: str = ""
    number: int = 0
    letters: Sequence[str] = ()

    @classmethod
    def of(cls, row: Mapping[str, str]) -> "Place":
        """Return the place that a row carries."""
        if not row.get(PLACE):
            return cls()
        sheet, number, letters = row[PLACE].split("\t")
        return cls(sheet, int(number), letters.split(" "))

    @property
    def text(self) -> str:
        """Return the place as an entry of its row; names of sheets hold no tab."""
        return f"{self.sheet}\t{self.number}\t{' '.join(self.letters)}"

    def cell(self, column: str) -> str:
        """Return «Ô Sáp nhập!C7: » for a column that the sheet has."""
        place = EVENT_COLUMNS.index(column)
        letter = self.letters[place] if self.letters else ""
        tab = f"{self.sheet}!" if self.sheet else ""
        return f"Ô {tab}{letter}{self.number}: " if letter else ""


@dataclass(frozen=True, slots=True)
class NewAgency:
    """An agency that the event is to create; `held` when the draft has it already."""

    code: str
    name: str
    short_name: str
    kind: str
    level: str
    territory: str
    held: bool = False


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One row as it was understood; `held` when the event has the line already."""

    number: int
    old: Agency | None = None
    kind: str = ""
    new: Agency | NewAgency | None = None
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    held: bool = False
    typed_old: str = ""
    typed_new: str = ""

    @property
    def kind_label(self) -> str:
        """Return the kind in words."""
        return Succession.Kind(self.kind).label if self.kind else ""

    @property
    def key(self) -> tuple[str, str]:
        """Return the codes of both sides."""
        return self.old.code if self.old else "", self.new.code if self.new else ""


def held_agency(row: PlannedAgency) -> NewAgency:
    """Return a planned agency of the draft as the sheet knows it."""
    return NewAgency(
        row.code,
        row.name,
        row.short_name,
        row.kind,
        row.level,
        row.territory,
        held=True,
    )


def as_agency(new: NewAgency) -> Agency:
    """Return an unsaved agency with the names of a planned one."""
    return Agency(code=new.code, name=new.name, short_name=new.short_name)
