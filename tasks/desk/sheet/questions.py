"""What the figures of a workbook ask: each once for the period, those of a task that
recurs once for each time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import NamedTuple

from agencies.models import Agency
from tasks.figures.answers import figures_asked
from tasks.models import Duty, Figure, FigureValue, Period, TaskFigure
from tasks.models.duty import titled


class AnswerKey(NamedTuple):
    """A figure, of the whole period or of the time that begins on the day."""

    figure: int
    time: date | None = None

    @property
    def word(self) -> str:
        """Return «12», of a time «12-2026-03-15»."""
        return f"{self.figure}-{self.time}" if self.time else str(self.figure)

    @classmethod
    def of(cls, word: str) -> "AnswerKey":
        """Return what `word` gave; ValueError for anything else."""
        figure, _, time = word.partition("-")
        if not figure.isdecimal() or len(figure) > 18:
            raise ValueError(word)
        return cls(int(figure), date.fromisoformat(time) if time else None)


@dataclass
class Question:
    """A figure as one row asks it: by which tasks, of which duties."""

    figure: Figure
    by: list[TaskFigure] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)

    @property
    def label(self) -> str:
        """Return «Số cuộc kiểm tra – Quý II/2026»."""
        times = dict.fromkeys(duty.occurrence for duty in self.duties)
        return titled(self.figure.label, ", ".join(filter(None, times)))

    @property
    def codes(self) -> str:
        """Return the codes of the tasks that ask."""
        return ", ".join(sorted({each.task.code for each in self.by}))

    @property
    def is_required(self) -> bool:
        """Return whether one of them is not sent without it."""
        return any(each.required for each in self.by)


def questions_by_key(
    duties: Iterable[Duty], agency: Agency
) -> dict[AnswerKey, Question]:
    """Return what the duties ask the agency, in order of the form, the times of a figure
    one after another (one query).
    """
    of_task: dict[int, list[Duty]] = {}
    for duty in duties:
        of_task.setdefault(duty.task_id, []).append(duty)
    found: dict[AnswerKey, Question] = {}
    rows = figures_asked(chain.from_iterable(of_task.values()), agency)
    for row in rows:
        for duty in of_task[row.task_id]:
            key = AnswerKey(row.figure_id, duty.occurs_from)
            asked = found.setdefault(key, Question(row.figure))
            asked.by.append(row)
            asked.duties.append(duty)
    place = {row.figure_id: number for number, row in enumerate(rows)}
    order = sorted(found, key=lambda key: (place[key.figure], key.time or date.min))
    return {key: found[key] for key in order}


def answers_by_key(agency: Agency, period: Period) -> dict[AnswerKey, FigureValue]:
    """Return the agency's current answers, of the period and of its times (one query)."""
    rows = FigureValue.times.filter(
        agency=agency, period=period, is_current=True
    ).order_by("occurs_from")
    return {AnswerKey(value.figure_id, value.occurs_from): value for value in rows}


def time_before(
    answers: Mapping[AnswerKey, FigureValue], key: AnswerKey
) -> FigureValue | None:
    """Return what the agency said of the figure for the time before."""
    earlier = [
        each
        for each in answers
        if each.figure == key.figure and each.time and key.time and each.time < key.time
    ]
    return answers[max(earlier)] if earlier else None
