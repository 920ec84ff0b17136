"""When a row says what an entry or a document of the portal says already."""

from dataclasses import dataclass
from datetime import date

from kehoach.lib.dates import format_date
from tasks.desk.sheet import layout
from tasks.desk.sheet.held import folded
from tasks.desk.sheet.reading import SheetRow
from tasks.desk.sheet.results import Paper
from tasks.models import Duty, Evidence, ProgressEntry


@dataclass(frozen=True)
class SaidRow:
    """What one row says, read; an untouched progress is empty."""

    done_on: date | None
    text: str
    progress: str
    nothing: bool
    reason: str
    paper: Paper

    @property
    def has_paper(self) -> bool:
        """Return whether the row tells a document."""
        return self.paper != Paper("", None, "")

    @property
    def has_entry(self) -> bool:
        """Return whether the row says something about the work itself."""
        return bool(self.text or self.nothing or self.done_on or self.progress)


def first_of(row: SheetRow) -> str:
    """Return the first column that a person filled, the text first of all."""
    order = ("text", *layout.DUTY_SAYS)
    return next((each for each in order if not row.get(each).is_empty), "text")


def closed_words(duty: Duty) -> str:
    """Return why nothing more is recorded for the duty."""
    return (
        f"Nhiệm vụ đang ở trạng thái «{duty.get_state_display()}» hoặc kỳ đã chốt nên"
        " không ghi thêm được. Xóa nội dung mới ở dòng này, hoặc làm trên hệ thống."
    )


def says_the_same(entry: ProgressEntry, said: SaidRow, duty: Duty) -> bool:
    """Return whether the entry holds everything that the row says."""
    if said.done_on and entry.done_on != said.done_on:
        return False
    if said.text and folded(entry.text) != folded(said.text):
        return False
    if said.nothing:
        return entry.nothing_to_report
    return said.progress in {"", entry.progress, duty.progress}


def is_alike(one: str, other: str) -> bool:
    """Return whether two texts are the same but for case and spaces."""
    return folded(one).casefold() == folded(other).casefold()


def is_numbered_alike(held: Evidence, paper: Paper) -> bool:
    """Return whether both have the number, in the same year where days are known."""
    days = (held.issued_on, paper.issued_on)
    years = {day.year for day in days if day}
    return is_alike(held.number, paper.number) and len(years) < 2


def tells_the_same(held: Evidence, paper: Paper) -> bool:
    """Return whether a document of that number says nothing else than the row."""
    days = {day for day in (held.issued_on, paper.issued_on) if day}
    return len(days) < 2 and (
        not paper.subject or is_alike(held.subject, paper.subject)
    )


def paper_words(paper: Paper) -> str:
    """Return the document as a line."""
    day = f" ngày {format_date(paper.issued_on)}" if paper.issued_on else ""
    return f"{paper.number}{day}: {paper.subject}"
