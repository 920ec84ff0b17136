"""What the answers of a unit say of a measure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db.models import prefetch_related_objects

from tasks.models import Figure, Period, TargetMeasure
from tasks.sums.four_numbers import Placed, Word, place, whole
from tasks.sums.measure_units import Answers, OwingUnit, answers_of, askers_of, units_of

#: What a measure reads: figures that it adds up, then two that it names.
FIGURES_READ = ("numerator_figures", "denominator_figure", "not_applicable_figure")
METHODS_OF_NUMBERS = (TargetMeasure.Method.FIGURES, TargetMeasure.Method.SUM)


def figures_of(measure: TargetMeasure) -> list[Figure]:
    """Return every figure that the measure reads."""
    single = (measure.denominator_figure, measure.not_applicable_figure)
    return [
        *measure.numerator_figures.all(),
        *(figure for figure in single if figure is not None),
    ]


def read_units(
    period: Period,
    measures: list[TargetMeasure],
    data_day: date,
    agency_ids: list[int] | None = None,
) -> tuple[list[OwingUnit], Answers]:
    """Return who owes what the measures count, and the answers that they read."""
    prefetch_related_objects(measures, *FIGURES_READ)
    wanted = {figure.pk for measure in measures for figure in figures_of(measure)}
    askers = askers_of(wanted)
    tasks = {measure.task_id for measure in measures}.union(*askers.values())
    units = units_of(period, tasks, data_day, agency_ids)
    return units, answers_of(period, askers, agency_ids)


def placed_units(
    measure: TargetMeasure, units: list[OwingUnit], answers: Answers
) -> list[tuple[OwingUnit, Placed]]:
    """Return each unit that the measure counts, with where it stands."""
    reading = _Reading.of(measure)
    asked = reading.asked(units, answers)
    return [(unit, reading.placed(unit, answers)) for unit in asked]


@dataclass(frozen=True, slots=True)
class _Reading:
    """Which answers a measure reads, worked out once and not per unit."""

    method: str
    task_id: int
    top: tuple[int, ...]
    base: int | None
    question: int | None
    limits: tuple[frozenset[str], ...]
    nothing_answers: bool

    @classmethod
    def of(cls, measure: TargetMeasure) -> Self:
        """Return what the measure reads."""
        top = measure.numerator_figures.all()
        base = measure.denominator_figure
        return cls(
            method=measure.method,
            task_id=measure.task_id,
            top=tuple(figure.pk for figure in top),
            base=measure.denominator_figure_id,
            question=measure.not_applicable_figure_id,
            limits=tuple(
                frozenset(f.only_for) for f in figures_of(measure) if f.only_for
            ),
            nothing_answers=_is_flow(measure, [*top, *([base] if base else [])]),
        )

    def asked(self, units: Iterable[OwingUnit], answers: Answers) -> list[OwingUnit]:
        """Keep one row per unit that owes the measure's task, or another one that asks
        all its figures: the one that was sent speaks, else that of the measure's task.
        """
        tasks = self.tasks(answers)
        found: dict[int, OwingUnit] = {}
        for unit in units:
            if unit.task_id in tasks and self._is_asked(unit):
                known = found.get(unit.agency_id)
                if known is None or self._weight(unit) > self._weight(known):
                    found[unit.agency_id] = unit
        return list(found.values())

    def tasks(self, answers: Answers) -> set[int]:
        """Return the tasks whose duties answer the measure."""
        figures = [*self.top, *([self.base] if self.base else [])]
        asking = [answers.askers.get(figure, frozenset()) for figure in figures]
        shared = frozenset.intersection(*asking) if asking else frozenset()
        return {self.task_id, *shared}

    def _is_asked(self, unit: OwingUnit) -> bool:
        return all(unit.kind in limit or unit.code in limit for limit in self.limits)

    def _weight(self, unit: OwingUnit) -> tuple[bool, bool]:
        return unit.sent, unit.task_id == self.task_id

    def placed(self, unit: OwingUnit, answers: Answers) -> Placed:
        """Return where the unit stands; a duty that was not sent says nothing."""
        who, numbers, flags = unit.agency_id, answers.numbers, answers.flags
        word = Word(
            sent=unit.sent,
            waived=unit.waived,
            done=unit.done,
            nothing=unit.nothing and self.nothing_answers,
            applies=flags.get((self.question, who)) if self.question else True,
            flag=_all_flags([flags.get((figure, who)) for figure in self.top]),
            numerator=whole([numbers.get((figure, who)) for figure in self.top]),
            denominator=numbers.get((self.base, who)) if self.base else None,
        )
        return place(self.method, word)


def _is_flow(measure: TargetMeasure, figures: list[Figure]) -> bool:
    """Return whether «không phát sinh trong kỳ» answers the measure's question."""
    if measure.method not in METHODS_OF_NUMBERS:
        return True
    return all(figure.across_time == Figure.OverTime.FLOW for figure in figures)


def _all_flags(flags: list[bool | None]) -> bool | None:
    if not flags or None in flags:
        return None
    return all(flags)
