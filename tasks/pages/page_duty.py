"""What the page of one duty shows besides its own fields."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from tasks.duties.gates import period_of_work
from tasks.duties.same_work_in_parts import values_beside
from tasks.fields.opened import was_sent
from tasks.figures.answer_text import told
from tasks.figures.answers import figures_asked, last_values, values_over_time
from tasks.models import (
    Duty,
    FigureValue,
    TaskFigure,
)


@dataclass(frozen=True)
class FigureRow:
    """One figure: now and in the period before."""

    row: TaskFigure
    now: str | None
    before: str | None
    who: str
    beside: str = ""
    #: When it was answered first; None without an answer.
    first_said: datetime | None = None
    #: Every answer there was, newest first, once there was more than one.
    history: tuple[FigureValue, ...] = ()

    @property
    def changes(self) -> list[tuple[str, FigureValue]]:
        """Return each answer in words with who gave it, when and why."""
        return [(told(value), value) for value in self.history]


def figure_rows(duty: Duty, today: date) -> list[FigureRow]:
    """Return the duty's figures with the answers of now and of last period."""
    period = period_of_work(duty, today)
    time = duty.occurs_from
    history = values_over_time(duty.agency_id, period, time)
    now = {key: rows[0] for key, rows in history.items() if rows[0].is_current}
    before = last_values(duty.agency_id, period, time)
    other, values = (None, {}) if time else values_beside(duty.agency_id, period)
    return [
        FigureRow(
            row=row,
            now=told(now[row.figure_id]) if row.figure_id in now else None,
            before=told(before[row.figure_id]) if row.figure_id in before else None,
            who=str(now[row.figure_id].entered_by) if row.figure_id in now else "",
            beside=f"{other}: {told(values[row.figure_id])}"
            if row.figure_id in values
            else "",
            first_said=min(
                (value.recorded_at for value in history.get(row.figure_id, ())),
                default=None,
            ),
            history=_changes(history.get(row.figure_id, ())),
        )
        for row in figures_asked([duty], duty.agency)
    ]


def as_sent(
    rows: Sequence[FigureRow],
    read: Collection[int] | None,
    before: Collection[int],
    sent_at: datetime | None,
) -> list[FigureRow]:
    """Return the rows for who reads what was sent and no more: the figures of `read`
    (None: all), what stands of answers given by then, last period's to those of `before`.
    """
    return [
        replace(
            each,
            now=each.now
            if each.first_said and was_sent(each.first_said, sent_at)
            else None,
            before=each.before if each.row.figure_id in before else None,
            who="",
            beside="",
            history=(),
        )
        for each in rows
        if read is None or each.row.figure_id in read
    ]


def _changes(values: Sequence[FigureValue]) -> tuple[FigureValue, ...]:
    return tuple(values) if len(values) > 1 else ()
