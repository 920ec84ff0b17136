"""The verdicts on the targets (`tasks/sums/verdicts.py`) for a page; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from kehoach.lib.numbers import DASH, format_number, format_percent
from reporting.counting.targets import TargetCounts
from tasks.models import Target
from tasks.models.thresholds import Operator, Threshold
from tasks.sums.targets import MeasureCount
from tasks.sums.verdicts import (
    AHEAD,
    MET,
    UNKNOWN_VERDICT,
    UNMET,
    UNSTATED,
    deciding,
    short_share,
    units_needed,
    value_of,
)

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
        needed = units_needed(self.asked)
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
    return short_share(verdict.asks, verdict.count, verdict.year, verdict.word)


def _verdict(target: TargetCounts) -> TargetVerdict | None:
    decided = deciding(target.target.asks, target.measures, target.year)
    if decided is None:
        return None
    word, count, others = decided
    return TargetVerdict(word, target.target, count, target.year, others)


def _missing(count: MeasureCount, stated: Decimal) -> Decimal:
    """Return by how many the numerator is short of the stated share."""
    base = count.numbers.denominator or Decimal(0)
    wanted = (base * stated / 100).to_integral_value(ROUND_CEILING)
    return wanted - count.numbers.numerator
