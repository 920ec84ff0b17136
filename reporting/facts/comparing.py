"""Periods beside each other, line by line: pure, for page, workbook and sentences.

The first column is the period that is looked at, the others are earlier ones; a column
that is None is a period that is not in the portal. Unknown is None and never 0. Each
column has its own sums; how they moved is said over the same units only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from kehoach.lib.changes import UNKNOWN, change_percent, change_words, points_words
from kehoach.lib.numbers import percent_of
from reporting.facts.compared import (
    Alike,
    FigureNumbers,
    MeasureNumbers,
    Number,
    SpanNumbers,
    TaskNumbers,
)
from reporting.facts.pairs import RATE, Pair, pair_of
from reporting.facts.report import YearlyFacts

_T = TypeVar("_T")
SpanColumn = SpanNumbers | None
TARGETS_GROUP, TASKS_GROUP, FIGURES_GROUP = "muc-tieu", "nhiem-vu", "so-lieu"
GROUP_NAMES = {
    TARGETS_GROUP: "Mục tiêu",
    TASKS_GROUP: "Nhiệm vụ, trách nhiệm",
    FIGURES_GROUP: "Số liệu",
}
#: word of the number → (what the line says, field)
OF_MEASURE = {
    "tu-so": ("Tử số", "numerator"),
    "mau-so": ("Mẫu số", "denominator"),
    "ty-le": ("Tỷ lệ (%)", ""),
    "khong-thuoc-dien": ("Không thuộc diện", "not_applicable"),
    "chua-bao-cao": ("Chưa báo cáo", "not_reported"),
}
OF_TASK = {
    "phai-thuc-hien": ("Phải thực hiện", "owed"),
    "da-bao-cao": ("Đã báo cáo", "reported"),
    "hoan-thanh": ("Đã thực hiện, được tiếp nhận", "done"),
    "ty-le": ("Tỷ lệ đã thực hiện (%)", ""),
}
SENT = "don-vi"


@dataclass(frozen=True)
class NumberLine:
    """One number over the periods; a rate is in percent and moves by points. `pairs`
    puts the first period beside each other one over the same units.
    """

    group: str
    code: str
    title: str
    word: str
    label: str
    unit: str
    values: tuple[Number | None, ...]
    pairs: tuple[Pair | None, ...] = ()

    @property
    def is_rate(self) -> bool:
        """Return whether the values are percentages."""
        return self.word == RATE

    def pair(self, column: int) -> Pair | None:
        """Return both numbers over the same units; None when they are not to be
        compared.
        """
        found = self.pairs[column] if column < len(self.pairs) else None
        return found if found and found.is_enough else None

    def said(self, column: int) -> str:
        """Return how the first value moved against that of a column over the same
        units, and how many these are; or why it is not said.
        """
        if None in (self.values[0], self.values[column]):
            return UNKNOWN
        found = self.pair(column)
        if found is None:
            return self._why_not(column)
        words = (
            points_words(_decimal(found.now), _decimal(found.before))
            if self.is_rate
            else change_words(found.now, found.before)
        )
        return f"{words} ({found.coverage})"

    def _why_not(self, column: int) -> str:
        found = self.pairs[column] if column < len(self.pairs) else None
        if found is None:
            return ""
        if not found.units:
            return "không so sánh: không đơn vị nào có số liệu ở cả hai kỳ"
        return f"không so sánh: chỉ {found.coverage} có số liệu ở cả hai kỳ"

    def moved(self, column: int) -> Decimal | None:
        """Return the same as a number: percent, for a rate points."""
        found = self.pair(column)
        if found is None or found.now is None or found.before is None:
            return None
        if not self.is_rate:
            return change_percent(found.now, found.before)
        return Decimal(found.now) - Decimal(found.before)


def _decimal(value: Number | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def compared_columns(report: YearlyFacts) -> tuple[SpanColumn, ...]:
    """Return the report's own period and the earlier ones it holds; a year that is
    missing between them stays a column without numbers.
    """
    if report.now is None:
        return ()
    by_key = {span.key: span for span in report.past}
    key, own = report.now.key, str(report.year)
    keys = [key.replace(own, year, 1) for year in _years(report)]
    return (report.now, *(by_key.get(key) for key in keys))


def names_of(report: YearlyFacts) -> list[str]:
    """Return the words of the same columns: «năm 2026», «năm 2025» …"""
    words = report.words or f"năm {report.year}"
    earlier = [words.replace(str(report.year), year, 1) for year in _years(report)]
    return [words, *earlier]


def _years(report: YearlyFacts) -> list[str]:
    """Return the years before, up to the earliest that is known, at most three."""
    held = [int(span.key.split("-")[0]) for span in report.past]
    first = min(held, default=report.year)
    return [str(year) for year in range(report.year - 1, first - 1, -1)][:3]


def number_lines(columns: Sequence[SpanColumn]) -> list[NumberLine]:
    """Return every number of the periods, in the order of the first that has it."""
    found = (*_measure_lines(columns), *_task_lines(columns), *_figure_lines(columns))
    tables = [_same_table(column) for column in columns]
    return [_with_pairs(line, tables) for line in found]


#: What is compared, and of which side of `Alike`: counts of units say by themselves how
#: many there are.
SIDES = {
    (TARGETS_GROUP, "tu-so"): "",
    (TARGETS_GROUP, "mau-so"): "_base",
    (TARGETS_GROUP, RATE): RATE,
    (TASKS_GROUP, RATE): RATE,
    (FIGURES_GROUP, "tong"): "",
}


def _same_table(column: SpanColumn) -> dict[tuple[str, str], tuple[Alike, int]]:
    """Return group and code → both periods over the same units, and the least cover."""
    same = column.same if column else None
    if same is None:
        return {}
    groups = (
        (TARGETS_GROUP, same.measures),
        (TASKS_GROUP, same.tasks),
        (FIGURES_GROUP, same.figures),
    )
    return {(g, each.code): (each, same.least) for g, rows in groups for each in rows}


def _with_pairs(
    line: NumberLine, tables: Sequence[dict[tuple[str, str], tuple[Alike, int]]]
) -> NumberLine:
    side = SIDES.get((line.group, line.word))
    if side is None:
        return line
    found = (table.get((line.group, line.code)) for table in tables)
    return replace(
        line, pairs=tuple(pair_of(*each, side) if each else None for each in found)
    )


def _measure_lines(columns: Sequence[SpanColumn]) -> Iterator[NumberLine]:
    tables = [{m.code: m for m in c.measures} if c else {} for c in columns]
    for code, first in _every(tables).items():
        rows = [table.get(code) for table in tables]
        for word, (label, field) in OF_MEASURE.items():
            if first.kind == "count" and word in {"mau-so", RATE}:
                continue
            unit = first.unit if word in {"tu-so", "mau-so"} else "đơn vị"
            values = tuple(_of_measure(row, field) for row in rows)
            title = f"{code} {first.name}"
            unit = "%" if word == RATE else unit
            yield NumberLine(TARGETS_GROUP, code, title, word, label, unit, values)


def _of_measure(row: MeasureNumbers | None, field: str) -> Number | None:
    if row is None:
        return None
    if not field:
        return percent_of(row.numerator, row.denominator)
    found: Number | None = getattr(row, field)
    return found


def _task_lines(columns: Sequence[SpanColumn]) -> Iterator[NumberLine]:
    tables = [{t.code: t for t in c.tasks} if c else {} for c in columns]
    for code, first in _every(tables).items():
        rows = [table.get(code) for table in tables]
        for word, (label, field) in OF_TASK.items():
            values = tuple(_of_task(row, field) for row in rows)
            unit = "%" if word == RATE else "đơn vị"
            title = f"{code} {first.title}"
            yield NumberLine(TASKS_GROUP, code, title, word, label, unit, values)


def _of_task(row: TaskNumbers | None, field: str) -> Number | None:
    if row is None:
        return None
    if not field:
        return percent_of(row.done, row.owed)
    found: int = getattr(row, field)
    return found


def _figure_lines(columns: Sequence[SpanColumn]) -> Iterator[NumberLine]:
    tables = [{g.code: g for g in c.figures} if c else {} for c in columns]
    for code, first in _every(tables).items():
        rows: list[FigureNumbers | None] = [table.get(code) for table in tables]
        totals = tuple(row.total if row else None for row in rows)
        units = tuple(row.units if row else None for row in rows)
        yield NumberLine(
            FIGURES_GROUP, code, first.label, "tong", "Tổng", first.unit, totals
        )
        yield NumberLine(
            FIGURES_GROUP, code, first.label, SENT, "Số đơn vị đã gửi", "đơn vị", units
        )


def _every(tables: Sequence[dict[str, _T]]) -> dict[str, _T]:
    """Return each code with the row of the first table that has it."""
    found: dict[str, _T] = {}
    for table in tables:
        for code, row in table.items():
            found.setdefault(code, row)
    return found
