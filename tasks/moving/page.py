"""A change of agencies or of the plan for a page: rates before and after, its undoing."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from tasks.moving.measures import MeasureChange


@dataclass(frozen=True)
class Undoing:
    """What a page says before an event is undone; `action` where it is not the page."""

    name: str
    nobody: str
    does: tuple[str, ...]
    instead: str
    action: str = ""


@dataclass(frozen=True)
class Rate:
    """A measure before and after: numerator and denominator."""

    label: str
    before: tuple[Decimal | None, Decimal | None]
    after: tuple[Decimal | None, Decimal | None]


def rates_of(measures: Iterable[MeasureChange]) -> list[Rate]:
    """Return the measures whose numbers differ, as numbers."""
    return [
        Rate(each.label, _numbers(each.before), _numbers(each.after))
        for each in measures
    ]


def _numbers(pair: tuple[str, str]) -> tuple[Decimal | None, Decimal | None]:
    upper, lower = (Decimal(text).normalize() + 0 if text else None for text in pair)
    return upper, lower
