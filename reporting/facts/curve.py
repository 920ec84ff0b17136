"""A cumulative curve by weeks: arithmetic only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = 7


@dataclass(frozen=True, slots=True)
class Point:
    """The end of a week: its day, and the sum until then."""

    day: date
    sent: int
    share: float


@dataclass(frozen=True, slots=True)
class Curve:
    """One period's way; `total` is what was owed, by so many units."""

    label: str
    total: int
    points: tuple[Point, ...]
    units: int = 0

    def at(self, week: int) -> Point | None:
        """Return the point of a week, None beyond the end."""
        return self.points[week] if week < len(self.points) else None


def curve_of(
    label: str,
    first: date,
    last: date,
    sent: Mapping[date | None, int],
    units: int = 0,
) -> Curve:
    """Return the curve from `first` to `last`; what was sent earlier counts from week 0.

    `sent` maps the day of sending to a number; None holds what was never sent and counts
    in the total only, as does what was sent after `last`.
    """
    total = sum(sent.values())
    points = []
    for week in range(max((last - first).days, 0) // WEEK + 1):
        day = min(first + timedelta(days=WEEK * (week + 1) - 1), last)
        done = sum(n for when, n in sent.items() if when is not None and when <= day)
        points.append(Point(day, done, done / total if total else 0.0))
    return Curve(label, total, tuple(points), units)
