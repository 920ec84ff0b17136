"""Whether a measure meets what its target asks in a year; pure.

A target stands with the measure that is furthest below what the plan states; measures
that less than half of the units answered decide nothing yet (`COVERAGE`).
"""

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

from tasks.models import TargetMeasure
from tasks.models.thresholds import Threshold
from tasks.sums.targets import MeasureCount

#: The part of the units that must have answered before a rate is judged.
COVERAGE = Decimal("0.5")
UNMET, UNKNOWN_VERDICT, MET = "chua-dat", "chua-du", "dat"
AHEAD, UNSTATED = "chua-den", "khong-nguong"
#: What decides before what.
_ORDER = (UNMET, UNKNOWN_VERDICT, MET, AHEAD, UNSTATED)


def value_of(asks: Threshold, count: MeasureCount) -> Decimal | None:
    """Return what a measure says in the threshold's unit: its rate in percent, or what
    was counted, which no whole bounds.
    """
    if not asks.is_rate:
        return count.numbers.numerator
    if count.measure.kind == TargetMeasure.Kind.COUNT or count.rate is None:
        return None
    return 100 * count.rate


def verdict_word(asks: Threshold, count: MeasureCount, year: int) -> str:
    """Return the verdict on one measure."""
    stated = asks.asked_in(year)
    if stated is None:
        return UNSTATED if asks.value is None and not asks.path else AHEAD
    if asks.is_rate and not _is_rate(count):
        return UNSTATED
    value = value_of(asks, count)
    asked = count.numbers.units - count.numbers.not_applicable
    silent = count.numbers.not_reported
    if value is None or asked - silent < units_needed(asked) or not asked:
        return UNKNOWN_VERDICT
    return MET if asks.is_met(value, year) else UNMET


def deciding(
    asks: Threshold, counts: Sequence[MeasureCount], year: int
) -> tuple[str, MeasureCount, int] | None:
    """Return the verdict on a target, the measure that decides it, and how many others
    could have; None without a measure.
    """
    if not counts:
        return None
    fitting = [count for count in counts if _is_rate(count) == asks.is_rate]
    chosen = fitting or list(counts)
    judged = [(verdict_word(asks, count, year), count) for count in chosen]
    word, count = min(
        judged,
        key=lambda each: (
            _ORDER.index(each[0]),
            -short_share(asks, each[1], year, each[0]),
        ),
    )
    return word, count, len(chosen) - 1


def short_share(asks: Threshold, count: MeasureCount, year: int, word: str) -> Decimal:
    """Return by what part of the threshold a measure that is not met is short, else 0."""
    stated, value = asks.asked_in(year), value_of(asks, count)
    if word != UNMET or value is None or stated is None:
        return Decimal(0)
    short = asks.short_by(value, stated)
    return short / stated if stated else short


def units_needed(asked: int) -> int:
    """Return how many units must have answered."""
    return int((COVERAGE * asked).to_integral_value(ROUND_CEILING))


def _is_rate(count: MeasureCount) -> bool:
    return count.measure.kind != TargetMeasure.Kind.COUNT
