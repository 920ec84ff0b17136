"""«So sánh các kỳ»: rows of a page from the lines, each number with its address."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from textwrap import wrap
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from reporting.counting.line_names import LineNames
from reporting.facts.compared import Number
from reporting.facts.comparing import (
    FIGURES_GROUP,
    GROUP_NAMES,
    SENT,
    TARGETS_GROUP,
    TASKS_GROUP,
    NumberLine,
    SpanColumn,
    number_lines,
)

#: Bars of the chart of changes, and letters on a line of their names.
_SHOWN, _LINE = 12, 32
#: Which number of a line stands where in a cell.
_PLACES = {
    TARGETS_GROUP: {
        "top": "tu-so",
        "bottom": "mau-so",
        "rate": "ty-le",
        "outside": "khong-thuoc-dien",
        "silent": "chua-bao-cao",
    },
    TASKS_GROUP: {"top": "hoan-thanh", "bottom": "phai-thuc-hien", "rate": "ty-le"},
    FIGURES_GROUP: {"top": "tong", "units": SENT},
}


@dataclass(frozen=True)
class SpanHome:
    """Where the numbers of a period lead: its plan, and what rows are called there if
    that is a plan before the one of the page.
    """

    plan: str
    names: LineNames | None = None

    def address(self, group: str, code: str, word: str, key: str) -> str:
        """Return the address of the rows behind a number; none where several rows of the
        earlier plan have one heir.
        """
        if self.names:
            code = self.names.old_code(group, code)
        return address(self.plan, group, code, word, key) if code else ""


@dataclass(frozen=True)
class Linked:
    """A number with the address of the rows it was counted from, if there is one."""

    value: Number
    url: str


@dataclass(frozen=True)
class ComparedCell:
    """One row in one period; `said` is how the first period moved against it."""

    top: Linked | None = None
    bottom: Linked | None = None
    rate: Number | None = None
    outside: Linked | None = None
    silent: Linked | None = None
    units: Linked | None = None
    said: str = ""


@dataclass(frozen=True)
class ComparedRow:
    """A measure, a task or a figure over the periods."""

    title: str
    unit: str
    cells: tuple[tuple[str, ComparedCell | None], ...]


@dataclass(frozen=True)
class ComparedGroup:
    """The rows of one kind."""

    code: str
    title: str
    rows: tuple[ComparedRow, ...]


def address(plan: str, group: str, code: str, word: str, key: str) -> str:
    """Return the address of the rows behind a number of the plan's period `key`."""
    if group == TARGETS_GROUP:
        path = reverse("reporting:measure_rows", args=[plan, code])
        return f"{path}?{urlencode({'ky': key, 'nhom': word})}"
    if group == FIGURES_GROUP:
        path = reverse("reporting:figure_rows", args=[plan, code])
        return f"{path}?{urlencode({'ky': key})}"
    words = {"ky": key, "ma": code, "trang-thai": word, "dien": "tinh"}
    return f"{reverse('tasks:duties', args=[plan])}?{urlencode(words)}"


def compared_groups(
    homes: Sequence[SpanHome], columns: Sequence[SpanColumn], names: Sequence[str]
) -> list[ComparedGroup]:
    """Return the page's tables; each cell stands with the name of its period."""
    by_group = groupby(number_lines(columns), key=lambda line: line.group)
    return [
        ComparedGroup(
            group, GROUP_NAMES[group], tuple(_rows(homes, lines, columns, names))
        )
        for group, lines in by_group
    ]


def _rows(
    homes: Sequence[SpanHome],
    lines: Iterable[NumberLine],
    columns: Sequence[SpanColumn],
    names: Sequence[str],
) -> Iterable[ComparedRow]:
    for _, found in groupby(lines, key=lambda line: line.code):
        words = {line.word: line for line in found}
        first = next(iter(words.values()))
        cells = tuple(
            _cell(homes[n], words, n, column) for n, column in enumerate(columns)
        )
        yield ComparedRow(
            first.title, first.unit, tuple(zip(names, cells, strict=True))
        )


def _cell(
    home: SpanHome, words: dict[str, NumberLine], number: int, column: SpanColumn
) -> ComparedCell | None:
    """Return the cell, None when the period does not know the row."""
    first = next(iter(words.values()))
    places = _PLACES[first.group]
    main = words[places["top"]]
    if column is None or main.values[number] is None:
        return None
    found: dict[str, Any] = {}
    for place, word in places.items():
        line = words.get(word)
        value = line.values[number] if line else None
        if line is None or value is None:
            continue
        url = home.address(line.group, line.code, word, column.key)
        found[place] = value if place == "rate" else Linked(value, url)
    moved = words.get(places.get("rate", ""), main)
    return ComparedCell(**found, said=moved.said(number) if number else "")


def comparing_charts(
    columns: Sequence[SpanColumn], names: Sequence[str]
) -> dict[str, Any]:
    """Return the data of the three charts; an unknown value is a gap."""
    lines = number_lines(columns)
    return {
        "rates": _rates(lines, TARGETS_GROUP, names),
        "tasks": _rates(lines, TASKS_GROUP, names),
        "changes": _changes(lines, names),
    }


def _rates(
    lines: Iterable[NumberLine], group: str, names: Sequence[str]
) -> dict[str, Any]:
    """Return the rates of the first two periods over the same units; a rate of too few
    is a gap.
    """
    rates = [line for line in lines if line.group == group and line.is_rate]
    pairs = [line.pair(1) for line in rates]
    sides = (
        [_float(pair.now) if pair else None for pair in pairs],
        [_float(pair.before) if pair else None for pair in pairs],
    )
    return {
        "labels": [line.code for line in rates],
        "series": [
            {"label": f"{name}, cùng đơn vị", "data": data}
            for name, data in zip(names, sides, strict=False)
        ],
    }


def _changes(lines: Iterable[NumberLine], names: Sequence[str]) -> dict[str, Any]:
    """Return the figures that changed most against the nearest earlier period."""
    figures = (
        line for line in lines if line.group == FIGURES_GROUP and line.word != SENT
    )
    moved = [(line, line.moved(1)) for line in figures]
    known = [(line, step) for line, step in moved if step]
    known = sorted(known, key=lambda pair: -abs(pair[1]))[:_SHOWN]
    return {
        "labels": [wrap(line.title, _LINE)[:2] for line, _ in known],
        "series": [
            {
                "label": f"{names[0]} so với {names[1]}, cùng đơn vị (%)",
                "data": [_float(step) for _, step in known],
            }
        ],
    }


def _float(value: Number | None) -> float | None:
    return None if value is None else float(value)
