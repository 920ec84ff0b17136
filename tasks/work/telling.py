"""Who reads what was sent hears that it was put right."""

from collections.abc import Iterable
from datetime import date, datetime

from agencies.models import User
from tasks.models import Duty, Notice, State
from tasks.notices.telling import Told, tell_agencies


def tell_reader(
    rows: Iterable[Duty],
    what: str,
    place: str,
    *,
    why: str,
    actor: User,
    today: date,
    now: datetime,
) -> None:
    """Tell the steering agency in one notice that `what` of duties that it was sent was
    corrected; it leads to the `place` on the page of the first.
    """
    sent = (row for row in rows if row.state in {State.SUBMITTED, State.ACCEPTED})
    if (duty := next(sent, None)) is None:
        return
    words = f"{duty.agency} sửa {what} của {duty.task.code}: {why}"
    told = Told(Notice.Kind.CORRECTED, words, f"/nhiem-vu/{duty.pk}/#{place}")
    steering = duty.period.plan.steering_agency_id
    tell_agencies(told={steering: told}, actor=actor, today=today, now=now)
