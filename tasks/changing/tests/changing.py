"""A plan with one assignment for tests of changes; effective 1 June 2026, on TODAY."""

from datetime import date
from typing import Any

from agencies.tests.factories import make_user
from tasks.changing import apply_change, draft_change, rehearse_change, save_draft
from tasks.models import Assignment, Duty, Period, Plan, PlanChange, Task
from tasks.periods.opening import Synced, open_period
from tasks.periods.syncing import sync_period
from tasks.tests.factories import NOW, TODAY
from tasks.work.logging import log_progress
from tasks.work.sending import submit_duty

ON = date(2026, 6, 1)
MOMENT: dict[str, Any] = {"today": TODAY, "now": NOW}
BASIS = {
    "basis_number": "Quyết định số 12/QĐ-UBND",
    "basis_on": date(2026, 5, 25),
    "basis_title": "Về việc điều chỉnh phân công",
}


def opened(task: Task) -> Period:
    """Open the year 2026 of the task's plan."""
    return open_period(plan=task.plan, year=2026, **MOMENT)


def live(task: Task) -> Any:
    """Return the live duties of the task."""
    return Duty.objects.filter(task=task).live()


def draft_of(
    row: Assignment | Task, *, on: date = ON, work: str = "move", **columns: Any
) -> PlanChange:
    """Return a draft of one line with its document."""
    actor = make_user(
        f"quan-tri-{row.pk}-{PlanChange.objects.count()}", is_superuser=True
    )
    draft = draft_change(edits=[(row, columns)], actor=actor, **MOMENT)
    line = draft.lines.get()
    return save_draft(
        change=draft,
        basis={**BASIS, "effective_on": on},
        open_work={line.pk: (work, "")},
    )


def drafted(
    plan: Plan,
    *edits: Any,
    more: Any = (),
    work: str = "end",
    on: date = ON,
) -> PlanChange:
    """Return a draft of these lines with its document."""
    draft = draft_change(
        edits=edits,
        more=more,
        plan=plan.pk,
        actor=make_user(is_superuser=True),
        **MOMENT,
    )
    lines = {line.pk: (work, "") for line in draft.lines.all()}
    basis = {**BASIS, "effective_on": on}
    return save_draft(change=draft, basis=basis, open_work=lines)


def apply(draft: PlanChange, **moment: Any) -> dict[str, int]:
    """Apply the draft as its preview shows it, by who drafted it or an administrator."""
    when, actor = MOMENT | moment, draft.created_by
    if not actor.is_superuser:
        actor = make_user(is_superuser=True)
    digest = rehearse_change(change=draft, **when).digest
    return apply_change(change=draft, actor=actor, digest=digest, **when)


def night(period: Period, **moment: Any) -> Synced:
    """Run the nightly sync of the period."""
    return sync_period(period=period, **(MOMENT | moment))


def worked(duty, text="Đã rà soát", **moment):
    officer = make_user(agency=duty.agency)
    return log_progress(
        duties=[duty],
        author=officer,
        done_on=moment.get("today", TODAY),
        text=text,
        progress="done",
        **(MOMENT | moment),
    )


def sent(duty, text="Đã rà soát", **moment):
    worked(duty, text, **moment)
    head = make_user("head", duty.agency)
    duty.refresh_from_db()
    submit_duty(duty=duty, actor=head, **(MOMENT | moment))
    duty.refresh_from_db()
    return duty
