"""What an outline is: numbered sections, sentences of figures, annexes with columns.

A phrase is `code|words`: the number stands before the words. A phrase or a column's code
that begins with `?` counts the agencies that answered «có». Annexes are named by key;
their Roman numbers follow from their place among those printed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from kehoach.lib.numbers import point_letter, roman
from reporting.facts.report import ReportSection

FIGURES_ANNEX, TASKS_ANNEX, MISSING_ANNEX = "figures", "tasks", "missing"
DOCUMENTS_ANNEX = "documents"
#: Percent of the units that must have said something in both periods before the two are
#: compared, unless the outline says otherwise.
DEFAULT_LEAST = 50


class Clause(NamedTuple):
    """One sentence of figures; the annex of this key is pointed to at its end."""

    lead: str
    phrases: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    annex: str = ""


class Section(NamedTuple):
    """A titled item: what writes it, which annexes it names besides its clauses'."""

    key: str
    title: str
    rule: str = ""
    clauses: tuple[Clause, ...] = ()
    annexes: tuple[str, ...] = ()
    children: tuple["Section", ...] = ()
    is_on: bool = True


class OutlineColumn(NamedTuple):
    """A head and the figure below it; `width` is a percentage, 0 an equal share."""

    head: str
    code: str
    width: int = 0


class Annex(NamedTuple):
    """One annex: its key, its name, its columns, how its pages lie."""

    key: str
    title: str
    columns: tuple[OutlineColumn, ...] = ()
    kinds: tuple[str, ...] = ()
    content: str = FIGURES_ANNEX
    layout: str = "auto"
    is_on: bool = True


@dataclass(frozen=True)
class ReportOutline:
    """Sections and annexes in order; `version` counts the edits of the stored one;
    what asks nothing but figures that are switched off (`off`) does not print.
    """

    sections: tuple[Section, ...]
    annexes: tuple[Annex, ...]
    version: int = 0
    least: int = DEFAULT_LEAST
    off: frozenset[str] = frozenset()

    def printed(self) -> "ReportOutline":
        """Return the outline without what is switched off."""
        annexes = (_asking(annex, self.off) for annex in self.annexes)
        return replace(
            self,
            sections=_printed(self.sections, self.off),
            annexes=tuple(annex for annex in annexes if _prints(annex)),
        )

    def every_section(self) -> Iterator[tuple[Section, int]]:
        """Yield every section with its level, in reading order."""
        return _walk(self.sections, 1)

    def without(self, content: str) -> "ReportOutline":
        """Return the outline without annexes of this content."""
        kept = (annex for annex in self.annexes if annex.content != content)
        return replace(self, annexes=tuple(kept))

    def number(self, key: str) -> str:
        """Return the Roman number of an annex; empty when it does not print."""
        annexes = (_asking(annex, self.off) for annex in self.annexes)
        keys = [annex.key for annex in annexes if _prints(annex)]
        return roman(keys.index(key) + 1) if key in keys else ""

    def name(self, key: str) -> str:
        """Return «Phụ lục III»; empty when the annex does not print."""
        number = self.number(key)
        return f"Phụ lục {number}" if number else ""

    def name_of(self, content: str) -> str:
        """Return the name of the annex that holds this content."""
        found = (annex.key for annex in self.annexes if annex.content == content)
        return self.name(next(found, ""))


def _prints(annex: Annex) -> bool:
    return annex.is_on and (annex.content != FIGURES_ANNEX or bool(annex.columns))


def _asking(annex: Annex, off: frozenset[str]) -> Annex:
    """Return the annex without columns of figures that are switched off."""
    kept = (col for col in annex.columns if col.code.removeprefix("?") not in off)
    return annex._replace(columns=tuple(kept))


def _printed(
    sections: Iterable[Section], off: frozenset[str] = frozenset()
) -> tuple[Section, ...]:
    return tuple(_printed_ones(sections, off))


def _printed_ones(
    sections: Iterable[Section], off: frozenset[str]
) -> Iterator[Section]:
    for section in sections:
        clauses = tuple(_clauses(section.clauses, off))
        if section.is_on and (clauses or not section.clauses):
            children = _printed(section.children, off)
            yield section._replace(children=children, clauses=clauses)


def _clauses(clauses: Iterable[Clause], off: frozenset[str]) -> Iterator[Clause]:
    for clause in clauses:
        phrases = tuple(each for each in clause.phrases if code_of(each) not in off)
        if phrases:
            yield clause._replace(phrases=phrases)


def code_of(phrase: str) -> str:
    """Return the code of the figure that a phrase speaks of."""
    return phrase.partition("|")[0].removeprefix("?")


def _walk(sections: Iterable[Section], level: int) -> Iterator[tuple[Section, int]]:
    for section in sections:
        yield section, level
        yield from _walk(section.children, level + 1)


def heading_text(level: int, position: int, title: str) -> str:
    """Return «I. TÊN», «1. Tên» or «a) Tên»."""
    if level == 1:
        return f"{roman(position)}. {title.upper()}"
    return (
        f"{position}. {title}" if level == 2 else f"{point_letter(position)}) {title}"
    )


def numbered(sections: Iterable[ReportSection]) -> tuple[ReportSection, ...]:
    """Return the sections with headings numbered by their place; a section of a report
    frozen before titles were stored keeps its heading.
    """
    return tuple(_numbered(sections))


def _numbered(sections: Iterable[ReportSection]) -> Iterator[ReportSection]:
    for position, section in enumerate(sections, 1):
        title = section.title
        yield replace(
            section,
            heading=heading_text(section.level, position, title)
            if title
            else section.heading,
            children=numbered(section.children),
        )
