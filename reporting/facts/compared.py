"""What a period adds up to, and beside an earlier one over the same units."""

from dataclasses import dataclass
from decimal import Decimal

Number = int | Decimal


@dataclass(frozen=True)
class MeasureNumbers:
    """A measure with its four numbers in one period, to be compared."""

    code: str
    name: str
    unit: str
    kind: str
    numerator: Number
    denominator: Number | None
    not_applicable: int
    not_reported: int


@dataclass(frozen=True)
class TaskNumbers:
    """A task as one period counted it."""

    code: str
    title: str
    owed: int
    reported: int
    done: int


@dataclass(frozen=True)
class FigureNumbers:
    """What a figure adds up to over the agencies that sent it."""

    code: str
    label: str
    unit: str
    total: Number
    units: int


@dataclass(frozen=True)
class Alike:
    """One number of two periods over the units that gave it in both: `units` of the
    `of` that gave it in either. A rate has its bases too.
    """

    code: str
    now: Number
    before: Number
    units: int
    of: int
    now_base: Number | None = None
    before_base: Number | None = None


@dataclass(frozen=True)
class SameUnits:
    """A later period and an earlier one over the same units; nothing is said of what
    fewer than `least` percent of the units gave in both. `every_task` counts rows, not
    units: what was reported in both periods.
    """

    least: int
    measures: tuple[Alike, ...] = ()
    tasks: tuple[Alike, ...] = ()
    figures: tuple[Alike, ...] = ()
    every_task: Alike | None = None


@dataclass(frozen=True)
class SpanNumbers:
    """One period in numbers; a closed one as it was stored. What has no line here is
    not known, and never 0. `key` is its word in addresses; `same` puts it beside the
    report's own period.
    """

    key: str
    words: str
    is_closed: bool
    measures: tuple[MeasureNumbers, ...]
    tasks: tuple[TaskNumbers, ...]
    figures: tuple[FigureNumbers, ...]
    same: SameUnits | None = None
