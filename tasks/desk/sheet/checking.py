"""Recording a workbook: what is previewed is what is written, all or nothing."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from agencies.models import Agency, User
from kehoach.lib.refusals import RuleBroken
from tasks.desk.sheet.duty_rows import DutyRows
from tasks.desk.sheet.figure_rows import FigureRows
from tasks.desk.sheet.held import Held
from tasks.desk.sheet.questions import AnswerKey
from tasks.desk.sheet.reading import Filled, SheetRow
from tasks.desk.sheet.results import (
    CellDoubt,
    SheetCheck,
    WantedRecord,
    Written,
    duty_words,
)
from tasks.desk.sheet.saying import swapped_words
from tasks.duties.errors import InvalidInput, PeriodClosed
from tasks.duties.gates import require_writer
from tasks.duties.locks import work_in
from tasks.evidence.keeping import attach_evidence, link_evidence
from tasks.figures.answers import field_name
from tasks.models import Duty, Period, Progress
from tasks.work.doubts import doubts_of
from tasks.work.logging import log_progress

ONLY_FIGURES = "Cập nhật số liệu từ bảng tính."
#: The service's name of a field → our column.
_FIELDS = {"nothing_to_report": "nothing"}


def apply_sheet(
    *,
    filled: Filled,
    agency: Agency,
    period: Period,
    actor: User,
    write: bool,
    choices: Mapping[str, str] | None = None,
    today: date,
    now: datetime,
) -> SheetCheck:
    """Record every filled row or none; without `write` only say what would happen.

    `choices` says which word holds where workbook and portal both changed. Raises
    InvalidInput for the workbook of another agency or period, PeriodClosed and
    NotAllowed as logging by hand does.
    """
    require_writer(actor, agency.pk, today)
    with transaction.atomic():
        period = work_in(period, agency)
        _require_ours(filled, agency, period)
        recorder = _Recorder(filled, agency, period, actor, choices or {}, today, now)
        recorder.record()
        check = recorder.check
        if check.problems or check.is_undecided or not write:
            transaction.set_rollback(True)
    return check


def _require_ours(filled: Filled, agency: Agency, period: Period) -> None:
    if filled.seal.agency != agency.code:
        other = Agency.objects.filter(code=filled.seal.agency).first()
        message = f"Đây là bảng của {other or 'đơn vị khác'}, không phải {agency}."
        raise InvalidInput(message, field="file")
    if filled.seal.period != period.pk:
        other_period = Period.objects.filter(pk=filled.seal.period).first()
        message = f"Đây là bảng của {other_period or 'kỳ khác'}, không phải {period}."
        raise InvalidInput(message, field="file")
    if not period.is_open:
        raise PeriodClosed


class _Recorder:
    """Compares the rows, then records what is wanted duty by duty."""

    def __init__(
        self,
        filled: Filled,
        agency: Agency,
        period: Period,
        actor: User,
        choices: Mapping[str, str],
        today: date,
        now: datetime,
    ) -> None:
        self.filled, self.actor = filled, actor
        self.day = period.data_day(today)
        self.today, self.now = today, now
        self.check = SheetCheck()
        self.held = Held(filled, agency, period, today)
        compared = (filled, self.held, self.check, choices, actor.pk)
        self.duties, self.figures = DutyRows(*compared), FigureRows(*compared)
        self.rows = {row.key: row for row in filled.duties.rows}
        self.cells = {row.asks: row for row in filled.figures.rows}

    def record(self) -> None:
        """Record what every duty gets, noting refusals beside their cells."""
        wanted: dict[int, WantedRecord] = {}
        for row in self.filled.duties.rows:
            if found := self.duties.wanted(row):
                wanted[found.duty.pk] = found
        self._add_answers(wanted)
        for each in wanted.values():
            if each.says or each.answers or each.paper:
                self._record(each)
        if self.check.written and not self.check.problems:
            self._doubt(wanted)
        listed = {row.key for row in self.filled.duties.rows}
        self.check.unlisted = [
            duty for pk, duty in self.held.open.items() if pk not in listed
        ]

    def _add_answers(self, wanted: dict[int, WantedRecord]) -> None:
        """Give every changed answer to a duty that asks it."""
        speaking = [pk for pk, each in wanted.items() if each.says]
        explaining = [pk for pk, each in wanted.items() if each.reason]
        for row in self.filled.figures.rows:
            new = self.figures.answer(row)
            if new is None:
                continue
            home = self.held.home(new.key, speaking or explaining)
            if home is None:
                continue
            found = wanted.setdefault(home.pk, WantedRecord(home))
            found.answers[new.key.figure] = new.raw
            found.changes.append(new.change)

    def _record(self, wanted: WantedRecord) -> None:
        try:
            with transaction.atomic():
                if wanted.says or wanted.answers:
                    self._log(wanted)
                if wanted.paper:
                    self._attach(wanted)
        except RuleBroken as error:
            self._tell(wanted, error)
            return
        self.check.written.append(
            Written(
                wanted.duty,
                wanted.changes,
                wanted.since,
                entry=wanted.says,
                answers=len(wanted.answers),
                papers=wanted.paper is not None,
            )
        )

    def _doubt(self, wanted: Mapping[int, WantedRecord]) -> None:
        """Tell what a reviewer would doubt of what was just recorded, once a figure."""
        written = [each.duty.pk for each in self.check.written]
        duties = Duty.objects.filter(pk__in=written).for_page()
        told = {each.cell for each in self.check.doubts}
        for pk, doubts in doubts_of(duties, with_copies=False).items():
            for each in doubts:
                cell, about = "", duty_words(self.held.duties[pk])
                if each.figure_id:
                    typed = wanted[pk].answers.keys()
                    both = (each.figure_id, each.than_id)
                    named = next((one for one in both if one in typed), None)
                    if named is None:
                        continue
                    key = AnswerKey(named, self.held.duties[pk].occurs_from)
                    cell = self.figures.address(self.cells[key])
                    about = self.figures.about(key)
                if not cell or cell not in told:
                    self.check.doubts.append(CellDoubt(cell, about, "", each.words))

    def _log(self, wanted: WantedRecord) -> None:
        duty = wanted.duty
        log_progress(
            duties=[duty],
            author=self.actor,
            done_on=wanted.done_on or self.day,
            text=wanted.text if wanted.says else ONLY_FIGURES,
            progress=wanted.progress if wanted.says else going(duty),
            nothing_to_report=wanted.nothing,
            reason=wanted.reason,
            answers=wanted.answers,
            today=self.today,
            now=self.now,
        )

    def _attach(self, wanted: WantedRecord) -> None:
        """Add the document; one that the agency told already serves this duty too."""
        paper = wanted.paper
        if paper is None:
            return
        twin = self.held.twin(paper.number, paper.issued_on, paper.subject)
        if twin:
            link_evidence(
                evidence=twin,
                duties=[wanted.duty],
                actor=self.actor,
                today=self.today,
                now=self.now,
            )
            return
        attach_evidence(
            duties=[wanted.duty],
            actor=self.actor,
            subject=paper.subject,
            number=paper.number,
            issued_on=paper.issued_on,
            issuer=self.held.agency.name,
            today=self.today,
            now=self.now,
        )

    def _tell(self, wanted: WantedRecord, error: RuleBroken) -> None:
        """Put a refusal beside the cells it speaks of."""
        time = wanted.duty.occurs_from
        by_field = {
            field_name(pk): self.cells[AnswerKey(pk, time)] for pk in wanted.answers
        }
        row = self.rows.get(wanted.duty.pk) or SheetRow(wanted.row, wanted.duty.pk, {})
        for name, message in (error.problems or {"": error.message}).items():
            if cell := by_field.get(name):
                self.figures.refuse(cell, message)
            else:
                column = _FIELDS.get(name, name)
                known = column in self.filled.duties.letters
                column = column if known else "text"
                hint = swapped_words(row.get(column))
                self.duties.refuse(row, column, f"{message}{hint}")


def going(duty: Duty) -> str:
    """Return the progress of an entry that only gives figures."""
    if duty.progress == Progress.NOT_STARTED:
        return str(Progress.IN_PROGRESS)
    return str(duty.progress)
