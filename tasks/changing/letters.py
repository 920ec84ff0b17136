"""Letters of reminder that come after a change, in place of those that it drops."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from kehoach.lib.workdays import Calendar
from tasks.duties.days_off import working_calendar
from tasks.models import TO_DO, Duty, PlanChange, Rung
from tasks.moving.undoing import touched_duties
from tasks.reminders.ladder import LadderStep, step_day

#: So many days are told; what comes later is near no one's mind.
MOST_DAYS_TOLD = 3


def coming_letters(change: PlanChange, today: date) -> tuple[tuple[date, int], ...]:
    """Return the next days on which the ladder reaches the duties that the change made
    or changed, each with how many of them; before days off and silence are asked.
    """
    rows = Duty.objects.filter(
        pk__in=touched_duties(change),
        state__in=TO_DO,
        is_requested=False,
        due_on__isnull=False,
    )
    anchors = Counter(rows.order_by().values_list("schedule", "due_on"))
    if not anchors:
        return ()
    steps = _steps(change.plan_id)
    calendar, days = working_calendar(), Counter[date]()
    for (schedule, due), number in anchors.items():
        if due and (day := _next(due, steps.get(schedule, ()), today, calendar)):
            days[day] += number
    return tuple(sorted(days.items())[:MOST_DAYS_TOLD])


def _steps(plan: int) -> dict[str, list[LadderStep]]:
    """Return schedule → the steps before and after the day on which a duty is due."""
    rungs = Rung.objects.filter(plan=plan, basis=Rung.Basis.DUE, is_active=True)
    found: dict[str, list[LadderStep]] = {}
    for rung in rungs:
        working = rung.day_kind == Rung.DayKind.WORKING
        step = LadderStep(rung.pk, rung.offset_days, working)
        found.setdefault(rung.schedule, []).append(step)
    return found


def _next(
    due: date, steps: Iterable[LadderStep], today: date, calendar: Calendar
) -> date | None:
    days = (step_day(due, step, calendar) for step in steps)
    return min((day for day in days if day > today), default=None)
