"""Verdicts on targets before and after a change: đạt, chưa đạt, chưa có số."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import NamedTuple

from kehoach.lib.numbers import format_percent
from tasks.models import Period, Target
from tasks.models.thresholds import Operator, Threshold
from tasks.moving.measures import CountedRow
from tasks.sums.targets import MeasureCount
from tasks.sums.verdicts import AHEAD, MET, UNKNOWN_VERDICT, UNMET, deciding, value_of

_WORDS = {MET: "đạt", UNMET: "chưa đạt", UNKNOWN_VERDICT: "chưa có số"}
_GONE, _UNMEASURED = "không còn mục tiêu này", "mục tiêu thay thế chưa có cách đo"


class VerdictChange(NamedTuple):
    """A target whose verdict, or what it asks, is another one after the change."""

    label: str
    before: str
    after: str


class Judged(NamedTuple):
    """A target as it stands in one period."""

    name: str
    said: str


#: (kind of period, year, target) → how it stands.
Verdicts = Mapping[tuple[str, int, int], Judged]


def verdicts_of(rows: Iterable[CountedRow]) -> Verdicts:
    """Return how each target stands in each period."""
    found = {}
    by_target = groupby(rows, key=lambda row: (row[0], row[1].measure.target))
    for (period, target), counted in by_target:
        said = _said(target, [count for _, count in counted], period)
        found[period.kind, period.year, target.pk] = Judged(str(target), said)
    return found


def _said(target: Target, counts: list[MeasureCount], period: Period) -> str:
    asks = target.asks
    decided = deciding(asks, counts, period.year)
    stated = asks.asked_in(period.year)
    if decided is None or stated is None:
        is_ahead = decided is not None and decided[0] == AHEAD
        return "chưa đến năm phải đạt" if is_ahead else "không nêu ngưỡng"
    word, count, _ = decided
    side = str(Operator(asks.operator).label).lower()
    asked = f"phải đạt {side} {asks.said(stated)}"
    if word not in _WORDS:
        return f"không tính được; {asked}"
    shown = _value(asks, count) if word != UNKNOWN_VERDICT else ""
    return f"{_WORDS[word]}{shown}; {asked}"


def _value(asks: Threshold, count: MeasureCount) -> str:
    if asks.is_rate:
        numbers = count.numbers
        return f" ({format_percent(numbers.numerator, numbers.denominator)})"
    value = value_of(asks, count)
    return f" ({asks.said(value)})" if value is not None else ""


def changed_verdicts(
    before: Verdicts, after: Verdicts, heirs: Mapping[int, int | None]
) -> tuple[VerdictChange, ...]:
    """Return the targets that stand otherwise after the change, each beside its heir
    where it has one (`heirs`: target → its heir), then those that are new.
    """
    found, taken = [], set()
    for key, was in before.items():
        kind, year, target = key
        if target in heirs.values():
            continue
        heir = heirs.get(target, target)
        now = after.get((kind, year, heir)) if heir else None
        taken.add((kind, year, heir))
        name = was.name if now is None or target == heir else f"{was.name} → {now.name}"
        said = now.said if now else _UNMEASURED if target in heirs and heir else _GONE
        if said != was.said or target in heirs:
            found.append(VerdictChange(name, was.said, said))
    new = (key for key in after if key not in before and key not in taken)
    found += [VerdictChange(after[key].name, "", after[key].said) for key in new]
    return tuple(found)
