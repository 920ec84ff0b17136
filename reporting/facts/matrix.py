"""The tracking table as plain values, for the page and for files."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Totals:
    """How many duties of a row or a column are owed, carried out and late."""

    owed: int
    done: int
    late: int

    @property
    def share(self) -> float:
        """Return the part carried out, 0 where nothing is owed."""
        return self.done / self.owed if self.owed else 0.0


class Look(NamedTuple):
    """How a standing looks: label, colour name and sign; dimmed when not asked for."""

    label: str
    tone: str
    sign: str
    is_dim: bool = False


class MatrixCell(NamedTuple):
    """One duty: its row and its look, shared by all that stand alike; of several times
    of a clause the worst, how many are owed and how many of them carried out.
    """

    duty: int
    look: Look
    owed: int = 0
    done: int = 0

    @property
    def label(self) -> str:
        """Return the standing in words, with n of m of several times."""
        times = f" ({self.done}/{self.owed} lần đã hoàn thành)" if self.owed else ""
        return f"{self.look.label}{times}"


@dataclass(frozen=True, slots=True)
class ClauseColumn:
    """One clause; `key` is its row in the database."""

    code: str
    title: str
    totals: Totals
    key: int = 0


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """One agency with a cell, or None, per column."""

    code: str
    name: str
    totals: Totals
    cells: tuple[MatrixCell | None, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Columns and lines in the order shown."""

    columns: tuple[ClauseColumn, ...]
    lines: tuple[AgencyLine, ...]
