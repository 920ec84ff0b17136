"""What a workbook would do, told cell by cell: the check page shows nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from tasks.desk.sheet import layout
from tasks.models import Duty, ProgressEntry

#: What may be chosen where file and portal differ.
FROM_FILE, FROM_PORTAL = "tep", "he-thong"


@dataclass(frozen=True)
class CellProblem:
    """What is wrong with one cell: «Số liệu!F9», its question, what was typed."""

    cell: str
    about: str
    typed: str
    message: str

    def __str__(self) -> str:
        return f"{self.cell} ({self.about}): {self.message}"


@dataclass(frozen=True)
class CellDoubt:
    """What deserves a second look: a number that Excel may have changed by itself, or
    what a reviewer will doubt; told, never blocking.
    """

    cell: str
    about: str
    typed: str
    message: str


@dataclass(frozen=True)
class CellChange:
    """A value that will change: what it is, what the portal holds, what will be."""

    cell: str
    about: str
    old: str
    new: str


@dataclass(frozen=True)
class Choice:
    """A value that file and portal both changed: somebody says which one holds."""

    key: str
    cell: str
    about: str
    ours: str
    theirs: str
    who: str
    when: datetime | None
    chosen: str
    is_stale: bool = False


@dataclass
class Written:
    """What a duty gets: an entry, answers, a document."""

    duty: Duty
    changes: list[CellChange] = field(default_factory=list)
    since: list[ProgressEntry] = field(default_factory=list)
    entry: bool = False
    answers: int = 0
    papers: int = 0


@dataclass
class SheetCheck:
    """What the workbook would record, or why it records nothing."""

    written: list[Written] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    doubts: list[CellDoubt] = field(default_factory=list)
    #: Rows and answers that say what the portal holds already.
    held: int = 0
    #: Open duties that the workbook does not have.
    unlisted: list[Duty] = field(default_factory=list)

    @property
    def entries(self) -> int:
        """Return how many entries are written."""
        return sum(each.entry for each in self.written)

    @property
    def answers(self) -> int:
        """Return how many figures change."""
        return sum(each.answers for each in self.written)

    @property
    def papers(self) -> int:
        """Return how many documents are added."""
        return sum(each.papers for each in self.written)

    @property
    def told(self) -> str:
        """Return how much is written: «2 kết quả, 1 số liệu»."""
        counts = (
            (self.entries, "kết quả"),
            (self.answers, "số liệu"),
            (self.papers, "văn bản"),
        )
        return ", ".join(f"{count} {word}" for count, word in counts if count)

    @property
    def conflicts(self) -> list[Choice]:
        """Return what two people changed: it must be answered."""
        return [each for each in self.choices if not each.is_stale]

    @property
    def stale(self) -> list[Choice]:
        """Return where the workbook holds what was put right on the portal since."""
        return [each for each in self.choices if each.is_stale]

    @property
    def is_undecided(self) -> bool:
        """Return whether a choice waits for an answer."""
        return any(not each.chosen for each in self.choices)


@dataclass(frozen=True)
class Paper:
    """The document that a row tells."""

    number: str
    issued_on: date | None
    subject: str


@dataclass
class WantedRecord:
    """What is to be recorded for one duty."""

    duty: Duty
    row: int = 0
    says: bool = False
    done_on: date | None = None
    text: str = ""
    progress: str = ""
    nothing: bool = False
    reason: str = ""
    paper: Paper | None = None
    answers: dict[int, object] = field(default_factory=dict)
    changes: list[CellChange] = field(default_factory=list)
    since: list[ProgressEntry] = field(default_factory=list)


def chosen(choices: Mapping[str, str], key: str, otherwise: str = "") -> str:
    """Return what somebody chose for a cell."""
    said = choices.get(key, otherwise)
    return said if said in {FROM_FILE, FROM_PORTAL} else otherwise


def duty_words(duty: Duty) -> str:
    """Return how a duty is called beside a cell."""
    return f"{duty.task.code} {duty.title}"


def column_words(name: str) -> str:
    """Return the heading of a column of the duties."""
    return layout.heading_of(layout.DUTY_COLUMNS, name)
