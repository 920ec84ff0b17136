"""The answers of all agencies to one task of a field: a line per duty, sums of what was
sent; of a closed period as it stored them (rule 4).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Q

from kehoach.lib.dates import format_date
from reporting.counting.sums import Sum, standing, sums_of, with_first_said
from reporting.facts.adhoc import AnswerCell, AnswerTable
from tasks.duties.lineage import told_in
from tasks.duties.listing import NOT_OWED
from tasks.duties.past_words import in_their_periods
from tasks.duties.shown import PeriodDuties
from tasks.duties.standing_words import Shown, told_outside
from tasks.fields.opened import was_sent
from tasks.figures.answer_text import told
from tasks.models import (
    REPORTED,
    EntryLink,
    FieldGrant,
    Figure,
    FigureValue,
    Period,
    PeriodUnit,
    Task,
    TaskFigure,
)
from tasks.models.querysets import SAID_AT
from tasks.models.status import LATE, Standing

#: Agency, figure and time → the answer.
Values = dict[tuple[int, int, date | None], FigureValue]
#: word of the address → label
FIELD_SORTS = {"da-gui": "Đã gửi", "chua-gui": "Chưa gửi", "qua-han": "Quá hạn"}


@dataclass(frozen=True)
class FieldLine:
    """One duty of the task: whose, where it stands, what was said once it was sent."""

    duty: Any
    agency: str
    standing: Standing
    due_on: date | None
    sent_on: date | None
    is_sent: bool
    texts: tuple[str, ...] = ()
    answers: tuple[FigureValue | None, ...] = ()

    @property
    def words(self) -> Shown:
        """Return where it stands, without what its agency has not sent."""
        return told_outside(self.standing, asked=self.duty.is_requested)

    @property
    def is_owed(self) -> bool:
        """Return whether the agency must answer (rule 8)."""
        return self.standing not in NOT_OWED and not self.duty.is_requested

    def fits(self, word: str) -> bool:
        """Return whether the line is of this sort."""
        return {
            "da-gui": self.is_sent,
            "chua-gui": self.is_owed and not self.is_sent,
            "qua-han": self.standing in LATE,
        }.get(word, True)

    @property
    def cells(self) -> list[str]:
        """Return the answers in words; nothing where there is none."""
        return [told(value) if value else "" for value in self.answers]


@dataclass(frozen=True)
class FieldSum:
    """What a figure adds up to over the agencies that sent it; None where it does not."""

    figure: Figure
    total: Decimal | None
    units: int


def field_figures(grant: FieldGrant, task: Task) -> list[Figure]:
    """Return the figures of the task that the grant opens, in order of the form."""
    only = {figure.pk for figure in grant.figures.all()}
    rows = TaskFigure.objects.filter(task=task, figure__is_active=True)
    rows = rows.select_related("figure").order_by("figure__position", "figure_id")
    return [r.figure for r in rows if not only or r.figure_id in only]


def field_lines(task: Task, period: Period, today: date) -> list[FieldLine]:
    """Return every duty of the task that the period shows, without what was said."""
    shown = PeriodDuties(period, today)
    rows = shown.rows().filter(task=task).select_related("task", "agency", "period")
    columns = {
        "state_shown": F(shown.column("state")),
        "due_shown": F(shown.column("due_on")),
        "sent_shown": F(shown.column("first_sent_on")),
    }
    rows = rows.annotate(**columns)
    duties = list(rows.order_by("agency__sort_key", "agency_id", "occurs_from", "pk"))
    in_their_periods(duties, period.words_day())
    names = _names(period)
    return [
        FieldLine(
            duty,
            names.get(duty.agency_id, duty.agency.name),
            Standing(duty.standing),
            duty.due_shown,
            duty.sent_shown,
            duty.state_shown in REPORTED,
        )
        for duty in duties
    ]


def _names(period: Period) -> dict[int, str]:
    if period.is_open:
        return {}
    units = PeriodUnit.objects.filter(period=period)
    return dict(units.values_list("agency_id", "name"))


def with_answers(
    lines: Sequence[FieldLine], figures: Sequence[Figure], period: Period
) -> list[FieldLine]:
    """Return the lines with entries and answers of what was sent (two queries)."""
    sent = [line.duty for line in lines if line.is_sent]
    texts, values = _texts(sent, period), _values(sent, figures, period)
    return [
        FieldLine(
            line.duty, line.agency, line.standing, line.due_on, line.sent_on,
            line.is_sent, tuple(texts[line.duty.pk]),
            tuple(
                _given(values, line, figure.pk) if line.is_sent else None
                for figure in figures
            ),
        )
        for line in lines
    ]  # fmt: skip


def _given(values: Values, line: FieldLine, figure: int) -> FigureValue | None:
    """Return the answer that stands, where it was given before the sending."""
    value: Any = values.get((line.duty.agency_id, figure, line.duty.occurs_from))
    if value and was_sent(value.first_said, line.duty.submitted_at):
        return value  # type: ignore[no-any-return] # annotated
    return None


def _texts(duties: Sequence[Any], period: Period) -> dict[int, list[str]]:
    closed_at = None if period.is_open else period.closed_at
    sent_at = {duty.pk: duty.submitted_at for duty in duties}
    known = Q(entry__recorded_at__lte=closed_at) if closed_at else Q()
    links = EntryLink.objects.standing(closed_at).filter(
        known, told_in(period), duty__in=list(sent_at)
    )
    found: dict[int, list[str]] = defaultdict(list)
    links = links.annotate(said_first=SAID_AT)
    for link in links.select_related("entry").by_day():
        if was_sent(link.said_first, sent_at[link.duty_id]):
            found[link.duty_id].append(link.entry.text)
    return found


def _values(duties: Sequence[Any], figures: Sequence[Figure], period: Period) -> Values:
    """Return agency, figure and time → the answer that stands, or stood at closing."""
    rows = with_first_said(FigureValue.times.all()).filter(
        standing(period),
        period=period,
        figure__in=figures,
        agency__in={duty.agency_id for duty in duties},
    )
    return {
        (value.agency_id, value.figure_id, value.occurs_from): value
        for value in rows.order_by("recorded_at", "pk")
    }


def field_sums(figures: Sequence[Figure], period: Period) -> list[FieldSum]:
    """Return what each figure adds up to, as the report of the period counts it: of
    agencies that have sent, but for what they answered first since; empty is not 0.
    """
    codes = [figure.code for figure in figures]
    sums = sums_of(period, codes, said_by_then=True) if figures else None
    found = []
    for figure in figures:
        total: Sum | None = None
        if sums and figure.across_agencies == Figure.Across.SUM:
            total = sums.of(figure.code)
        elif sums and figure.across_agencies == Figure.Across.COUNT_YES:
            total = sums.yes(figure.code)
        number, units = (total.total, total.units) if total else (None, 0)
        found.append(FieldSum(figure, number, units))
    return found


_FIRST = (
    *("STT", "Đơn vị", "Tình trạng", "Gửi ngày", "Hạn", "Lần thực hiện"),
    "Kết quả",
)


def field_table(
    title: str,
    lines: Sequence[FieldLine],
    figures: Sequence[Figure],
    sums: Sequence[FieldSum],
) -> AnswerTable:
    """Return the whole table for a file."""
    totals = (each.total if each.total is not None else "" for each in sums)
    return AnswerTable(
        title=title,
        headings=(*_FIRST, *(headed(figure) for figure in figures)),
        lines=tuple(_row(number, line) for number, line in enumerate(lines, 1)),
        totals=("", "Tổng cộng của các đơn vị đã gửi", *[""] * 5, *totals),
    )


def headed(figure: Figure) -> str:
    """Return the question with its unit."""
    return f"{figure.label} ({figure.unit})" if figure.unit else figure.label


def _row(number: int, line: FieldLine) -> tuple[AnswerCell, ...]:
    return (
        Decimal(number),
        line.agency,
        line.words.label,
        format_date(line.sent_on) if line.sent_on else "",
        format_date(line.due_on) if line.due_on else "",
        line.duty.occurrence,
        "\n".join(line.texts),
        *(
            value.number if value and value.number is not None else words
            for value, words in zip(line.answers, line.cells, strict=True)
        ),
    )
