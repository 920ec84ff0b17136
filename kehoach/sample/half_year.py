"""The first six months of the sample year: opened, worked on, closed, all seeded.

Entries of the year come along when the part opens; the rest is written in sets.
"""

import random
from datetime import date, timedelta

from kehoach.lib.periods import first_half
from kehoach.sample.past_year import early, head_of_steering
from kehoach.sample.sample_work import Pace, SampleWork
from tasks.models import Period, Plan
from tasks.periods.closing import close_period
from tasks.periods.opening import open_period

#: Days before and after the cut-off on which it is opened and closed.
BEFORE, AFTER = timedelta(days=25), timedelta(days=10)
_WORK = Pace(0.82, 0.08)


def run_half(*, plan: Plan, year: int, today: date) -> Period | None:
    """Run the half of the year; None when its closing is still ahead."""
    span = first_half(year)
    opened, closed = span.data_to - BEFORE, span.data_to + AFTER
    if today <= closed:
        return None
    half = open_period(
        plan=plan, year=year, kind=Period.Kind.HALF, today=opened, now=early(opened)
    )
    dice = random.Random(year * 10 + 6)  # noqa: S311 -- sample data, not secrets
    SampleWork(half, dice).between(opened, span.data_to, _WORK)
    close_period(
        period=half,
        actor=head_of_steering(plan, closed),
        today=closed,
        now=early(closed) + timedelta(hours=9),
    )
    half.refresh_from_db()
    return half
