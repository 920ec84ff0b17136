"""What the steering agency may decide on the page of one duty."""

from datetime import date
from typing import Any

from agencies.models import User
from agencies.models.authority import roles_of
from tasks.doors.later_day import ExtendForm
from tasks.duties.authority import can_review
from tasks.duties.gates import is_worked
from tasks.models import TO_DO, Duty, State
from tasks.review.deciding import (
    default_return_day,
    senders_of,
    why_not_accept,
)
from tasks.review.forms import ResumeForm, ReturnForm, UnlockForm, WaiveForm


def review_panel(user: User, duty: Duty, today: date) -> dict[str, Any]:
    """Return what `tasks/review/_review_panel.html` shows; empty for everybody else."""
    if not can_review(user, duty.period.plan, today):
        return {}
    if not is_worked(duty, today):
        return {"unlock": UnlockForm(today=today, auto_id="mo_lai_%s")}
    panel: dict[str, Any] = {}
    if duty.state == State.SUBMITTED:
        panel["accepts"] = True
        senders = senders_of([duty])[duty.pk]
        refused = why_not_accept(duty, user, roles_of(user, today), senders, today)
        panel["refused"] = refused.message if refused else ""
        panel["returning"] = ReturnForm(
            today=today,
            initial={"new_due_on": default_return_day(duty, today)},
            auto_id="bo_sung_%s",
        )
    if duty.state in TO_DO and duty.due_on and not duty.is_requested:
        panel["extending"] = ExtendForm(today=today, auto_id="gia_han_%s")
    if duty.state in (*TO_DO, State.SUBMITTED):
        panel["waiving"] = WaiveForm(auto_id="mien_%s")
    if duty.state == State.WAIVED:
        panel["resuming"] = ResumeForm(auto_id="dua_lai_%s")
    return panel
