"""Between officer and head: «Trình» tells the head, «Trả lại» the officer."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from agencies.models import Agency, Membership, User
from agencies.models.authority import Role
from kehoach.lib.text import nfc
from tasks.duties.errors import DutyNotOpen, InvalidInput
from tasks.duties.gates import open_for_agency, require_writer, working_period
from tasks.duties.locks import lock_duties
from tasks.duties.transitions import transition
from tasks.models import Duty, DutyEvent, Notice, Period, State
from tasks.notices.telling import tell_people
from tasks.reminders.planning import after_change
from tasks.work.sending import (
    is_ready,
    missing_by_duty,
    require_complete,
    require_sender,
)

#: Longest remark of a head.
REMARK_MOST = 2000


@transaction.atomic
def prepare_duty(*, duty: Duty, actor: User, today: date, now: datetime) -> None:
    """Put a complete duty before the agency's head; any later edit takes it back."""
    rows = lock_duties([duty])
    open_for_agency(rows, actor, today)
    if rows[0].state == State.PREPARED:
        message = "Nhiệm vụ đã trình thủ trưởng rồi."
        raise DutyNotOpen(message)
    require_complete(rows[0])
    _prepare(rows, actor=actor, today=today, now=now)


@transaction.atomic
def prepare_ready(
    *, agency: Agency, period: Period, actor: User, today: date, now: datetime
) -> list[Duty]:
    """Put everything before the head that is complete and said to be finished; return
    it. What waits there already stays.
    """
    require_writer(actor, agency.pk, today)
    shown = Duty.objects.filter(agency=agency).shown_in(period).to_do()
    rows = lock_duties(shown.exclude(state=State.PREPARED).order_by("task__position"))
    missing = missing_by_duty(rows)
    ready = [row for row in rows if is_ready(row, missing[row.pk], today)]
    for row in ready:
        working_period(row, today)
    _prepare(ready, actor=actor, today=today, now=now)
    return ready


def _prepare(rows: list[Duty], *, actor: User, today: date, now: datetime) -> None:
    transition(rows, DutyEvent.Kind.PREPARED, actor=actor, today=today, now=now)
    tell_heads(rows, actor=actor, today=today, now=now)
    after_change(rows, now=now)


def tell_heads(
    duties: Iterable[Duty], *, actor: User, today: date, now: datetime
) -> None:
    """Tell the agency's heads and their delegates that something waits for them."""
    rows = list(duties)
    if not rows:
        return
    heads = Membership.objects.alive_on(today).filter(
        agency_id=rows[0].agency_id, role=Role.HEAD, user__is_active=True
    )
    tell_people(
        people=set(heads.values_list("user_id", flat=True)) - {actor.pk},
        duties=rows,
        kind=Notice.Kind.TO_SEND,
        words=f"{actor} trình",
        now=now,
    )


@transaction.atomic
def send_back(
    *, duty: Duty, remark: str, actor: User, today: date, now: datetime
) -> Duty:
    """Give what was put before the head back to the officer, with a remark."""
    [row] = lock_duties([duty])
    require_sender(actor, row.agency, today)
    working_period(row, today)
    if row.state != State.PREPARED:
        message = "Nhiệm vụ này không còn chờ thủ trưởng, tải lại trang để xem."
        raise DutyNotOpen(message)
    said = nfc(remark).strip()
    if not said:
        raise InvalidInput("Ghi cán bộ cần sửa gì.", field="remark")
    if len(said) > REMARK_MOST:
        raise InvalidInput(f"Viết gọn trong {REMARK_MOST} ký tự.", field="remark")
    put_up_by = _who_put_up(row)
    kind = DutyEvent.Kind.SENT_BACK
    transition([row], kind, actor=actor, today=today, now=now, note=said)
    people = {person for person in (put_up_by, row.holder_id) if person}
    tell_people(
        people=people - {actor.pk},
        duties=[row],
        kind=Notice.Kind.SENT_BACK,
        words=f"{actor} trả lại",
        note=said,
        now=now,
    )
    after_change([row], now=now)
    return row


def _who_put_up(duty: Duty) -> int | None:
    """Return who put the duty before the head."""
    moves = duty.events.filter(kind=DutyEvent.Kind.PREPARED)
    return moves.order_by("-pk").values_list("actor_id", flat=True).first()
