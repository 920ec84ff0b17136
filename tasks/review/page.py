"""One submission beside last year's: what a reviewer compares before deciding."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from kehoach.lib.numbers import format_number
from tasks.figures.answer_text import told
from tasks.figures.answers import current_values, figures_asked, last_values
from tasks.models import Duty, FigureValue, TaskFigure
from tasks.models.doubts import swings


@dataclass(frozen=True)
class Compared:
    """One figure: now, in the period before, and the difference of numbers."""

    row: TaskFigure
    now: str
    before: str
    change: str
    is_odd: bool
    at: datetime | None = None


@dataclass(frozen=True)
class QueuePlace:
    """Where a submission stands in the queue that the reviewer walks."""

    number: int
    count: int
    before: int | None
    after: int | None


def queue_place(pk: int, queue: Sequence[int]) -> QueuePlace:
    """Return the place of the duty; one that left the queue points at its first."""
    if pk not in queue:
        return QueuePlace(0, len(queue), None, queue[0] if queue else None)
    at = queue.index(pk)
    after = queue[at + 1] if at + 1 < len(queue) else None
    return QueuePlace(at + 1, len(queue), queue[at - 1] if at else None, after)


def compared_figures(duty: Duty) -> list[Compared]:
    """Return the duty's figures beside those of the period before."""
    asked = duty.agency_id, duty.period, duty.occurs_from
    now, before = current_values(*asked), last_values(*asked)
    return [
        _compared(row, now.get(row.figure_id), before.get(row.figure_id))
        for row in figures_asked([duty], duty.agency)
    ]


def _compared(
    row: TaskFigure, now: FigureValue | None, before: FigureValue | None
) -> Compared:
    new, old = _number(now), _number(before)
    change, is_odd = "", False
    if new is not None and old is not None:
        sign = "+" if new > old else ""
        change = f"{sign}{format_number(new - old)}"
        is_odd = swings(new, old)
    return Compared(
        row,
        told(now) if now else "Chưa nhập",
        told(before) if before else "–",
        change,
        is_odd,
        now.recorded_at if now else None,
    )


def _number(value: FigureValue | None) -> Decimal | None:
    return value.number if value else None
