"""What a target asks of its measure, and of which year: pure."""

import re
from decimal import Decimal
from typing import NamedTuple

from django.db import models

from kehoach.lib.numbers import format_number, parse_number

_STEP = re.compile(r"\s*(?:năm\s+)?(\d{4})\s*:\s*([\d.,\s]+?)\s*%?\s*")
PERCENT = "%"


class Operator(models.TextChoices):
    """On which side of the threshold the measure has to be."""

    LEAST = "least", "Tối thiểu"
    MOST = "most", "Không quá"


class Threshold(NamedTuple):
    """A number with its side and unit, the year by which it is to be reached, where it
    stood, and what earlier years are asked.
    """

    operator: str = Operator.LEAST
    value: Decimal | None = None
    unit: str = PERCENT
    by_year: int | None = None
    baseline: Decimal | None = None
    baseline_year: int | None = None
    path: tuple[tuple[int, Decimal], ...] = ()

    @property
    def is_rate(self) -> bool:
        """Return whether it is a share of a whole, to which rule 5 applies."""
        return self.unit == PERCENT

    def asked_in(self, year: int) -> Decimal | None:
        """Return what the year is asked: the newest step of the path that has come, the
        goal from its year on (without a year: always); None where nothing is yet.
        """
        came = [value for of, value in sorted(self.path) if of <= year]
        if self.value is not None and year >= (self.by_year or 0):
            reached = self.by_year is not None or not came
            return self.value if reached else came[-1]
        return came[-1] if came else None

    def is_met(self, value: Decimal, year: int) -> bool | None:
        """Return whether the value is on the right side; None where nothing is asked."""
        asked = self.asked_in(year)
        return None if asked is None else self.short_by(value, asked) <= 0

    def short_by(self, value: Decimal, asked: Decimal) -> Decimal:
        """Return how far the value is on the wrong side, negative on the right one."""
        return value - asked if self.operator == Operator.MOST else asked - value

    def said(self, value: Decimal) -> str:
        """Return «80%» or «1.200 hộ»."""
        space = "" if self.is_rate or not self.unit else " "
        return f"{format_number(value)}{space}{self.unit}"

    @property
    def words(self) -> str:
        """Return «Tối thiểu 80% đến năm 2030; năm 2024: 62%; năm 2026: 70%»."""
        parts = []
        if self.value is not None:
            until = f" đến năm {self.by_year}" if self.by_year else ""
            side = Operator(self.operator).label
            parts.append(f"{side} {self.said(self.value)}{until}")
        if self.baseline is not None:
            when = f"năm {self.baseline_year}" if self.baseline_year else "hiện trạng"
            parts.append(f"{when}: {self.said(self.baseline)}")
        parts += [f"năm {year}: {self.said(value)}" for year, value in self.path]
        return "; ".join(parts)


def read_path(text: str) -> tuple[tuple[int, Decimal], ...]:
    """Return (year, value) of «2026: 70; 2027: 75», in order; raises ValueError with a
    Vietnamese message.
    """
    found: dict[int, Decimal] = {}
    for part in filter(str.strip, text.split(";")):
        step = _STEP.fullmatch(part)
        if step is None or int(step[1]) in found:
            message = (
                f"«{part.strip()}» không đọc được. Ghi mỗi năm một lần, cách nhau bằng"
                " dấu chấm phẩy, ví dụ 2026: 70; 2027: 75,5."
            )
            raise ValueError(message)
        found[int(step[1])] = parse_number(step[2])
    return tuple(sorted(found.items()))
