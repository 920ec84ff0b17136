"""A part of a sample year: opened, worked on, closed, all seeded.

Entries of the year come along when the part opens; the rest is written in sets.
"""

import random
from datetime import date, timedelta

from kehoach.sample.past_year import early, head_of_steering
from kehoach.sample.sample_work import Pace, SampleWork
from tasks.models import Period, Plan
from tasks.periods.calendars import new_period
from tasks.periods.closing import close_period
from tasks.periods.opening import open_period

#: Days before and after the cut-off on which it is opened and closed.
BEFORE, AFTER = timedelta(days=25), timedelta(days=10)
_WORK = Pace(0.82, 0.08)


def run_part(*, plan: Plan, year: int, kind: str, today: date) -> Period | None:
    """Run the part of the year; None when its closing is still ahead."""
    span = new_period(plan, year, kind).span
    opened, closed = span.data_to - BEFORE, span.data_to + AFTER
    if today <= closed:
        return None
    part = open_period(plan=plan, year=year, kind=kind, today=opened, now=early(opened))
    dice = random.Random(year * 10 + span.data_to.month)  # noqa: S311 -- sample data, not secrets
    SampleWork(part, dice).between(opened, span.data_to, _WORK)
    close_period(
        period=part,
        actor=head_of_steering(plan, closed),
        today=closed,
        now=early(closed) + timedelta(hours=9),
    )
    part.refresh_from_db()
    return part
