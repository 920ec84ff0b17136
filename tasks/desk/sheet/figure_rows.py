"""A row of the figures against what the portal holds: three answers are compared, the
workbook's, the one it was made with, and the one that counts now.
"""

from collections.abc import Mapping
from typing import NamedTuple

from kehoach.lib.numbers import format_number
from tasks.desk.sheet import layout
from tasks.desk.sheet.held import Held, HeldQuestion, same_answer
from tasks.desk.sheet.questions import AnswerKey
from tasks.desk.sheet.reading import Filled, SheetRow
from tasks.desk.sheet.results import (
    FROM_FILE,
    FROM_PORTAL,
    CellChange,
    CellDoubt,
    CellProblem,
    Choice,
    SheetCheck,
    chosen,
)
from tasks.desk.sheet.saying import answer_of, lost_thousand
from tasks.figures.answer_text import told
from tasks.figures.answers import NUMBERS, Answer, listed_in
from tasks.models import FigureValue

NO_ANSWER = "(trống)"


class NewAnswer(NamedTuple):
    """An answer that the workbook gives, and how it is told."""

    key: AnswerKey
    raw: object
    change: CellChange


class FigureRows:
    """Turns rows into answers, noting every wrong cell on the way."""

    def __init__(
        self,
        filled: Filled,
        held: Held,
        check: SheetCheck,
        choices: Mapping[str, str],
        actor_id: int,
    ) -> None:
        """Keep what rows are compared with."""
        self.seal, self.rows = filled.seal, filled.figures
        self.held, self.check = held, check
        self.choices, self.actor_id = choices, actor_id

    def refuse(self, row: SheetRow, message: str) -> None:
        """Note what is wrong with an answer, with its question and what was typed."""
        typed = row.get("answer").typed
        self.check.problems.append(
            CellProblem(self.address(row), self.about(row.asks), typed, message)
        )

    def address(self, row: SheetRow) -> str:
        """Return «Số liệu!G9»."""
        return self.rows.address(row.number, "answer")

    def about(self, key: AnswerKey) -> str:
        """Return the question as the sheet asks it."""
        if key.figure not in self.held.figures:
            return layout.heading_of(layout.FIGURE_COLUMNS, "answer")
        return self.held.label(key)

    def answer(self, row: SheetRow) -> NewAnswer | None:
        """Return the answer that the row changes, None for nothing."""
        question, cell = self.held.question(row.asks), row.get("answer")
        if question is None:
            if not cell.is_empty:
                self.refuse(row, "Kế hoạch không có câu hỏi này.")
            return None
        try:
            answer = answer_of(question.figure, cell)
        except ValueError as error:
            self.refuse(row, str(error))
            return None
        return self.compared(row, question, answer)

    def compared(
        self, row: SheetRow, question: HeldQuestion, answer: Answer
    ) -> NewAnswer | None:
        """Return the answer unless it says nothing new or the portal's is kept."""
        given = question.at(self.seal.figures.get(row.asks, 0))
        now = question.current
        if same_answer(answer, given) or same_answer(answer, now):
            self.check.held += not answer.is_empty
            return None
        if not self.held.asking(row.asks):
            self.refuse(row, "Đơn vị không còn được hỏi số liệu này, hoặc đã gửi.")
            return None
        counts = self.held.current.get(row.asks)
        until = self.held.period.data_to
        if register := listed_in(question.figure, until, counts):
            self.refuse(row, f"Số này đếm từ sổ «{register}»; ghi, sửa ở sổ ấy.")
            return None
        if not same_answer(now, given) and self.keeps(row, question, answer):
            return None
        self.doubt(row, question, answer)
        about = self.about(row.asks)
        old = "" if now.is_empty else _words_of(now)
        change = CellChange(self.address(row), about, old, _words_of(answer))
        return NewAnswer(row.asks, raw_of(answer), change)

    def keeps(self, row: SheetRow, question: HeldQuestion, answer: Answer) -> bool:
        """Return whether the portal's answer stays, which moved on since the download:
        the person's own newer word gives way, somebody else's is asked about.
        """
        newest = question.newest
        stale = question.was_said_after(self.seal.figures.get(row.asks, 0), answer)
        if not stale and newest and newest.entered_by_id == self.actor_id:
            return False
        key = f"{layout.FIGURE_MARK}{row.asks.word}"
        said = chosen(self.choices, key, FROM_PORTAL if stale else "")
        self.check.choices.append(
            Choice(
                key,
                self.address(row),
                self.about(row.asks),
                _words_of(answer),
                _words_of(question.current),
                str(newest.entered_by) if newest else "",
                newest.recorded_at if newest else None,
                said,
                is_stale=stale,
            )
        )
        return said != FROM_FILE

    def doubt(self, row: SheetRow, question: HeldQuestion, answer: Answer) -> None:
        """Tell where a thousand seems to have been lost on the way through Excel."""
        if answer.number is None or question.figure.type not in NUMBERS:
            return
        others = [each.number for each in question.others if each.number]
        cell = row.get("answer")
        meant = lost_thousand(answer.number, cell.style, others)
        if meant is None:
            return
        beside = f", kỳ khác là {format_number(others[0])}" if others else ""
        message = (
            f"Tệp ghi {format_number(answer.number)}{beside}. Excel kiểu Anh đọc"
            f" {format_number(meant)} thành {format_number(answer.number)}; nếu ý là"
            f" {format_number(meant)} thì gõ {meant} rồi tải lại."
        )
        self.check.doubts.append(
            CellDoubt(self.address(row), self.about(row.asks), cell.typed, message)
        )


def raw_of(answer: Answer) -> object:
    """Return the answer as the service reads it; empty takes the answer away."""
    if answer.number is not None:
        return answer.number
    if answer.flag is not None:
        return answer.flag
    return answer.day or answer.text


def _words_of(answer: Answer) -> str:
    """Return the answer as a page shows it."""
    if answer.is_empty:
        return NO_ANSWER
    return told(FigureValue(**answer.fields()))
