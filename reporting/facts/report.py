"""A report is facts before it is a file: frozen, text and numbers only.

Nothing here knows Django or the database; exporters read these and nothing else.
`asdict` of any of them is JSON. Numbers that print are `Decimal` or `int`; what is
unknown is None and prints as «–», never as 0.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kehoach.lib.numbers import percent_of
from reporting.facts.compared import Number, SpanNumbers

#: Stands before words that nobody confirmed; «trình ký» refuses them.
DRAFT_MARK = "[Dự thảo từ số liệu, chưa có người xác nhận]"
ReportCell = str | date | Number | None


@dataclass(frozen=True)
class MeasureFact:
    """One measure with its four numbers (rule 5); `compared` says how it moved
    over the same units; what bodies told that owe nothing stands apart. Facts frozen before that hold the earlier period's whole sums.
    """

    code: str
    name: str
    kind: str
    unit: str
    numerator: Number
    denominator: Number | None
    not_applicable: int
    not_reported: int
    ended_units: Number = 0
    previous_numerator: Number | None = None
    previous_denominator: Number | None = None
    note: str = ""
    compared: str = ""
    informed_units: int = 0
    informed_numerator: Number | None = None
    informed_denominator: Number | None = None

    @property
    def percent(self) -> Decimal | None:
        """Return the rate in percent as it prints; None for a count."""
        return percent_of(self.numerator, self.denominator)

    @property
    def beside(self) -> "str | Decimal | None":
        """Return what stands under «So với năm trước»."""
        before = percent_of(self.previous_numerator, self.previous_denominator)
        return self.compared or before


@dataclass(frozen=True)
class TargetFact:
    """A target in the Committee's words, with its measures."""

    code: str
    text: str
    short_title: str
    measures: tuple[MeasureFact, ...]


@dataclass(frozen=True)
class TaskFact:
    """A task or responsibility, counted by unit for annex I."""

    code: str
    title: str
    assignees: str
    schedule: str
    owed: int
    reported: int
    done: int
    in_progress: int
    not_started: int
    not_applicable: int = 0
    note: str = ""


@dataclass(frozen=True)
class MissingUnit:
    """A unit that has not reported, or reported late; requested bodies never."""

    name: str
    kind: str
    reason: str
    due_on: date | None
    sent_on: date | None
    duties: int


@dataclass(frozen=True)
class IssuedDocument:
    """A document that an agency issued, or had issued, as its accepted results name it;
    `kind` is the agency's.
    """

    agency: str
    kind: str
    number: str
    issued_on: date
    issuer: str
    subject: str


@dataclass(frozen=True)
class AnnexTable:
    """A table of an annex: heads, rows of text and numbers, a row of totals.

    `number` is Roman, empty for a document's only annex. `widths` are weights by which
    the columns share what no word needs. A table that is not `wide` never lies on a
    landscape page; `landscape` settles it either way. `key` and `keys` name the annex
    and its columns for machines, whatever number is printed.
    """

    number: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[ReportCell, ...], ...]
    totals: tuple[ReportCell, ...] = ()
    note: str = ""
    widths: tuple[int, ...] = ()
    wide: bool = True
    landscape: bool | None = None
    key: str = ""
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnnexPlace:
    """An annex that prints, in order: `content` is figures, tasks, missing or
    documents.
    """

    key: str
    number: str
    title: str
    content: str
    landscape: bool | None = None


@dataclass(frozen=True)
class Signature:
    """Capacity lines, e.g. «KT. GIÁM ĐỐC», «PHÓ GIÁM ĐỐC», and the name."""

    capacity: tuple[str, ...]
    name: str


@dataclass(frozen=True)
class DocumentHead:
    """The header block; an empty number or day prints as dots to fill in.

    `number` may hold the symbol («05/BC-STP») or not; `body` is the agency's name in
    its usual letters («Sở Tư pháp»), the header prints capitals.
    """

    parent_body: str
    body: str
    number: str
    symbol: str
    place: str
    day: date | None


@dataclass(frozen=True)
class ReportSection:
    """A heading of the outline, its paragraphs and what stands below it.

    `level` 1 is «I.», 2 is «1.», 3 is «a)»; `heading` holds the number too, `title`
    does not. `key` names the section wherever it stands. `rows` says of each paragraph
    what leads to its rows; `is_draft`: nobody stands for the words yet.
    """

    heading: str
    level: int
    paragraphs: tuple[str, ...] = ()
    children: tuple["ReportSection", ...] = ()
    shows_targets: bool = False
    key: str = ""
    title: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    is_draft: bool = False

    @property
    def printed(self) -> tuple[str, ...]:
        """Return the paragraphs as they print; a draft says that it is one."""
        return (DRAFT_MARK, *self.paragraphs) if self.is_draft else self.paragraphs


@dataclass(frozen=True)
class YearlyFacts:
    """Everything that page, DOCX and XLSX of a yearly report show.

    `words` is its time («6 tháng đầu năm 2026»; empty in facts frozen before there were
    parts of a year), `before` heads the numbers it is compared with. `now`
    is the period itself and `past` up to three earlier ones of its kind, the newest
    first, in the same numbers.
    """

    year: int
    data_from: date
    data_to: date
    data_day: date
    head: DocumentHead
    subject: str
    addressees: tuple[str, ...]
    opening: tuple[str, ...]
    sections: tuple[ReportSection, ...]
    targets: tuple[TargetFact, ...]
    tasks: tuple[TaskFact, ...]
    responsibilities: tuple[TaskFact, ...]
    annexes: tuple[AnnexTable, ...]
    missing_units: tuple[MissingUnit, ...]
    recipients: tuple[str, ...]
    signature: Signature
    units: int
    scope_note: str = ""
    words: str = ""
    before: str = "Năm trước"
    now: SpanNumbers | None = None
    past: tuple[SpanNumbers, ...] = ()
    annex_places: tuple[AnnexPlace, ...] = ()
    documents: tuple[IssuedDocument, ...] = ()

    @property
    def owed(self) -> int:
        """Return how many words agencies owe on tasks and responsibilities."""
        return sum(fact.owed for fact in (*self.tasks, *self.responsibilities))
