"""The facts of an index: what lies in a set of papers, table by table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reporting.facts.report import DocumentHead


@dataclass(frozen=True)
class IndexTable:
    """One list of the index; `groups` says which line stands before which row."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[object]]
    weights: Sequence[int] = ()
    groups: Mapping[int, str] = field(default_factory=dict)
    nothing: str = "Không có."


@dataclass(frozen=True)
class IndexFacts:
    """An index: whose papers, which days, who made it, and its lists."""

    head: DocumentHead
    title: str
    subject: str
    opening: Sequence[str]
    tables: Sequence[IndexTable]
