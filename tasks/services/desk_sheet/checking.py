"""Recording a workbook: what is previewed is what is written, all or nothing."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from agencies.models import Agency, User
from tasks.models import Duty, FigureValue, Period
from tasks.services.answers import (
    Answer,
    current_values,
    field_name,
    figures_asked,
    read_answer,
    stored,
)
from tasks.services.desk_sheet import layout
from tasks.services.desk_sheet.reading import DutyRow, FigureRow, Filled
from tasks.services.desk_sheet.saying import said_by, typed_answer
from tasks.services.desk_sheet.writing import one_each, open_duties
from tasks.services.errors import InvalidInput, PeriodClosed, RuleBroken
from tasks.services.moves import require_writer
from tasks.services.progress import log_progress

FIELD_COLUMNS = {
    "done_on": layout.DONE_ON,
    "text": layout.TEXT,
    "progress": layout.PROGRESS,
    "nothing": layout.NOTHING,
    "reason": layout.REASON,
}


@dataclass(frozen=True)
class CellProblem:
    """What is wrong with one cell, e.g. «Số liệu!F9»."""

    cell: str
    message: str


@dataclass(frozen=True)
class Written:
    """One entry that the workbook gives."""

    duty: Duty
    text: str
    answers: int
    nothing: bool


@dataclass
class SheetCheck:
    """What the workbook would record, or why it records nothing."""

    written: list[Written] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)

    @property
    def answers(self) -> int:
        """Return how many figures change."""
        return sum(each.answers for each in self.written)

    def add(self, sheet: str, row: int, column: int, message: str) -> None:
        """Note what is wrong with a cell."""
        self.problems.append(CellProblem(layout.cell_name(sheet, row, column), message))


def apply_sheet(
    *,
    filled: Filled,
    agency: Agency,
    period: Period,
    actor: User,
    write: bool,
    today: date,
    now: datetime,
) -> SheetCheck:
    """Record every filled row or none; without `write` only say what would happen.

    Raises InvalidInput for the workbook of another agency or period, PeriodClosed
    and NotAllowed as logging by hand does.
    """
    require_writer(actor, agency.pk, today)
    _require_ours(filled, agency, period)
    with transaction.atomic():
        Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
        reader = _Reader(filled, agency, period, today)
        reader.log(actor, today, now)
        if reader.check.problems or not write:
            transaction.set_rollback(True)
    return reader.check


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


class _Reader:
    """Turns filled rows into entries, noting every wrong cell on the way."""

    def __init__(
        self, filled: Filled, agency: Agency, period: Period, today: date
    ) -> None:
        self.filled = filled
        self.day = period.data_day(today)
        self.check = SheetCheck()
        self.duties = {duty.pk: duty for duty in open_duties(agency, period, today)}
        self.asked = one_each(figures_asked(self.duties.values(), agency))
        self.current = current_values(agency.pk, period)
        self.rows = {row.duty: row for row in filled.duties}
        self.cells = {row.figure: row for row in filled.figures}

    def log(self, actor: User, today: date, now: datetime) -> None:
        """Log one entry per duty that was filled or whose figures changed."""
        answers = self._answers_by_duty()
        filled = [row.duty for row in self.filled.duties if self._is_filled(row)]
        for pk in dict.fromkeys([*filled, *answers]):
            duty = self._fresh(pk)
            if duty is not None:
                self._log(duty, answers.get(pk, {}), actor, today, now)

    def _is_filled(self, row: DutyRow) -> bool:
        said = row.text or row.nothing or row.reason or row.done_on != ""
        given = self.filled.seal.progress.get(row.duty, row.progress)
        return bool(said) or row.progress != given

    def _fresh(self, pk: int) -> Duty | None:
        """Return the duty unless it moved on since the workbook was made."""
        row, duty = self.rows.get(pk), self.duties.get(pk)
        number = row.row if row else 0
        if duty is None:
            message = "Nhiệm vụ không còn mở để cập nhật. Hãy tải bảng mới."
        elif self.filled.seal.duties.get(pk) != duty.version:
            message = (
                f"Nhiệm vụ {duty.task.code} đã được cập nhật trên hệ thống sau khi"
                " tải bảng. Hãy tải bảng mới và chép phần này sang."
            )
        else:
            return duty
        self.check.add(layout.DUTIES, number, layout.TEXT, message)
        return None

    def _answers_by_duty(self) -> dict[int, dict[int, object]]:
        """Return duty → figure → typed answer, for the answers that changed."""
        found: dict[int, dict[int, object]] = defaultdict(dict)
        for row in self.filled.figures:
            typed = self._changed(row)
            if typed is not None:
                found[self._home(row.figure)][row.figure] = typed
        return found

    def _changed(self, row: FigureRow) -> object | None:
        """Return the answer as typed when it differs; None for no change."""
        asked = self.asked.get(row.figure)
        value = self.current.get(row.figure)
        typed = typed_answer(asked[0].figure if asked else None, row.answer)
        if asked is None:
            if typed != "":
                self._refuse(row, "Đơn vị không còn được hỏi số liệu này.")
            return None
        try:
            answer = read_answer(asked[0].figure, typed)
        except ValueError as error:
            self._refuse(row, str(error))
            return None
        if answer == (stored(value) if value else Answer()):
            return None
        if self.filled.seal.figures.get(row.figure) != (value.pk if value else 0):
            self._refuse(row, _changed_by(value))
            return None
        return typed

    def _refuse(self, row: FigureRow, message: str) -> None:
        self.check.add(layout.FIGURES, row.row, layout.ANSWER, message)

    def _home(self, figure: int) -> int:
        """Return the duty whose entry carries the figure: a filled one if any."""
        tasks = {row.task_id for row in self.asked[figure]}
        asking = [pk for pk, duty in self.duties.items() if duty.task_id in tasks]
        filled = (
            pk for pk in asking if pk in self.rows and self._is_filled(self.rows[pk])
        )
        return next(filled, asking[0])

    def _log(
        self,
        duty: Duty,
        answers: dict[int, object],
        actor: User,
        today: date,
        now: datetime,
    ) -> None:
        row = self.rows.get(duty.pk)
        try:
            said = said_by(
                row if row and self._is_filled(row) else None, duty, self.day
            )
            with transaction.atomic():
                log_progress(
                    duties=[duty],
                    author=actor,
                    done_on=said.done_on,
                    text=said.text,
                    progress=said.progress,
                    nothing_to_report=said.nothing,
                    reason=said.reason,
                    answers=answers,
                    today=today,
                    now=now,
                )
        except RuleBroken as error:
            self._tell(row, answers, error)
            return
        self.check.written.append(Written(duty, said.text, len(answers), said.nothing))

    def _tell(
        self, row: DutyRow | None, answers: dict[int, object], error: RuleBroken
    ) -> None:
        """Put a refusal beside the cells it speaks of."""
        problems = error.problems if isinstance(error, InvalidInput) else {}
        by_field = {field_name(pk): self.cells[pk] for pk in answers}
        number = row.row if row else 0
        for name, message in (problems or {"": error.message}).items():
            if cell := by_field.get(name):
                self.check.add(layout.FIGURES, cell.row, layout.ANSWER, message)
            else:
                column = FIELD_COLUMNS.get(name, layout.TEXT)
                self.check.add(layout.DUTIES, number, column, message)


def _changed_by(value: FigureValue | None) -> str:
    who = f" ({value.entered_by})" if value else ""
    return f"Số này đã được sửa trên hệ thống sau khi tải bảng{who}. Hãy tải bảng mới."
