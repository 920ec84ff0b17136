"""A sent request gets a later day, is closed with its answers, or is taken back."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q

from agencies.models import User
from kehoach.lib.text import fitted, nfc
from tasks.adhoc.gates import RequestState, locked
from tasks.duties.errors import InvalidInput
from tasks.duties.locks import change_period, end_period, lock_duties
from tasks.duties.new_days import check_new_day
from tasks.models import AdhocRequest, Assignment, Duty, Notice, Period, PeriodEvent
from tasks.notices.telling import LONGEST_NOTICE, Told, tell_agencies
from tasks.periods.closing import TooEarly, store_and_close
from tasks.periods.days import move_due_days
from tasks.periods.syncing import end_all
from tasks.reminders.planning import drop_moot

OPEN = AdhocRequest.State.OPEN
REASON_LENGTH = 250


@transaction.atomic
def extend_request(
    *,
    request: AdhocRequest,
    new_due_on: date,
    reason: str,
    day_off: bool = False,
    actor: User,
    today: date,
    now: datetime,
) -> int:
    """Give everybody who has not answered a later day, on a day off only when it is
    meant; return how many duties.

    Who was given a day of their own keeps it.
    """
    row = locked(request, actor, today, OPEN)
    said = _require_reason(reason, "Nhập lý do gia hạn.")
    period = _period(row, goes_on=True)
    before = period.unit_due
    check_new_day(
        new_due_on, field="new_due_on", counts=before, today=today, day_off=day_off
    )
    period.unit_due = row.unit_due = new_due_on
    period.save(update_fields=["unit_due"])
    row.version += 1
    row.save(update_fields=["unit_due", "version"])
    moved = move_due_days(period, now=now)
    note = f"Hạn gửi {before:%d/%m/%Y} → {new_due_on:%d/%m/%Y}. Lý do: {said}"
    _record(period, "edited", {"duties_moved": moved}, note, actor, today, now)
    words = f"Gia hạn đến {new_due_on:%d/%m/%Y}: {row.plan}"
    _tell(period, words, actor, today, now)
    return moved


@transaction.atomic
def close_request(
    *, request: AdhocRequest, actor: User, today: date, now: datetime
) -> None:
    """Store the standings and the answers stay as they are: read-only from now on."""
    row = locked(request, actor, today, OPEN)
    period = _period(row)
    if today <= period.data_to:
        raise TooEarly
    store_and_close(period=period, actor=actor, today=today, now=now)
    _end(row, AdhocRequest.State.CLOSED, today, now)
    drop_moot(duty_ids=list(period.duties.values_list("pk", flat=True)), now=now)


@transaction.atomic
def cancel_request(
    *, request: AdhocRequest, reason: str, actor: User, today: date, now: datetime
) -> int:
    """Take the request back: what was not answered ends with the reason, what was
    sent stays readable; return how many duties ended.
    """
    row = locked(request, actor, today, OPEN)
    said = _require_reason(reason, "Nhập lý do rút yêu cầu.")
    period = _period(row)
    words = fitted(
        "{steering} rút yêu cầu báo cáo «{plan}»: {said}",
        LONGEST_NOTICE,
        steering=row.plan.steering_agency,
        plan=row.plan,
        said=said,
    )
    _tell(period, words, actor, today, now)
    waiting = lock_duties(Duty.objects.filter(period=period).to_do())
    ids = [duty.pk for duty in waiting]
    ended = end_all(waiting, f"Rút yêu cầu: {said}", today, now, actor)
    store_and_close(period=period, actor=actor, today=today, now=now)
    row.reason = said
    _end(row, AdhocRequest.State.CANCELLED, today, now)
    drop_moot(duty_ids=ids, now=now)
    return ended


def _period(row: AdhocRequest, *, goes_on: bool = False) -> Period:
    found = Period.objects.filter(plan=row.plan).first()
    if found is None:
        raise RequestState
    period = change_period(found) if goes_on else end_period(found)
    if not period.is_open:
        raise RequestState
    return period


def _end(row: AdhocRequest, state: str, today: date, now: datetime) -> None:
    """Mark the end; its assignments end too, so that no later event carries them."""
    row.state, row.ended_at = state, now
    row.version += 1
    row.save(update_fields=["state", "ended_at", "reason", "version"])
    given = Assignment.objects.filter(task__plan=row.plan)
    alive = given.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today))
    alive.filter(valid_from__gt=today).update(valid_to=F("valid_from"))
    alive.exclude(valid_from__gt=today).update(valid_to=today)


def _require_reason(reason: str, message: str) -> str:
    said = " ".join(nfc(reason).split())
    if not said:
        raise InvalidInput(message, field="reason")
    if len(said) > REASON_LENGTH:
        raise InvalidInput(f"Viết gọn trong {REASON_LENGTH} ký tự.", field="reason")
    return said


def _record(
    period: Period,
    kind: str,
    counts: dict[str, int],
    note: str,
    actor: User,
    today: date,
    now: datetime,
) -> None:
    PeriodEvent.objects.create(
        period=period,
        kind=kind,
        counts=counts,
        actor=actor,
        effective_on=today,
        recorded_at=now,
        note=note,
    )


def _tell(period: Period, words: str, actor: User, today: date, now: datetime) -> None:
    """Tell every agency that has still to answer."""
    told = {
        duty.agency_id: Told(Notice.Kind.ASKED, words, f"/nhiem-vu/{duty.pk}/")
        for duty in Duty.objects.filter(period=period).to_do()
    }
    tell_agencies(told=told, actor=actor, today=today, now=now)
