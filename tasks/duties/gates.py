"""What every write to a duty shares: the gate and the aftermath."""

from collections.abc import Iterable
from datetime import date, datetime

from agencies.models import User
from agencies.models.authority import WRITERS, acts_for
from tasks.duties.errors import DutyNotOpen, InvalidInput, NotAllowed, PeriodClosed
from tasks.duties.transitions import transition
from tasks.models import TO_DO, Duty, DutyEvent, Period, Schedule, State


def working_period(duty: Duty, today: date) -> Period:
    """Return the period that the agency works in now, or raise PeriodClosed.

    It is the duty's own, open or reopened for this duty; a `once` duty that was
    not met goes on in the later open period of the plan that is meant today.
    """
    if duty.period.is_open or _is_reopened(duty, today):
        return duty.period
    if duty.schedule == Schedule.ONCE:
        later = Period.objects.filter(
            plan_id=duty.period.plan_id,
            state=Period.State.OPEN,
            data_to__gt=duty.period.data_to,
        )
        if found := later.meant_first(today).first():
            return found
    raise PeriodClosed


def is_worked(duty: Duty, today: date) -> bool:
    """Return whether the agency may still work on the duty."""
    try:
        working_period(duty, today)
    except PeriodClosed:
        return False
    return True


def _is_reopened(duty: Duty, today: date) -> bool:
    return duty.reopened_until is not None and today <= duty.reopened_until


def require_writer(actor: User, agency_id: int, today: date) -> None:
    """Raise NotAllowed unless the person writes for the agency on `today`."""
    if not acts_for(actor, agency_id, today, *WRITERS):
        message = "Chỉ cán bộ đầu mối hoặc thủ trưởng của đơn vị được cập nhật."
        raise NotAllowed(message)


def open_for_agency(duties: list[Duty], actor: User, today: date) -> Period:
    """Check that the person may work on all of them now; return their period."""
    if not duties:
        message = "Chọn ít nhất một nhiệm vụ."
        raise InvalidInput(message)
    if len({duty.agency_id for duty in duties}) > 1:
        message = "Các nhiệm vụ phải của cùng một đơn vị."
        raise InvalidInput(message)
    require_writer(actor, duties[0].agency_id, today)
    periods = {working_period(duty, today) for duty in duties}
    if len(periods) > 1:
        message = "Các nhiệm vụ phải của cùng một kỳ báo cáo."
        raise InvalidInput(message)
    for duty in duties:
        require_to_do(duty)
    return periods.pop()


def require_to_do(duty: Duty) -> None:
    """Raise DutyNotOpen unless the duty waits for the agency."""
    if duty.state not in TO_DO:
        message = (
            f"Nhiệm vụ {duty.task.code} đang ở trạng thái"
            f" «{duty.get_state_display()}» nên không sửa được."
        )
        raise DutyNotOpen(message)


def take_from_head(
    duties: Iterable[Duty], *, actor: User, today: date, now: datetime
) -> None:
    """Take what its head has not sent yet back to where it was: any edit does this."""
    prepared = [duty for duty in duties if duty.state == State.PREPARED]
    if prepared:
        transition(prepared, DutyEvent.Kind.REOPENED, actor=actor, today=today, now=now)


def period_of_work(duty: Duty, today: date) -> Period:
    """Return the period being worked in, or the duty's own when all is closed."""
    try:
        return working_period(duty, today)
    except PeriodClosed:
        return duty.period
