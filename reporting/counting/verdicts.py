"""Whether the targets are met, from their measures; pure.

A target stands with the measure that is furthest below what the plan states; measures
that less than half of the units answered decide nothing yet (`COVERAGE`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from kehoach.lib.numbers import DASH, format_number, format_percent
from reporting.counting.targets import TargetCounts
from tasks.models import Target, TargetMeasure
from tasks.models.thresholds import Operator, Threshold
from tasks.sums.targets import MeasureCount

#: The part of the units that must have answered before a rate is judged.
COVERAGE = Decimal("0.5")
UNMET, UNKNOWN_VERDICT, MET = "chua-dat", "chua-du", "dat"
AHEAD, UNSTATED = "chua-den", "khong-nguong"
#: Verdict → heading of its group, tone, icon; in the order of the page.
_GROUPS = {
    UNMET: ("Chưa đạt", "amber", "alert-triangle"),
    UNKNOWN_VERDICT: ("Chưa đủ số liệu", "grey", "circle-dashed"),
    MET: ("Đạt, trong số đã báo cáo", "green", "circle-check"),
    AHEAD: ("Chưa đến năm phải đạt", "grey", "clock"),
    UNSTATED: ("Kế hoạch không nêu ngưỡng", "grey", "circle-minus"),
}


@dataclass(frozen=True, slots=True)
class TargetVerdict:
    """One target as it stands in a year, told by one of its measures."""

    word: str
    target: Target
    count: MeasureCount
    year: int
    others: int = 0

    @property
    def asks(self) -> Threshold:
        """Return what the target asks."""
        return self.target.asks

    @property
    def asked(self) -> int:
        """Return how many units are concerned."""
        return self.count.numbers.units - self.count.numbers.not_applicable

    @property
    def reported(self) -> int:
        """Return how many of them answered."""
        return self.asked - self.count.numbers.not_reported

    @property
    def value(self) -> Decimal | None:
        """Return what is held against the threshold: the rate in percent, or the number."""
        return value_of(self.asks, self.count)

    @property
    def shown(self) -> str:
        """Return the value as it is printed; a dash where too few answered."""
        if self.word == UNKNOWN_VERDICT or self.value is None:
            return DASH
        if not self.asks.is_rate:
            return self.asks.said(self.value)
        numbers = self.count.numbers
        return format_percent(numbers.numerator, numbers.denominator)

    @property
    def mark(self) -> int | None:
        """Return where the bar has its mark, in percent of the whole; rates only."""
        stated = self.asks.asked_in(self.year)
        return int(stated) if self.asks.is_rate and stated is not None else None

    @property
    def gap(self) -> str:
        """Return how far it is from what the year is asked, in words."""
        if self.word == UNKNOWN_VERDICT:
            return self._lacking
        stated, value = self.asks.asked_in(self.year), self.value
        if stated is None or value is None:
            return ""
        short = self.asks.short_by(value, stated)
        if not self.asks.is_rate:
            return _of_number(self.asks, short)
        if self.asks.operator == Operator.MOST:
            return f"cao hơn {_points(short)}" if short > 0 else ""
        if self.word == UNMET:
            missing = _missing(self.count, stated)
            return f"thiếu {format_number(missing)} {self.count.measure.counting_unit}"
        return f"vượt {_points(-short)}" if short <= -1 else ""

    @property
    def way(self) -> str:
        """Return the threshold with its baseline and its path, where the plan has more
        than one number.
        """
        asks = self.asks
        more = asks.path or asks.by_year or asks.baseline is not None
        is_plain = asks.is_rate and asks.operator == Operator.LEAST
        return asks.words if more or not is_plain else ""

    @property
    def _lacking(self) -> str:
        """Return what a verdict waits for."""
        if not self.asked:
            return "không có đơn vị thuộc diện"
        needed = _needed(self.asked)
        if self.reported < needed:
            return f"cần ít nhất {needed} đơn vị"
        return "chưa có số để tính"


@dataclass(frozen=True, slots=True)
class VerdictGroup:
    """The targets of one verdict."""

    word: str
    label: str
    tone: str
    icon: str
    verdicts: tuple[TargetVerdict, ...]


def verdict_groups(targets: Iterable[TargetCounts]) -> tuple[VerdictGroup, ...]:
    """Return the targets under their verdicts, what is furthest off first."""
    found = [verdict for target in targets if (verdict := _verdict(target))]
    return tuple(
        VerdictGroup(word, *look, tuple(mine))
        for word, look in _GROUPS.items()
        if (mine := sorted((v for v in found if v.word == word), key=_place))
    )


def value_of(asks: Threshold, count: MeasureCount) -> Decimal | None:
    """Return what a measure says in the threshold's unit: its rate in percent, or what
    was counted, which no whole bounds.
    """
    if not asks.is_rate:
        return count.numbers.numerator
    if count.measure.kind == TargetMeasure.Kind.COUNT or count.rate is None:
        return None
    return 100 * count.rate


def _of_number(asks: Threshold, short: Decimal) -> str:
    verb = "thiếu" if asks.operator == Operator.LEAST else "vượt mức"
    if short <= 0:
        verb = "vượt" if asks.operator == Operator.LEAST else "còn"
    return f"{verb} {asks.said(abs(short))}" if short else ""


def _points(number: Decimal) -> str:
    return f"{format_number(Decimal(int(number)))} điểm phần trăm"


def _place(verdict: TargetVerdict) -> tuple[Decimal, int]:
    return -_short(verdict), verdict.target.position


def _short(verdict: TargetVerdict) -> Decimal:
    """Return by what part of the threshold the measure is short; of those not met."""
    stated, value = verdict.asks.asked_in(verdict.year), verdict.value
    if verdict.word != UNMET or value is None or stated is None:
        return Decimal(0)
    short = verdict.asks.short_by(value, stated)
    return short / stated if stated else short


def _verdict(target: TargetCounts) -> TargetVerdict | None:
    if not target.measures:
        return None
    is_rate = target.target.asks.is_rate
    fitting = [c for c in target.measures if _is_rate(c) == is_rate]
    chosen = fitting or list(target.measures)
    judged = [
        TargetVerdict(
            _word(target, count), target.target, count, target.year, len(chosen) - 1
        )
        for count in chosen
    ]
    order = list(_GROUPS)
    return min(judged, key=lambda v: (order.index(v.word), -_short(v)))


def _is_rate(count: MeasureCount) -> bool:
    return count.measure.kind != TargetMeasure.Kind.COUNT


def _word(target: TargetCounts, count: MeasureCount) -> str:
    asks = target.target.asks
    stated = asks.asked_in(target.year)
    if stated is None:
        return UNSTATED if asks.value is None and not asks.path else AHEAD
    if asks.is_rate and not _is_rate(count):
        return UNSTATED
    value = value_of(asks, count)
    asked = count.numbers.units - count.numbers.not_applicable
    if (
        value is None
        or asked - count.numbers.not_reported < _needed(asked)
        or not asked
    ):
        return UNKNOWN_VERDICT
    return MET if asks.is_met(value, target.year) else UNMET


def _needed(asked: int) -> int:
    return int((COVERAGE * asked).to_integral_value(ROUND_CEILING))


def _missing(count: MeasureCount, stated: Decimal) -> Decimal:
    """Return by how many the numerator is short of the stated share."""
    base = count.numbers.denominator or Decimal(0)
    wanted = (base * stated / 100).to_integral_value(ROUND_CEILING)
    return wanted - count.numbers.numerator
