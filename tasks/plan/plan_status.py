"""One object with the counts of plan, agencies and duties, for operators."""

from collections import Counter
from datetime import date
from typing import Any

from django.db.models import Count

from agencies.models import Agency, Level
from tasks.duties.as_of import duties_on
from tasks.models import Period, Plan, TargetMeasure


def plan_status(*, plan: Plan, on: date, today: date) -> dict[str, Any]:
    """Return counts of the plan, of agencies alive on the day and of each period.

    For a day before `today` duties are counted as they stood then, from events.
    """
    past = on if on < today else None
    tasks = plan.tasks.count()
    responsibilities = plan.tasks.filter(section__by_agency=True).count()
    levels = Agency.objects.alive_on(on).order_by().values_list("level")
    alive = dict(levels.annotate(n=Count("id")))
    return {
        "plan": plan.code,
        "on": on.isoformat(),
        "tasks": tasks - responsibilities,
        "responsibilities": responsibilities,
        "targets": plan.targets.count(),
        "measures": TargetMeasure.objects.filter(target__plan=plan).count(),
        "agencies": {level: alive.get(level, 0) for level in Level.values},
        "periods": [
            period_status(row, past)
            for row in plan.periods.order_by("year", "data_to", "part_of")
        ],
    }


def period_status(period: Period, past: date | None) -> dict[str, Any]:
    """Return one period with its duties by state and by task code."""
    duties = duties_on(past).filter(period=period) if past else period.duties.all()
    state = "state_on" if past else "state"
    rows = duties.order_by().values_list("task__code", state)
    states: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    for code, state, count in rows.annotate(n=Count("id")):
        states[state] += count
        codes[code] += count
    return {
        "kind": period.kind,
        "year": period.year,
        "state": period.state,
        "data_from": period.data_from.isoformat(),
        "data_to": period.data_to.isoformat(),
        "unit_due": period.unit_due.isoformat(),
        "duties": sum(states.values()),
        "by_state": dict(sorted(states.items())),
        "by_task": dict(sorted(codes.items())),
    }
