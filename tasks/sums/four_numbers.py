"""Arithmetic of the four numbers (rule 5); pure, so that it can be proved.

Every unit of the list stands in exactly one place: counted, in the denominator
only, not applicable or not reported. What was not reported is never a 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

ZERO, _ONE = Decimal(0), Decimal(1)
#: Values of `TargetMeasure.Method`.
UNITS_DONE, UNITS_YES, UNITS_NO = "units_done", "units_yes", "units_no"
FIGURES, SUM = "figures", "sum"


class UnitPlace(StrEnum):
    """Where a unit stands in the four numbers of a measure."""

    COUNTED = "dat"
    BASE = "chua-dat"
    NOT_APPLICABLE = "khong-thuoc-dien"
    NOT_REPORTED = "chua-bao-cao"


class Word(NamedTuple):
    """What one unit said about one measure; None means that it did not answer."""

    sent: bool
    waived: bool = False
    done: bool = False
    nothing: bool = False
    applies: bool | None = True
    flag: bool | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


class Placed(NamedTuple):
    """A unit's place and what it adds to numerator and denominator."""

    place: UnitPlace
    numerator: Decimal = ZERO
    denominator: Decimal = ZERO
    is_error: bool = False


@dataclass(frozen=True, slots=True)
class FourNumbers:
    """Numerator, denominator, not applicable, not reported; and the list's length."""

    numerator: Decimal
    denominator: Decimal | None
    not_applicable: int
    not_reported: int
    units: int
    errors: int = 0

    @property
    def rate(self) -> Decimal | None:
        """Return numerator / denominator, or None when nothing can be divided."""
        if not self.denominator:
            return None
        return self.numerator / self.denominator

    @property
    def reported(self) -> int:
        """Return how many units of the list said their word."""
        return self.units - self.not_applicable - self.not_reported


NOT_REPORTED = Placed(UnitPlace.NOT_REPORTED)
NOT_APPLICABLE = Placed(UnitPlace.NOT_APPLICABLE)
DATA_ERROR = Placed(UnitPlace.NOT_REPORTED, is_error=True)


def place(method: str, word: Word) -> Placed:
    """Return where the unit stands and what it adds."""
    if word.waived:
        return NOT_APPLICABLE
    if not word.sent or word.applies is None:
        return NOT_REPORTED
    if not word.applies:
        return NOT_APPLICABLE
    if method == FIGURES:
        return _place_figures(word)
    if method == SUM:
        return _place_sum(word)
    return _place_unit(method, word)


def _place_unit(method: str, word: Word) -> Placed:
    if method == UNITS_DONE:
        met = word.done and not word.nothing
    elif word.flag is None:
        return NOT_REPORTED
    else:
        met = word.flag if method == UNITS_YES else not word.flag
    return (
        Placed(UnitPlace.COUNTED, _ONE, _ONE)
        if met
        else Placed(UnitPlace.BASE, ZERO, _ONE)
    )


def _place_figures(word: Word) -> Placed:
    """Count a unit only when both numbers were given; a part above its whole is
    refused by the form, so here it is an error in the data, never capped.
    """
    if word.numerator is None and word.denominator is None and word.nothing:
        return NOT_APPLICABLE
    if word.numerator is None or word.denominator is None:
        return NOT_REPORTED
    if word.numerator < 0 or word.numerator > word.denominator:
        return DATA_ERROR
    return Placed(UnitPlace.COUNTED, word.numerator, word.denominator)


def _place_sum(word: Word) -> Placed:
    if word.numerator is None:
        return NOT_APPLICABLE if word.nothing else NOT_REPORTED
    if word.numerator < 0:
        return DATA_ERROR
    return Placed(UnitPlace.COUNTED, word.numerator)


def add_up(method: str, units: Iterable[Placed]) -> FourNumbers:
    """Return the four numbers over one list of units."""
    listed = list(units)
    places = [unit.place for unit in listed]
    return FourNumbers(
        numerator=sum((unit.numerator for unit in listed), ZERO),
        denominator=None
        if method == SUM
        else sum((unit.denominator for unit in listed), ZERO),
        not_applicable=places.count(UnitPlace.NOT_APPLICABLE),
        not_reported=places.count(UnitPlace.NOT_REPORTED),
        units=len(listed),
        errors=sum(unit.is_error for unit in listed),
    )


def whole(values: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum when every part was given, else None: empty is not 0."""
    parts = list(values)
    given = [part for part in parts if part is not None]
    return sum(given, ZERO) if parts and len(given) == len(parts) else None
