"""A year of one agency with tasks that recur in every way, for tests of its parts."""

from datetime import date

from agencies.tests.factories import make_agency
from tasks.models import Duty
from tasks.periods.calendars import put_calendar
from tasks.periods.opening import open_period
from tasks.periods.ready_calendars import READY_CALENDARS
from tasks.tests.factories import NOW, make_assignment, make_plan, make_task

LATE = date(2026, 12, 10)
MOMENT = {"today": LATE, "now": NOW}


class Scene:
    """A year of one agency with tasks that recur in every way, all times begun."""

    def __init__(self, calendar):
        self.plan = make_plan()
        self.plan.calendar.all().delete()
        put_calendar(self.plan, READY_CALENDARS[calendar].entries)
        self.agency = make_agency()
        self.tasks = {
            "quarterly": self.task("quarterly"),
            "monthly": self.task("monthly"),
            "days": self.task("days", year_days="10/6, 10/12"),
            "own": self.task("annual", year_days="20/5"),
            "annual": self.task("annual"),
            "ongoing": self.task("ongoing"),
            "once": self.task("once", due_on=date(2026, 5, 1)),
            "anchor": self.task(
                "relative", offset_days=10, anchor="mốc", anchor_on=date(2026, 7, 1)
            ),
            "waiting": self.task("relative", offset_days=10, anchor="mốc"),
        }
        self.year = open_period(plan=self.plan, year=2026, **MOMENT)

    def task(self, schedule, **fields):
        task = make_task(self.plan, schedule=schedule, **fields)
        make_assignment(task, self.agency)
        return task

    def part(self, kind):
        return open_period(plan=self.plan, year=2026, kind=kind, **MOMENT)

    def shown(self, period, name):
        """Return the last days of what the period shows of the task, of the year's."""
        rows = Duty.objects.shown_in(period).filter(
            task=self.tasks[name], period=self.year
        )
        return sorted(rows.values_list("falls_on", flat=True))
