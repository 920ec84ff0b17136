"""A row of the duties against what the portal holds: what is new, what is not."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from kehoach.lib.dates import format_date
from tasks.desk.sheet import layout
from tasks.desk.sheet.held import Held
from tasks.desk.sheet.matching import (
    SaidRow,
    closed_words,
    first_of,
    is_numbered_alike,
    paper_words,
    says_the_same,
    tells_the_same,
)
from tasks.desk.sheet.reading import Filled, SheetRow, TypedCell
from tasks.desk.sheet.results import (
    FROM_PORTAL,
    CellChange,
    CellProblem,
    Choice,
    Paper,
    SheetCheck,
    WantedRecord,
    chosen,
    column_words,
    duty_words,
)
from tasks.desk.sheet.saying import (
    LONGEST_SAID,
    cell_text,
    day_of,
    is_marked,
    progress_of,
)
from tasks.models import Duty, Evidence, Progress
from tasks.work.checking_entries import NOTHING_TEXT

Read = TypeVar("Read")
PUT_RIGHT = "Ghi như vậy vào ô, hoặc sửa văn bản ở trang nhiệm vụ."


class DutyRows:
    """Turns rows into what is wanted, noting every wrong cell on the way."""

    def __init__(
        self,
        filled: Filled,
        held: Held,
        check: SheetCheck,
        choices: Mapping[str, str],
        actor_id: int,
    ) -> None:
        """Keep what rows are compared with."""
        self.seal, self.rows = filled.seal, filled.duties
        self.held, self.check = held, check
        self.choices, self.actor_id = choices, actor_id

    def refuse(self, row: SheetRow, column: str, message: str) -> None:
        """Note what is wrong with a cell, with its duty and what was typed."""
        duty = self.held.duties.get(row.key)
        about = f"{column_words(column)} – {duty_words(duty)}" if duty else ""
        cell = self.rows.address(row.number, column)
        said = row.get(column).typed
        self.check.problems.append(
            CellProblem(cell, about or column_words(column), said, message)
        )

    def wanted(self, row: SheetRow) -> WantedRecord | None:
        """Return what the row adds to its duty, None for nothing."""
        duty = self.held.duties.get(row.key)
        if not self.is_touched(row):
            return self.reason_of(row, duty)
        if duty is None:
            self.refuse(row, first_of(row), "Đơn vị không có nhiệm vụ này.")
            return None
        said = self.said(row)
        if said is None:
            return None
        found = WantedRecord(duty, row.number, reason=said.reason)
        if said.has_entry and not self.is_held(said, duty):
            self.add_entry(found, said, row)
        if said.has_paper and self.is_new_paper(said.paper, row):
            found.paper = said.paper
            words = paper_words(said.paper)
            self.change(found, row, "number", "", words)
        if not (found.says or found.paper):
            self.check.held += 1
            return found
        if duty.pk not in self.held.open:
            self.refuse(row, first_of(row), closed_words(duty))
            return None
        return found

    def reason_of(self, row: SheetRow, duty: Duty | None) -> WantedRecord | None:
        """Return the reason alone, for figures that the duty asks."""
        reason = self.text(row, "reason")
        return (
            WantedRecord(duty, row.number, reason=reason) if reason and duty else None
        )

    def is_touched(self, row: SheetRow) -> bool:
        """Return whether a person filled something in the row."""
        given = self.seal.progress.get(row.key)
        progress = row.get("progress")
        if not progress.is_empty and progress.typed != given:
            return True
        others = (each for each in layout.DUTY_SAYS if each != "progress")
        return any(not row.get(each).is_empty for each in others)

    def said(self, row: SheetRow) -> SaidRow | None:
        """Return what the row says; None, every wrong cell noted, when it cannot be."""
        before = len(self.check.problems)
        nothing = self.tried(row, "nothing", is_marked)
        done_on = self.tried(row, "done_on", day_of)
        issued_on = self.tried(row, "issued_on", day_of)
        progress = row.get("progress")
        untouched = progress.typed == self.seal.progress.get(row.key)
        level = "" if untouched or nothing else self.tried(row, "progress", progress_of)
        texts = {each: self.text(row, each) for each in LONGEST_SAID}
        if len(self.check.problems) > before:
            return None
        return SaidRow(
            done_on,
            texts["text"],
            level or "",
            bool(nothing),
            texts["reason"],
            Paper(texts["number"], issued_on, texts["subject"]),
        )

    def text(self, row: SheetRow, column: str) -> str:
        """Return the text of a cell, empty when it is wrong."""
        return (
            self.tried(row, column, lambda cell: cell_text(cell, LONGEST_SAID[column]))
            or ""
        )

    def tried(
        self, row: SheetRow, column: str, read: Callable[[TypedCell], Read]
    ) -> Read | None:
        """Return what a cell says; note what is wrong with it."""
        try:
            return read(row.get(column))
        except ValueError as error:
            self.refuse(row, column, str(error))
            return None

    def is_held(self, said: SaidRow, duty: Duty) -> bool:
        """Return whether an entry of the duty says it already, put right or not."""
        entries = self.held.entries.get(duty.pk, [])
        if not said.text and not said.nothing:  # a word on the progress, or nothing
            return said.progress in {"", duty.progress} and (
                said.done_on is None
                or any(each.done_on == said.done_on for each in entries)
            )
        return any(says_the_same(each, said, duty) for each in entries)

    def add_entry(self, found: WantedRecord, said: SaidRow, row: SheetRow) -> None:
        """Want a new entry and tell its values."""
        duty = found.duty
        found.says = True
        found.done_on, found.text, found.nothing = said.done_on, said.text, said.nothing
        found.progress = self.progress(said, row, duty)
        self.change(found, row, "text", "", said.text or NOTHING_TEXT)
        if said.done_on:
            self.change(found, row, "done_on", "", format_date(said.done_on))
        if found.progress != duty.progress:
            new = Progress(found.progress).label
            self.change(found, row, "progress", duty.get_progress_display(), str(new))
        found.since = [
            each
            for each in self.held.entries.get(duty.pk, [])
            if each.recorded_at > self.seal.made and each.author_id != self.actor_id
        ]

    def change(
        self, found: WantedRecord, row: SheetRow, column: str, old: str, new: str
    ) -> None:
        """Note a value that will change."""
        cell = self.rows.address(row.number, column)
        found.changes.append(CellChange(cell, column_words(column), old, new))

    def progress(self, said: SaidRow, row: SheetRow, duty: Duty) -> str:
        """Return the progress of the new entry; ask where somebody else moved it."""
        now = str(duty.progress)
        if said.nothing:
            return str(Progress.DONE)
        if not said.progress or said.progress == now:
            return now
        given = self.seal.progress.get(duty.pk)
        if given == duty.get_progress_display() or self.is_own(duty):
            return said.progress
        key = f"{layout.DUTY_MARK}{duty.pk}"
        answer = chosen(self.choices, key)
        entries = self.held.entries.get(duty.pk, [])
        last = entries[-1] if entries else None
        self.check.choices.append(
            Choice(
                key,
                self.rows.address(row.number, "progress"),
                f"{column_words('progress')} – {duty_words(duty)}",
                str(Progress(said.progress).label),
                duty.get_progress_display(),
                str(last.author) if last else "",
                last.recorded_at if last else None,
                answer,
            )
        )
        return now if answer == FROM_PORTAL else said.progress

    def is_own(self, duty: Duty) -> bool:
        """Return whether the person said the last word on the duty."""
        entries = self.held.entries.get(duty.pk, [])
        return bool(entries) and entries[-1].author_id == self.actor_id

    def is_new_paper(self, paper: Paper, row: SheetRow) -> bool:
        """Return whether the duty does not have the document; note a different one. What
        a version put right since said counts as well: it is not brought back.
        """
        papers = self.held.papers.get(row.key, [])
        alike = [held for held in papers if is_numbered_alike(held, paper)]
        if alike and not any(tells_the_same(held, paper) for held in alike):
            self.refuse_paper(row, paper, alike[-1])
        return not alike

    def refuse_paper(self, row: SheetRow, paper: Paper, held: Evidence) -> None:
        """Note that the portal tells the document differently."""
        if paper.issued_on and held.issued_on and paper.issued_on != held.issued_on:
            column, told = "issued_on", f"ghi ngày {format_date(held.issued_on)}"
        else:
            column, told = "subject", f"có trích yếu «{held.subject}»"
        message = f"Văn bản số {held.number} trên hệ thống {told}. {PUT_RIGHT}"
        self.refuse(row, column, message)
