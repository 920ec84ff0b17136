"""A plan with work and the plan that takes its place, for tests of replacing."""

from datetime import date
from typing import Any

from agencies.tests.factories import make_user
from tasks.changing import draft_replacement, save_draft
from tasks.changing.tests.changing import BASIS, MOMENT, ON
from tasks.models import Plan, PlanChange, PlanChangeLine, Task
from tasks.periods.opening import open_period
from tasks.tests.factories import make_plan, make_task


def next_plan(**fields: Any) -> Plan:
    """Create a plan that may take the place of another."""
    return make_plan(short_title="Kế hoạch mới", **fields)


def task_like(task: Task, plan: Plan, code: str = "", **fields: Any) -> Task:
    """Create a task of the plan with the words of the other one."""
    said = {"text": task.text, "short_title": task.short_title}
    return make_task(plan, code or task.code, **(said | fields))


def open_year(plan: Plan) -> None:
    """Open the year 2026 of the plan."""
    open_period(plan=plan, year=2026, **MOMENT)


def replacement(old: Plan, new: Plan, *, on: date = ON, **moment: Any) -> PlanChange:
    """Return the draft with its document."""
    actor = make_user(is_superuser=True)
    when = MOMENT | moment
    draft = draft_replacement(plan=old, successor=new, actor=actor, **when)
    basis = {**BASIS, "effective_on": on}
    return save_draft(change=draft, basis=basis, open_work={})


def line_of(draft: PlanChange, row: Any) -> PlanChangeLine:
    """Return the draft's line about the row."""
    name = {"TargetMeasure": "measure"}.get(
        type(row).__name__, type(row).__name__.lower()
    )
    return draft.lines.get(**{name: row})
