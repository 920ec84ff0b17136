"""Whether the targets are met, from their measures; pure.

A target stands with the measure that is furthest below what the plan states; measures
that less than half of the units answered decide nothing yet (`COVERAGE`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from kehoach.lib.numbers import format_number
from reporting.counting.targets import TargetCounts
from tasks.models import Target, TargetMeasure
from tasks.sums.targets import MeasureCount

#: The part of the units that must have answered before a rate is judged.
COVERAGE = Decimal("0.5")
UNMET, UNKNOWN_VERDICT, MET, UNSTATED = "chua-dat", "chua-du", "dat", "khong-nguong"
#: Verdict → heading of its group, tone, icon; in the order of the page.
_GROUPS = {
    UNMET: ("Chưa đạt", "amber", "alert-triangle"),
    UNKNOWN_VERDICT: ("Chưa đủ số liệu", "grey", "circle-dashed"),
    MET: ("Đạt, trong số đã báo cáo", "green", "circle-check"),
    UNSTATED: ("Kế hoạch không nêu tỷ lệ", "grey", "circle-minus"),
}


@dataclass(frozen=True, slots=True)
class TargetVerdict:
    """One target as it stands, told by one of its measures."""

    word: str
    target: Target
    count: MeasureCount
    others: int = 0

    @property
    def asked(self) -> int:
        """Return how many units are concerned."""
        return self.count.numbers.units - self.count.numbers.not_applicable

    @property
    def reported(self) -> int:
        """Return how many of them answered."""
        return self.asked - self.count.numbers.not_reported

    @property
    def gap(self) -> str:
        """Return how far it is from what the plan states, in words."""
        if self.word == UNKNOWN_VERDICT:
            return self._lacking
        stated = self.target.percent_stated
        rate = self.count.rate
        if stated is None or rate is None:
            return ""
        if self.word == UNMET:
            missing = _missing(self.count, stated)
            return f"thiếu {format_number(missing)} {self.count.measure.counting_unit}"
        over = int(100 * rate) - stated
        return f"vượt {over} điểm phần trăm" if over > 0 else ""

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


def _place(verdict: TargetVerdict) -> tuple[Decimal, int]:
    return _distance(verdict), verdict.target.position


def _distance(verdict: TargetVerdict) -> Decimal:
    """Return how far above the threshold, negative below; only of those not met."""
    rate, stated = verdict.count.rate, verdict.target.percent_stated
    if verdict.word != UNMET or rate is None or stated is None:
        return Decimal(0)
    return 100 * rate - stated


def _verdict(target: TargetCounts) -> TargetVerdict | None:
    rates = [c for c in target.measures if c.measure.kind != TargetMeasure.Kind.COUNT]
    if not target.measures:
        return None
    chosen = rates or list(target.measures)
    judged = [
        TargetVerdict(
            _word(target.target, count), target.target, count, len(chosen) - 1
        )
        for count in chosen
    ]
    order = list(_GROUPS)
    return min(judged, key=lambda v: (order.index(v.word), _distance(v)))


def _word(target: Target, count: MeasureCount) -> str:
    if target.percent_stated is None or count.measure.kind == TargetMeasure.Kind.COUNT:
        return UNSTATED
    asked = count.numbers.units - count.numbers.not_applicable
    if count.rate is None or asked - count.numbers.not_reported < _needed(asked):
        return UNKNOWN_VERDICT
    return MET if 100 * count.rate >= target.percent_stated else UNMET


def _needed(asked: int) -> int:
    return int((COVERAGE * asked).to_integral_value(ROUND_CEILING))


def _missing(count: MeasureCount, stated: int) -> Decimal:
    """Return by how many the numerator is short of the stated share."""
    base = count.numbers.denominator or Decimal(0)
    wanted = (base * stated / 100).to_integral_value(ROUND_CEILING)
    return wanted - count.numbers.numerator
