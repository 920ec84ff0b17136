"""Pausing reminders: what waits is dropped with the reason, nothing new is planned."""

from datetime import date, datetime

from django.db import transaction

from agencies.models import Agency, User
from kehoach.lib.text import nfc
from tasks.duties.authority import can_review
from tasks.duties.errors import DutyNotOpen, InvalidInput, NotAllowed
from tasks.duties.locks import hold
from tasks.models import Pause, Plan, Reminder
from tasks.reminders.ledger import drop_planned


@transaction.atomic
def pause_reminders(
    *,
    plan: Plan,
    agency: Agency | None,
    reason: str,
    until: date,
    actor: User,
    today: date,
    now: datetime,
) -> Pause:
    """Stop reminding an agency, or everybody without one, until that day inclusive.

    What waits in the ledger is dropped; afterwards the ladder goes on with the newest
    step, as after an outage.
    """
    _require(plan, actor, today)
    said = nfc(reason).strip()
    problems = {}
    if not said:
        problems["reason"] = "Ghi lý do tạm dừng."
    if until < today:
        problems["until"] = "Chọn ngày từ hôm nay trở đi."
    if problems:
        message = "Chưa tạm dừng, xem các ô bên dưới."
        raise InvalidInput(message, problems=problems)
    pause = Pause.objects.create(
        plan=plan,
        agency=agency,
        reason=said,
        from_on=today,
        until=until,
        created_by=actor,
        created_at=now,
    )
    rows = Reminder.objects.filter(duty__period__plan=plan)
    if agency:
        rows = rows.filter(duty__agency=agency)
    drop_planned(rows, f"Tạm dừng nhắc: {said}")
    return pause


@transaction.atomic
def end_pause(*, pause: Pause, actor: User, today: date, now: datetime) -> None:
    """Remind again before the pause is over."""
    row = hold(Pause.objects).get(pk=pause.pk)
    _require(row.plan, actor, today)
    if row.ended_at or row.until < today:
        message = "Lần tạm dừng này đã hết."
        raise DutyNotOpen(message)
    row.ended_by, row.ended_at = actor, now
    row.save(update_fields=["ended_by", "ended_at"])


def _require(plan: Plan, actor: User, today: date) -> None:
    if not can_review(actor, plan, today):
        message = "Chỉ cán bộ, lãnh đạo cơ quan theo dõi kế hoạch được tạm dừng nhắc."
        raise NotAllowed(message)
