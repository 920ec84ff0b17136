"""By which rules results are judged, and measures and tasks in such sentences.

A measure is judged only when at least the share of its units that the outline sets has
reported. «vượt» is above what the plan states, «đạt» is what it states, «tiến gần» is
`_NEAR` percent or more; the furthest below it are «còn thấp». A task is judged over the
same base as a measure, those that reported, at the same coverage; it is named when
`SEVERAL` did: at `_NEAR` percent carried out, or below `LOW`.
A level is «còn chậm» when half of its agencies are late or silent after their day.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from kehoach.lib.dates import format_date
from kehoach.lib.numbers import format_number, format_percent, percent_of
from reporting.counting.lateness import Behind
from reporting.counting.sums import Sums
from reporting.counting.targets import TargetCounts
from reporting.counting.tasks import TaskCount
from reporting.facts.judging_words import NAMED, listed, title_in_sentence
from reporting.yearly.judged import Judged
from reporting.yearly.sentences import counted
from tasks.models import TargetMeasure
from tasks.sums.targets import MeasureCount

_NEAR, LOW, HALF = 90, 70, 2
#: From how many agencies on a task says something about the province.
SEVERAL = 3


class SaidSentence(NamedTuple):
    """A sentence, and what leads to the rows it was written from."""

    text: str
    rows: tuple[str, ...] = ()


class ReportMaterial(NamedTuple):
    """What the sentences are written from."""

    judged: Judged
    targets: tuple[TargetCounts, ...]
    tasks: Sequence[TaskCount]
    behind: Sequence[Behind]
    sums: Sums
    least: int

    def level(self, kind: str) -> int:
        """Return how many agencies of the kind owe something."""
        return self.judged.levels.get(kind, 0)


class Rated(NamedTuple):
    """A measure with its rate in percent and what the plan states."""

    code: str
    name: str
    rate: Decimal
    stated: Decimal | None
    of: str


def rated(about: ReportMaterial) -> list[Rated]:
    """Return the measures that enough units have reported on, the best first."""
    found = [
        _rated(count, target.stated)
        for target in about.targets
        for count in target.measures
        if count.measure.kind == TargetMeasure.Kind.RATE
        and count.rate is not None
        and is_covered(count, about.least)
    ]
    return sorted(found, key=lambda one: -one.rate)


def _rated(count: MeasureCount, stated: Decimal | None) -> Rated:
    numbers, measure = count.numbers, count.measure
    rate = percent_of(numbers.numerator, numbers.denominator) or Decimal(0)
    of = f"{counted(numbers.numerator)}/{counted(numbers.denominator or 0)}"
    name = title_in_sentence(measure.short_title)
    return Rated(measure.code, name, rate, stated, f"{of} {measure.counting_unit}")


def is_covered(count: MeasureCount, least: int) -> bool:
    """Return whether enough of the measure's units reported to judge by it."""
    asked = count.numbers.units - count.numbers.not_applicable
    return asked > 0 and count.numbers.reported * 100 >= least * asked


def best_measures(about: ReportMaterial) -> Iterator[SaidSentence]:
    """Say which measures reached what the plan states, or came near."""
    best = [one for one in rated(about) if one.rate >= min(one.stated or _NEAR, _NEAR)]
    return _named("Kết quả nổi bật là", best[:NAMED], _reached)


def weak_measures(about: ReportMaterial) -> Iterator[SaidSentence]:
    """Say which measures are furthest below."""
    weak = weakest(about)
    lead = "Một số chỉ tiêu" if weak[1:] else "Chỉ tiêu"
    return _named(f"{lead} còn thấp:", weak, _short_of)


def weakest(about: ReportMaterial) -> list[Rated]:
    """Return the measures furthest below what the plan states, or low without it."""
    below = [one for one in rated(about) if one.rate < (one.stated or LOW)]
    far = sorted(below, key=lambda one: one.rate - (one.stated or LOW))
    return [one for one in far if one.rate < _NEAR][:NAMED]


def _named(
    lead: str, found: Sequence[Rated], verdict: Callable[[Rated], str]
) -> Iterator[SaidSentence]:
    """Yield the measures in one sentence; what holds for all is said once."""
    if not found:
        return
    verdicts = [verdict(one) for one in found]
    alike = len(found) > 1 and len(set(verdicts)) == 1
    parts = [
        f"tỷ lệ {one.name} đạt {format_number(one.rate)}% ({one.of})"
        f"{'' if alike or not said else f', {said}'}"
        for one, said in zip(found, verdicts, strict=True)
    ]
    end = f"; các kết quả này đều {verdicts[0]}" if alike and verdicts[0] else ""
    rows = tuple(f"muc-tieu/{one.code}" for one in found)
    yield SaidSentence(f"{lead} {listed(parts)}{end}.", rows)


