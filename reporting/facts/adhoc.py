"""The answers to an ad-hoc request as a table ready for a file."""

from dataclasses import dataclass
from decimal import Decimal

AnswerCell = str | Decimal


@dataclass(frozen=True)
class AnswerTable:
    """Headings, a line per agency, and what adds up; numbers stay numbers."""

    title: str
    headings: tuple[str, ...]
    lines: tuple[tuple[AnswerCell, ...], ...]
    totals: tuple[AnswerCell, ...]
