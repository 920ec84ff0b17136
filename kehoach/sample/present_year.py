"""The year that runs: opened, worked on until some weeks ago, seeded and in sets."""

import random
from datetime import date, datetime, timedelta

from agencies.models import Agency
from kehoach.sample.sample_work import Pace, SampleWork
from kehoach.sample.samples import at_noon, staff
from tasks.models import Duty, Period, Plan, State
from tasks.periods.opening import open_period
from tasks.work.doubts import find_again

#: Agencies left untouched, so that «chưa báo cáo» is seen.
SILENT = ("ubnd-x22736", "ubnd-x22720", "ubnd-x22624")
#: Kept in work for the printed logins to try.
OWN_WORK = ("ubnd-x22366", "so-tu-phap")
_WORK = Pace(0.72, 0.18)
PACES = {
    **dict.fromkeys(SILENT, Pace(0, 0)),
    **dict.fromkeys(OWN_WORK, Pace(0.25, 0.63)),
}
#: Days after its start on which the first work is logged, and the last days before
#: today, which `kehoach.sample.sample_week` fills.
FIRST_DAYS, LAST_DAYS = 30, 20


def run_present(*, plan: Plan, year: int, today: date, now: datetime) -> Period:
    """Open the year and let its agencies work; most of what they sent is reviewed."""
    period = open_period(plan=plan, year=year, actor=None, today=today, now=now)
    alive = Agency.objects.alive_on(today).filter(duties__period=period).distinct()
    staff(alive, date(2025, 7, 1))
    days = max((min(today, period.data_to) - period.data_from).days - LAST_DAYS, 1)
    first = period.data_from + timedelta(days=min(FIRST_DAYS, days))
    last = period.data_from + timedelta(days=days)
    dice = random.Random(15_2024)  # noqa: S311 -- sample data, not secrets
    SampleWork(period, dice).between(first, last, _WORK, PACES)
    sent = Duty.objects.filter(period=period, state=State.SUBMITTED)
    rows = sent.select_related("task", "agency", "period").order_by("pk")
    find_again(duties=list(rows), now=at_noon(last))
    return period
