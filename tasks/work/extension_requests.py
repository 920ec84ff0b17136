"""«Đề nghị gia hạn»: an agency asks for a later day, the steering agency decides."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from agencies.models import Agency, User
from kehoach.lib.text import nfc
from tasks.duties.authority import can_review
from tasks.duties.errors import DutyNotOpen, InvalidInput, NotAllowed, PeriodClosed
from tasks.duties.gates import require_to_do, require_writer
from tasks.duties.locks import hold, lock_duties, work_in
from tasks.duties.new_days import check_new_day
from tasks.models import TO_DO, Duty, ExtensionRequest, Notice, Period
from tasks.notices.telling import Told, tell_agencies
from tasks.work.extensions import extend_agency, extend_duty

_PAGE = "/trao-doi/"


@transaction.atomic
def ask_extension(
    *,
    agency: Agency,
    period: Period,
    duty: Duty | None = None,
    wanted_on: date,
    reason: str,
    day_off: bool = False,
    actor: User,
    today: date,
    now: datetime,
) -> ExtensionRequest:
    """Ask for a later day, for one duty or for all that the agency owes in the period.

    Raises InvalidInput for a day that is no later, a day off that is not meant, no
    reason, or while an earlier request waits.
    """
    require_writer(actor, agency.pk, today)
    period = work_in(period)
    if not period.is_open:
        raise PeriodClosed
    said = _required(reason, "reason", "Ghi lý do đề nghị gia hạn.")
    check_new_day(
        wanted_on,
        field="wanted_on",
        counts=_day_of(duty) if duty else _day_of_all(agency, period),
        today=today,
        day_off=day_off,
    )
    try:
        with transaction.atomic():
            row = ExtensionRequest.objects.create(
                agency=agency,
                period=period,
                duty=duty,
                wanted_on=wanted_on,
                reason=said,
                asked_by=actor,
                asked_on=today,
                recorded_at=now,
            )
    except IntegrityError as error:
        message = "Đã có một đề nghị gia hạn đang chờ; rút đề nghị ấy rồi đề nghị lại."
        raise InvalidInput(message) from error
    words = f"{_about(row)} đề nghị gia hạn đến {wanted_on:%d/%m/%Y}: {said}"
    steering = period.plan.steering_agency_id
    _tell(steering, words, _PAGE, actor=actor, today=today, now=now)
    return row


@transaction.atomic
def grant_request(
    *, request: ExtensionRequest, actor: User, today: date, now: datetime
) -> ExtensionRequest:
    """Grant the day as it was asked; the agency hears of it by the extension."""
    row = _locked(request, actor, today)
    common: Any = {
        "new_due_on": row.wanted_on,
        "actor": actor,
        "today": today,
        "now": now,
    }
    reason = f"Theo đề nghị của đơn vị: {row.reason}"[:300]
    if row.duty:
        extension = extend_duty(duty=row.duty, reason=reason, day_off=True, **common)
    else:
        extension = extend_agency(
            agency=row.agency, period=row.period, reason=reason, day_off=True, **common
        )
    return _decide(row, ExtensionRequest.State.GRANTED, actor, now, extension=extension)


@transaction.atomic
def refuse_request(
    *, request: ExtensionRequest, answer: str, actor: User, today: date, now: datetime
) -> ExtensionRequest:
    """Refuse with a reason that the agency reads; its day stays."""
    row = _locked(request, actor, today)
    said = _required(answer, "answer", "Ghi lý do không gia hạn.")
    words = f"Không gia hạn đến {row.wanted_on:%d/%m/%Y} ({_subject(row)}): {said}"
    address = f"/nhiem-vu/{row.duty_id}/" if row.duty_id else _PAGE
    _tell(row.owner.pk, words, address, actor=actor, today=today, now=now)
    return _decide(row, ExtensionRequest.State.REFUSED, actor, now, answer=said)


@transaction.atomic
def withdraw_extension_request(
    *, request: ExtensionRequest, actor: User, today: date, now: datetime
) -> ExtensionRequest:
    """Take back a request that nobody decided."""
    row = _fresh(request)
    require_writer(actor, row.owner.pk, today)
    return _decide(row, ExtensionRequest.State.WITHDRAWN, actor, now)


def days_asked(duties: Iterable[Duty]) -> dict[int, date]:
    """Return duty → the later day that was asked for and nobody decided (one query)."""
    rows = ExtensionRequest.objects.waiting().filter(duty__in=list(duties))
    return dict(rows.values_list("duty", "wanted_on"))


def _fresh(request: ExtensionRequest) -> ExtensionRequest:
    """Return the request locked, after its period and duty as every writer does."""
    lock_duties(Duty.objects.filter(extension_requests=request.pk))
    rows = hold(ExtensionRequest.objects)
    row: ExtensionRequest = rows.select_related(
        "agency", "duty__task", "duty__agency", "period__plan"
    ).get(pk=request.pk)
    if not row.is_open:
        message = f"Đề nghị này: {row.get_state_display().lower()}."
        raise DutyNotOpen(message)
    return row


def _locked(request: ExtensionRequest, actor: User, today: date) -> ExtensionRequest:
    row = _fresh(request)
    if not can_review(actor, row.period.plan, today):
        message = "Chỉ cán bộ, lãnh đạo cơ quan theo dõi kế hoạch được quyết định."
        raise NotAllowed(message)
    return row


def _decide(
    row: ExtensionRequest,
    state: ExtensionRequest.State,
    actor: User,
    now: datetime,
    **more: object,
) -> ExtensionRequest:
    row.state, row.decided_by, row.decided_at = state, actor, now
    for name, value in more.items():
        setattr(row, name, value)
    row.save(update_fields=["state", "decided_by", "decided_at", *more])
    return row


def _day_of(duty: Duty) -> date | None:
    """Return the day that counts of a duty that may get a later one."""
    require_to_do(duty)
    if duty.due_now is None or duty.is_requested:
        message = "Nhiệm vụ này không có hạn phải giữ nên không cần gia hạn."
        raise DutyNotOpen(message)
    day: date = duty.due_now
    return day


def _day_of_all(agency: Agency, period: Period) -> date | None:
    """Return the nearest day that the agency has to keep in the period."""
    rows = Duty.objects.filter(agency=agency, period=period, state__in=TO_DO)
    days: list[date] = [
        row.due_now for row in rows.filter(is_requested=False) if row.due_now
    ]
    if not days:
        message = "Đơn vị không còn nhiệm vụ nào có hạn trong kỳ này."
        raise DutyNotOpen(message)
    return min(days)


def _subject(row: ExtensionRequest) -> str:
    return row.duty.task.code if row.duty else f"cả kỳ {row.period.words}"


def _about(row: ExtensionRequest) -> str:
    return f"{row.owner} ({_subject(row)})"


def _tell(
    agency_id: int, words: str, address: str, *, actor: User, today: date, now: datetime
) -> None:
    told = Told(Notice.Kind.EXTENDED, words, address)
    tell_agencies(told={agency_id: told}, actor=actor, today=today, now=now)


def _required(text: str, field: str, message: str) -> str:
    said = " ".join(nfc(text).split())[:300]
    if not said:
        raise InvalidInput(message, field=field)
    return said
