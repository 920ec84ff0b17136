"""The targets for a page or a document, from one counting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from tasks.models import Period, Target
from tasks.sums.targets import MeasureCount, count_measures


@dataclass(frozen=True, slots=True)
class TargetCounts:
    """A target with its measures, each counted."""

    target: Target
    measures: tuple[MeasureCount, ...]


def targets_of(period: Period, data_day: date) -> tuple[TargetCounts, ...]:
    """Return the targets in plan order, each with its measures."""
    return grouped(count_measures(period=period, data_day=data_day))


def grouped(counts: Iterable[MeasureCount]) -> tuple[TargetCounts, ...]:
    """Return the counts under their targets; the order is kept."""
    by_target = groupby(counts, key=lambda count: count.measure.target)
    return tuple(
        TargetCounts(target, tuple(measures)) for target, measures in by_target
    )
