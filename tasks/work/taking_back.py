"""What was sent is taken back by the agency's head until its reader opened it."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from agencies.models import User
from kehoach.lib.refusals import RuleBroken
from tasks.duties.errors import DutyNotOpen
from tasks.duties.gates import working_period
from tasks.duties.locks import lock_duties
from tasks.duties.transitions import transition
from tasks.models import Duty, DutyEvent, State
from tasks.reminders.planning import after_change
from tasks.work.first_sending import told_first_days
from tasks.work.sending import require_sender


def opening_of(duty: Duty) -> DutyEvent | None:
    """Return who opened what was sent, and when; None while nobody did (one query).
    Who accepted it, one by one or with others, has opened it.
    """
    moves = duty.events.filter(
        kind__in=(
            DutyEvent.Kind.SUBMITTED,
            DutyEvent.Kind.READ,
            DutyEvent.Kind.ACCEPTED,
        ),
        voided_at__isnull=True,
    )
    last = moves.select_related("actor").order_by("-recorded_at", "-pk").first()
    return last if last and last.kind != DutyEvent.Kind.SUBMITTED else None


@transaction.atomic
def take_back(*, duty: Duty, actor: User, today: date, now: datetime) -> Duty:
    """Bring a duty back that nobody at the steering agency has opened: it is as if it had not been sent,
    so what was sent in time and taken back is not in time. Raises NotAllowed,
    DutyNotOpen, PeriodClosed, RuleBroken when it was opened.
    """
    row = lock_duties([duty])[0]
    require_sender(actor, row.agency, today)
    working_period(row, today)
    if why := why_not_take_back(row):
        raise why
    first = row.first_sent_on
    if first == told_first_days([row])[row.pk]:  # another came with a merger and stays
        first = told_first_days([row], but_the_last=True)[row.pk]
    sent = _sendings(row)
    earlier = sent[-2] if len(sent) > 1 else None
    transition(
        [row],
        DutyEvent.Kind.TAKEN_BACK,
        actor=actor,
        today=today,
        now=now,
        first_sent_on=first,
        submitted_by=earlier.actor if earlier else None,
        submitted_at=earlier.recorded_at if earlier else None,
    )
    after_change([row], now=now)
    return row


def why_not_take_back(duty: Duty) -> RuleBroken | None:
    """Return what stands against taking the duty back, or None."""
    if duty.state != State.SUBMITTED:
        return DutyNotOpen(
            f"Nhiệm vụ {duty.task.code} đang ở trạng thái"
            f" «{duty.get_state_display()}» nên không rút lại được."
        )
    if opened := opening_of(duty):
        when = timezone.localtime(opened.recorded_at)
        steering = duty.period.plan.steering_agency
        return RuleBroken(
            f"{steering} đã mở xem lúc {when:%H:%M ngày %d/%m/%Y} nên không rút lại được."
            " Bấm «Sửa» ở kết quả cần sửa; người đã đọc thấy cả hai bản."
        )
    if not _sendings(duty):
        return DutyNotOpen("Nhiệm vụ do đơn vị cũ gửi nên không rút lại được.")
    return None


def _sendings(duty: Duty) -> list[DutyEvent]:
    """Return the sendings that were not taken back, oldest first."""
    sent: list[DutyEvent] = []
    moves = duty.events.filter(
        kind__in=(DutyEvent.Kind.SUBMITTED, DutyEvent.Kind.TAKEN_BACK),
        voided_at__isnull=True,
    )
    for move in moves.select_related("actor").order_by("recorded_at", "pk"):
        if move.kind == DutyEvent.Kind.SUBMITTED:
            sent.append(move)
        elif sent:
            sent.pop()
    return sent
