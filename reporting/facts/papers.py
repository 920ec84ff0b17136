"""Papers beside the yearly report: what an agency signs, letters."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from reporting.facts.report import AnnexTable, DocumentHead, ReportSection, Signature


@dataclass(frozen=True)
class UnitPaper:
    """A paper that an agency signs: its report for a period, or a plan of its own.

    `kind` is «Báo cáo» or «Kế hoạch»; a plan has no addressees. `groups` says which
    bold line stands before which row of the annex.
    """

    kind: str
    head: DocumentHead
    subject: str
    addressees: tuple[str, ...]
    opening: tuple[str, ...]
    sections: tuple[ReportSection, ...]
    last: str
    recipients: tuple[str, ...]
    signature: Signature
    annex: AnnexTable | None = None
    groups: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class LetterFacts:
    """An official letter; `about` is what stands after «V/v», the last paragraph ends
    the letter, and a paragraph must point to the annex if there is one. `groups` says
    which bold line stands before which row of the annex.
    """

    head: DocumentHead
    about: str
    addressees: tuple[str, ...]
    paragraphs: tuple[str, ...]
    recipients: tuple[str, ...]
    signature: Signature
    annex: AnnexTable | None = None
    groups: Mapping[int, str] = field(default_factory=dict)
