"""The answers to an ad-hoc request: a line per agency, sums where they add up."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agencies.models import User
from kehoach.lib.dates import format_date
from reporting.facts.adhoc import AnswerCell, AnswerTable
from tasks.figures.answer_text import told
from tasks.models import (
    REPORTED,
    AdhocRequest,
    Duty,
    Figure,
    FigureValue,
    State,
    TaskFigure,
    UnitReport,
)
from tasks.models.status import LATE, Standing, standing_of

#: word of the address → (label, which lines it keeps)
SORTS = {
    "da-gui": "Đã gửi",
    "chua-gui": "Chưa gửi",
    "qua-han": "Quá hạn",
    "cho-tiep-nhan": "Chờ tiếp nhận",
    "khong-phai": "Không phải báo cáo",
    "de-nghi": "Được đề nghị phối hợp (không tính)",
}


@dataclass(frozen=True)
class QuestionColumn:
    """One question."""

    pk: int
    label: str
    unit: str
    across: str

    @property
    def heading(self) -> str:
        """Return the question with its unit."""
        return f"{self.label} ({self.unit})" if self.unit else self.label

    @property
    def is_number(self) -> bool:
        """Return whether the answers are sums of numbers."""
        return self.across == Figure.Across.SUM


@dataclass(frozen=True)
class AnswerLine:
    """One agency: where it stands, and what it answered once it was sent."""

    duty: Duty
    standing: Standing
    values: tuple[FigureValue | None, ...]
    columns: list[QuestionColumn]
    letter: UnitReport | None = None

    @property
    def pairs(self) -> list[tuple[QuestionColumn, str | None]]:
        """Return each question with its answer."""
        return list(zip(self.columns, self.answers, strict=True))

    @property
    def answers(self) -> list[str | None]:
        """Return the answers as the page shows them; None where there is none."""
        return [told(value) if value else None for value in self.values]

    @property
    def is_sent(self) -> bool:
        """Return whether the agency's word counts."""
        return self.duty.state in REPORTED

    @property
    def is_owed(self) -> bool:
        """Return whether the agency must answer; who is only asked must not (rule 8)."""
        return self.duty.is_live and not self.duty.is_requested

    @property
    def is_waiting(self) -> bool:
        """Return whether the agency has still to answer."""
        return self.is_owed and not self.is_sent

    def fits(self, word: str) -> bool:
        """Return whether the line is of this sort."""
        return {
            "da-gui": self.is_sent and self.is_owed,
            "chua-gui": self.is_waiting,
            "qua-han": self.standing in LATE,
            "cho-tiep-nhan": self.duty.state == State.SUBMITTED,
            "khong-phai": not self.duty.is_live,
            "de-nghi": self.duty.is_requested,
        }.get(word, True)


@dataclass(frozen=True)
class ColumnSum:
    """What a column adds up to and over how many answers; None when it does not."""

    total: Decimal | None
    units: int


@dataclass(frozen=True)
class Answers:
    """The whole table."""

    columns: list[QuestionColumn]
    lines: list[AnswerLine]
    sums: list[ColumnSum]
    counts: dict[str, int]

    @property
    def owed(self) -> int:
        """Return how many agencies owe or gave an answer."""
        return sum(line.is_owed for line in self.lines)

    @property
    def sent(self) -> int:
        """Return how many of them sent one."""
        return sum(line.is_sent and line.is_owed for line in self.lines)

    @property
    def totals(self) -> list[tuple[QuestionColumn, ColumnSum]]:
        """Return each question with what it adds up to."""
        return list(zip(self.columns, self.sums, strict=True))

    def of(self, word: str) -> list[AnswerLine]:
        """Return the lines of one sort."""
        return [line for line in self.lines if line.fits(word)]


def answers_of(request: AdhocRequest, user: User, today: date) -> Answers:
    """Return what the person sees of the answers, in a fixed number of queries."""
    columns = _columns_of(request)
    duties = Duty.objects.filter(period__plan_id=request.plan_id)
    seen = duties.visible_to(user, today=today).for_page()
    rows = list(seen.order_by("agency__sort_key", "pk"))
    given, letters = given_by(rows), letters_of(rows)
    lines = [
        AnswerLine(
            duty,
            standing_of(duty, today),
            tuple(
                given[duty.pk].get(column.pk) if duty.state in REPORTED else None
                for column in columns
            ),
            columns,
            letters.get(duty.agency_id),
        )
        for duty in rows
    ]
    counts = Counter(word for line in lines for word in SORTS if line.fits(word))
    return Answers(columns, lines, _sums_of(columns, lines), dict(counts))


