"""The targets for a page or a document, from one counting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from tasks.models import Period, Target
from tasks.models.thresholds import Operator
from tasks.sums.targets import MeasureCount, count_measures


@dataclass(frozen=True, slots=True)
class TargetCounts:
    """A target with its measures, each counted."""

    target: Target
    measures: tuple[MeasureCount, ...]
    year: int

    @property
    def stated(self) -> Decimal | None:
        """Return the least rate in percent that the year is asked; None for what is
        asked otherwise, or not yet.
        """
        asks = self.target.asks
        is_least = asks.is_rate and asks.operator == Operator.LEAST
        return asks.asked_in(self.year) if is_least else None


def targets_of(period: Period, data_day: date) -> tuple[TargetCounts, ...]:
    """Return the targets in plan order, each with its measures."""
    counts = count_measures(period=period, data_day=data_day)
    return grouped(counts, period.year)


def grouped(counts: Iterable[MeasureCount], year: int) -> tuple[TargetCounts, ...]:
    """Return the counts of the year under their targets; the order is kept."""
    by_target = groupby(counts, key=lambda count: count.measure.target)
    return tuple(
        TargetCounts(target, tuple(measures), year) for target, measures in by_target
    )
