"""The outlines that hold until an office has its own rows: the one of the plan's data
package, else a plain one of what every plan has.
"""

from functools import cache
from pathlib import Path

from reporting.models import OutlineSection, ReportAnnex
from reporting.outline.parts import (
    FIGURES_ANNEX,
    Annex,
    Clause,
    OutlineColumn,
    ReportOutline,
    Section,
)
from tasks.plan.packages import (
    SHIPPED_PLANS,
    PackageRow,
    once_each,
    read_package,
    shipped_folder,
)

_FILE = "outline.yaml"
_PLAIN = Path(__file__).resolve().parent.parent / "data"
_NAMED = {"key": str, "title": str}
_SECTION = {"rule": str, "clauses": list, "annexes": list, "children": list}
_CLAUSE_MORE = {"kinds": list, "annex": str}
_ANNEX = {"content": str, "layout": str, "kinds": list, "columns": list}
_COLUMN = {"head": str, "code": str}
_COLUMN_MORE = {"key": int, "width": int}


@cache
def shipped_outline(package: str) -> ReportOutline:
    """Return the outline of a shipped package, the plain one of any other plan."""
    return outline_in(shipped_folder(package) or _PLAIN)


def outline_in(folder: Path) -> ReportOutline:
    """Return the outline of a folder, the plain one when it has none; raises
    InvalidInput with file and line of what is wrong.
    """
    whole = _whole(folder if (folder / _FILE).exists() else _PLAIN)
    annexes = whole.rows("annexes", _NAMED, _ANNEX)
    once_each(annexes, "key")
    known = {row["key"]: row["key"] for row in annexes}
    return ReportOutline(
        sections=_sections(whole, "sections", known),
        annexes=tuple(map(_annex, annexes)),
    )


def _whole(folder: Path) -> PackageRow:
    return read_package(folder, _FILE).checked({"sections": list}, {"annexes": list})


def _sections(
    row: PackageRow, key: str, annexes: dict[str, str]
) -> tuple[Section, ...]:
    rows = row.rows(key, _NAMED, _SECTION)
    once_each(rows, "key")
    return tuple(_section(each, annexes) for each in rows)


def _section(row: PackageRow, annexes: dict[str, str]) -> Section:
    clauses = row.rows("clauses", {"lead": str, "phrases": list}, _CLAUSE_MORE)
    rules = OutlineSection.Rule.values
    return Section(
        key=row["key"],
        title=row["title"],
        rule=row.chosen("rule", rules) if "rule" in row else "",
        clauses=tuple(_clause(clause, annexes) for clause in clauses),
        annexes=tuple(row.some_of("annexes", annexes, "«annexes»")),
        children=_sections(row, "children", annexes),
    )


def _clause(row: PackageRow, annexes: dict[str, str]) -> Clause:
    return Clause(
        lead=row["lead"],
        phrases=tuple(map(str, row["phrases"])),
        kinds=tuple(row.get("kinds", ())),
        annex=row.one_of("annex", annexes, "«annexes»") if "annex" in row else "",
    )


def _annex(row: PackageRow) -> Annex:
    contents = ReportAnnex.Content.values
    return Annex(
        key=row["key"],
        title=row["title"],
        columns=tuple(
            OutlineColumn(each["head"], each["code"], each.get("width", 0))
            for each in row.rows("columns", _COLUMN, _COLUMN_MORE)
        ),
        kinds=tuple(row.get("kinds", ())),
        content=row.chosen("content", contents) if "content" in row else FIGURES_ANNEX,
        layout=row.get("layout", "auto"),
    )


@cache
def _column_keys() -> dict[tuple[str, str], str]:
    """Return column of a shipped annex → its part of a figure's key, which never
    changes.
    """
    return {
        (annex["key"], column["code"].removeprefix("?")): str(column["key"])
        for path in sorted(SHIPPED_PLANS.glob(f"*/{_FILE}"))
        for annex in _whole(path.parent).rows("annexes", _NAMED, _ANNEX)
        for column in annex.rows("columns", _COLUMN, _COLUMN_MORE)
        if "key" in column
    }


@cache
def _figures_of() -> dict[tuple[str, str], str]:
    return {(annex, key): code for (annex, code), key in _column_keys().items()}


def figure_of(annex: str, key: str) -> str:
    """Return the figure's code that the column's part of a key stands for."""
    return _figures_of().get((annex, key), key)


def column_key(annex: str, code: str) -> str:
    """Return the column's part of a figure's key: as shipped, else the figure's code."""
    return _column_keys().get((annex, code), code)