def letters_of(rows: list[Duty]) -> dict[int, UnitReport]:
    """Return agency → the letter by which it answered."""
    held = UnitReport.objects.standing().filter(
        period__in={duty.period_id for duty in rows}
    )
    shown = held.filter(agency__in={duty.agency_id for duty in rows})
    return {letter.agency_id: letter for letter in shown}


def _columns_of(request: AdhocRequest) -> list[QuestionColumn]:
    """Return the questions in order."""
    rows = TaskFigure.objects.filter(task__plan_id=request.plan_id)
    return [
        QuestionColumn(
            row.figure_id, row.figure.label, row.figure.unit, row.figure.across_agencies
        )
        for row in rows.select_related("figure").order_by("figure__position", "pk")
    ]


def given_by(rows: list[Duty]) -> dict[int, dict[int, FigureValue]]:
    """Return duty → figure → answer; what moved to one heir unanswered anew is
    answered by the agency that it came from.
    """
    values: dict[int, dict[int, FigureValue]] = defaultdict(dict)
    periods = {duty.period_id for duty in rows}
    agencies = {duty.agency_id for duty in rows}
    held = FigureValue.objects.filter(
        period__in=periods, agency__in=agencies, is_current=True
    )
    for value in held:
        values[value.agency_id][value.figure_id] = value
    before: dict[int, list[Duty]] = defaultdict(list)
    for duty in rows:
        if duty.carried_to_id:
            before[duty.carried_to_id].append(duty)

    def found(duty: Duty) -> dict[int, FigureValue]:
        old = before[duty.pk]
        inherited = found(old[0]) if len(old) == 1 else {}
        return inherited | values[duty.agency_id]

    return {duty.pk: found(duty) for duty in rows}


def _sums_of(
    columns: list[QuestionColumn], lines: Iterable[AnswerLine]
) -> list[ColumnSum]:
    """Return for each question what the sent answers add up to; empty is not 0, and
    who is only asked is not added (rule 8).
    """
    rows = [line.values for line in lines if not line.duty.is_requested]
    return [
        _sum(column, [row[at] for row in rows]) for at, column in enumerate(columns)
    ]


def _sum(column: QuestionColumn, given: list[FigureValue | None]) -> ColumnSum:
    answered = [value for value in given if value is not None]
    if column.across == Figure.Across.SUM:
        numbers = [v.number for v in answered if v.number is not None]
    elif column.across == Figure.Across.COUNT_YES:
        numbers = [Decimal(v.flag) for v in answered if v.flag is not None]
    else:
        return ColumnSum(None, len(answered))
    return ColumnSum(sum(numbers, Decimal(0)) if numbers else None, len(numbers))


_FIRST = ("STT", "Đơn vị", "Tình trạng", "Gửi ngày", "Số văn bản", "Ngày văn bản")


def table_of(answers: Answers, title: str) -> AnswerTable:
    """Return the whole table for a file."""
    sums = (each.total if each.total is not None else "" for each in answers.sums)
    return AnswerTable(
        title=title,
        headings=(*_FIRST, *(each.heading for each in answers.columns)),
        lines=tuple(
            _cells(number, line) for number, line in enumerate(answers.lines, 1)
        ),
        totals=("", "Tổng cộng của các đơn vị đã gửi", "", "", "", "", *sums),
    )


def _cells(number: int, line: AnswerLine) -> tuple[AnswerCell, ...]:
    sent, letter = line.duty.first_sent_on, line.letter
    return (
        Decimal(number),
        line.duty.agency.name,
        str(line.standing.label),
        format_date(sent) if sent else "",
        letter.number if letter else "",
        format_date(letter.signed_on) if letter else "",
        *(
            value.number if value and value.number is not None else words or ""
            for value, words in zip(line.values, line.answers, strict=True)
        ),
    )