def _reached(one: Rated) -> str:
    if one.stated is None:
        return ""
    verb = "tiến gần" if one.rate < one.stated else "đạt"
    if one.rate > one.stated:
        verb = "vượt"
    return f"{verb} mục tiêu {format_number(one.stated)}% của Kế hoạch"


def _short_of(one: Rated) -> str:
    if one.stated is None:
        return ""
    gap = format_number(one.stated - one.rate)
    return f"thấp hơn mục tiêu {format_number(one.stated)}% là {gap} điểm phần trăm"


def _share(count: TaskCount) -> Decimal:
    return percent_of(count.achieved, count.reported) or Decimal(0)


def judged_tasks(about: ReportMaterial) -> list[TaskCount]:
    """Return the tasks on which enough agencies reported to judge by them."""
    return [
        count
        for count in about.tasks
        if count.reported >= SEVERAL
        and count.reported * 100 >= about.least * count.owed
    ]


def good_tasks(about: ReportMaterial) -> Iterator[SaidSentence]:
    """Say which tasks nearly all that reported carried out."""
    good = [c for c in judged_tasks(about) if _share(c) >= _NEAR]
    best = sorted(good, key=lambda c: (-c.reported, -_share(c)))[:NAMED]
    if best:
        parts = [
            f"{title_in_sentence(c.task.short_title)}"
            f" ({counted(c.achieved)}/{counted(c.reported)} đơn vị)"
            for c in best
        ]
        many = "các nội dung" if best[1:] else "nội dung"
        if good[NAMED:]:
            many = f"{counted(len(good))} nhiệm vụ, nội dung"
        every = all(c.achieved == c.reported for c in good)
        who = "Các đơn vị đã báo cáo đều" if every else "Hầu hết đơn vị đã báo cáo đã"
        lead = f"{who} thực hiện xong {many}"
        named = ", nhất là" if good[NAMED:] else ""
        rows = tuple(f"nhiem-vu/{c.task.code}" for c in best)
        yield SaidSentence(f"{lead}{named} {listed(parts)}.", rows)


def slow_tasks(about: ReportMaterial) -> Iterator[SaidSentence]:
    """Say which tasks few of those that reported carried out by the day."""
    slow = [c for c in judged_tasks(about) if _share(c) < LOW]
    worst = sorted(slow, key=lambda c: (_share(c), -c.reported))[:NAMED]
    if worst:
        parts = [
            f"{title_in_sentence(c.task.short_title)}"
            f" ({counted(c.achieved)}/{counted(c.reported)} đơn vị,"
            f" {format_percent(c.achieved, c.reported)})"
            for c in worst
        ]
        day = format_date(about.judged.as_of)
        named = ", thấp nhất là" if slow[NAMED:] else ":"
        rows = tuple(f"nhiem-vu/{c.task.code}" for c in worst)
        yield SaidSentence(
            f"Đến ngày {day}, còn {counted(len(slow))} nhiệm vụ, nội dung có dưới {LOW}%"
            f" số đơn vị đã báo cáo thực hiện xong{named} {listed(parts)}.",
            rows,
        )


def not_covered(about: ReportMaterial) -> Iterator[SaidSentence]:
    """Say which measures cannot be judged yet."""
    thin = [
        count
        for target in about.targets
        for count in target.measures
        if count.measure.kind == TargetMeasure.Kind.RATE
        and count.numbers.units > count.numbers.not_applicable
        and not is_covered(count, about.least)
    ]
    if thin:
        names = [title_in_sentence(count.measure.short_title) for count in thin[:NAMED]]
        more = f" và {counted(len(thin) - NAMED)} chỉ tiêu khác" if thin[NAMED:] else ""
        rows = tuple(f"muc-tieu/{count.measure.code}" for count in thin[:NAMED])
        yield SaidSentence(
            f"Chưa đủ cơ sở đánh giá tỷ lệ {listed(names)}{more}, do số đơn vị báo cáo"
            " số liệu còn ít.",
            rows,
        )
