"""The sentence on top of «Tổng quan»: on track or not, by rule; pure.

A share is sent over owed. It is compared with the same day of the year before as whole
percentages, so that the difference printed is the difference of the two printed. Behind
is worth saying from one point on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from agencies.models import Level
from reporting.counting.tasks import Counts, TaskCount, summed
from tasks.models import Period


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    sent: int
    owed: int

    @property
    def percent(self) -> int:
        """Return whole percents; only all is 100 and only nothing is 0."""
        if not self.owed or not self.sent:
            return 0
        if self.sent >= self.owed:
            return 100
        return min(max(round(100 * self.sent / self.owed), 1), 99)


@dataclass(frozen=True, slots=True)
class Before:
    """The closed period before: its words, its share by the same day over the agencies
    that owe in both, how many these are and of how many that owe now.
    """

    words: str
    share: Share
    units: int
    of: int

    @property
    def is_whole(self) -> bool:
        """Return whether all that owe now owed then."""
        return self.units == self.of


@dataclass(frozen=True, slots=True)
class FurthestBehind:
    """What is furthest behind: its name, its share, the filter of its rows."""

    name: str
    share: Share
    word: str
    value: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the page says first: `both` is the share of the agencies that owed in
    `before` too, which is None where there is nothing to compare with.
    """

    period: Period
    day: date
    now: Share
    both: Share
    before: Before | None
    level: FurthestBehind | None
    task: FurthestBehind | None

    @property
    def points(self) -> int:
        """Return how many points ahead of the year before; behind is negative."""
        return self.both.percent - self.before.share.percent if self.before else 0

    @property
    def verdict(self) -> str:
        """Return the judgement in words, nothing without a year to compare."""
        if self.before is None:
            return ""
        if self.points == 0:
            return "Bằng cùng kỳ"
        how = "Nhanh" if self.points > 0 else "Chậm"
        return f"{how} hơn cùng kỳ {abs(self.points)} điểm phần trăm"

    @property
    def tone(self) -> str:
        """Return red for behind, nothing else is coloured."""
        return "red" if self.points < 0 else ""

    @property
    def days_left(self) -> int:
        """Return the days until the units' deadline; negative when it passed."""
        return (self.period.unit_due - self.day).days

    @property
    def deadline(self) -> str:
        """Return how far the units' deadline is; nothing of a period that is closed."""
        on = f"{self.period.unit_due:%d/%m}"
        if not self.period.is_open:
            return ""
        if self.days_left > 0:
            return f"Còn {self.days_left} ngày đến hạn gửi {on}."
        if self.days_left == 0:
            return "Hôm nay là hạn gửi."
        return f"Đã qua hạn gửi {on} {-self.days_left} ngày."


def year_before(day: date) -> date:
    """Return the same day of the year before; 29/02 becomes 28/02."""
    leap = day.month == 2 and day.day == 29
    return day.replace(year=day.year - 1, day=28 if leap else day.day)


def judge(
    period: Period,
    day: date,
    counts: Iterable[TaskCount],
    before: Before | None,
    both: Share | None = None,
) -> Judgement:
    """Return the judgement of the counts; `both` of the agencies of `before`, where these
    are not all.
    """
    counts = list(counts)
    whole = summed(counts)
    now = Share(whole.sent, whole.owed)
    return Judgement(
        period=period,
        day=day,
        now=now,
        both=both or now,
        before=before,
        level=_behind(_levels(whole), now, least=2),
        task=_behind(_tasks(counts), now, least=2),
    )


def _levels(whole: Counts) -> list[FurthestBehind]:
    return [
        FurthestBehind(Level(level).label.lower(), Share(*both), "cap", level)
        for level, both in sorted(whole.levels.items())
        if level in Level.values
    ]


def _tasks(counts: list[TaskCount]) -> list[FurthestBehind]:
    return [
        FurthestBehind(
            f"nhiệm vụ {count.task.code}",
            Share(count.sent, count.owed),
            "ma",
            count.task.code,
        )
        for count in counts
    ]


def _behind(
    found: list[FurthestBehind], whole: Share, *, least: int
) -> FurthestBehind | None:
    """Return the one with the smallest share, the largest of equals; None where there
    are fewer than `least` to choose from or none is below the whole.
    """
    owing = [each for each in found if each.share.owed]
    if len(owing) < least:
        return None
    worst = min(
        owing, key=lambda each: (each.share.sent / each.share.owed, -each.share.owed)
    )
    is_below = worst.share.sent * whole.owed < whole.sent * worst.share.owed
    return worst if is_below else None
