"""The provinces that were joined into this one on 01/7/2025 (Nghị quyết 202/2025/QH15).

Agencies of each had regulations of their own, so a plan says which of them it covers.
They are facts that no event changes any more, so they are data of the portal like its
agencies and no table: the keys stand in rows of agencies, groups and plans, and the
first is where an agency lies unless it is said.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).resolve().parent.parent / "data" / "territories.csv"


@dataclass(frozen=True)
class Territories:
    """Key and name of each, in the way of the choices of a column."""

    choices: tuple[tuple[str, str], ...]

    @property
    def values(self) -> list[str]:
        """Return the keys."""
        return [key for key, _ in self.choices]

    @property
    def labels(self) -> list[str]:
        """Return the names."""
        return [name for _, name in self.choices]


def read_territories(path: Path = _FILE) -> Territories:
    """Return the territories of a file with the columns code and name."""
    with path.open(encoding="utf-8", newline="") as source:
        rows = [(row["code"], row["name"]) for row in csv.DictReader(source)]
    return Territories(tuple(rows))


TERRITORIES = read_territories()
HOME_TERRITORY = TERRITORIES.values[0]
