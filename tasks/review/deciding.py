"""The steering agency's word on what agencies sent: accepted, asked to complete, waived."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from agencies.models import Agency, User
from agencies.models.authority import Role, Roles, roles_of
from kehoach.lib.refusals import RuleBroken
from tasks.duties.authority import REVIEWERS
from tasks.duties.days_off import working_days_after
from tasks.duties.errors import DutyNotOpen, InvalidInput, NotAllowed
from tasks.duties.gates import is_worked, working_period
from tasks.duties.locks import lock_duties
from tasks.duties.new_days import ask_day_off, ask_earlier
from tasks.duties.transitions import transition
from tasks.models import LIVE, Duty, DutyEvent, Notice, Plan, State
from tasks.notices.telling import tell_about
from tasks.reminders.planning import after_change
from tasks.reorganising.returning import carry_returned, met_by_return
from tasks.work.taking_back import opening_of

#: Working days that an agency is given to complete what was sent back.
RETURN_DAYS = 5
#: kind of move → what the agency is told in the portal; by which agency.
TOLD = {
    DutyEvent.Kind.RETURNED: (Notice.Kind.RETURNED, "{} yêu cầu bổ sung"),
    DutyEvent.Kind.WAIVED: (Notice.Kind.WAIVED, "Xác nhận không thuộc diện"),
    DutyEvent.Kind.RESUMED: (Notice.Kind.WAIVED, "Đưa lại vào diện thực hiện"),
}


@dataclass(frozen=True)
class Acceptance:
    """What became of one duty of a bulk acceptance; no problem means accepted."""

    duty: Duty
    problem: RuleBroken | None = None


def default_return_day(duty: Duty, today: date) -> date:
    """Return the day five working days after `today`, or the duty's own while later."""
    own: date = duty.due_on or today
    return max(own, working_days_after(today, RETURN_DAYS))


def is_own(duty: Duty) -> bool:
    """Return whether the duty is owed by the steering agency itself."""
    return duty.agency_id == duty.period.plan.steering_agency_id


def senders_of(duties: Iterable[Duty]) -> dict[int, set[int]]:
    """Return duty → people who sent it in the present round (one query)."""
    rows = {duty.pk: {duty.submitted_by_id} for duty in duties}
    moves = DutyEvent.objects.filter(
        duty_id__in=rows,
        kind__in=(
            DutyEvent.Kind.SUBMITTED,
            DutyEvent.Kind.TAKEN_BACK,
            DutyEvent.Kind.RETURNED,
        ),
        voided_at__isnull=True,
    ).order_by("recorded_at", "pk")
    for duty_id, kind, actor_id in moves.values_list("duty", "kind", "actor"):
        if kind != DutyEvent.Kind.SUBMITTED:
            rows[duty_id].clear()
        else:
            rows[duty_id].add(actor_id)
    for duty in duties:
        rows[duty.pk].add(duty.submitted_by_id)
    return {pk: {person for person in people if person} for pk, people in rows.items()}


def _require_reviewer(roles: Roles, duty: Duty) -> None:
    """Raise NotAllowed unless the roles review for the plan's steering agency."""
    steers = duty.period.plan.steering_agency_id
    held = {role for agency, role in roles if agency == steers}
    if held.isdisjoint(REVIEWERS):
        message = "Chỉ cán bộ, lãnh đạo cơ quan theo dõi kế hoạch được rà soát."
        raise NotAllowed(message)
    if is_own(duty) and Role.HEAD not in held:
        message = (
            "Nhiệm vụ của chính cơ quan theo dõi do thủ trưởng, cấp phó"
            " không phải người gửi tiếp nhận."
        )
        raise NotAllowed(message)


def why_not_accept(
    duty: Duty, actor: User, roles: Roles, senders: set[int], today: date
) -> RuleBroken | None:
    """Return what refuses the acceptance, or None when nothing does (rule 13)."""
    try:
        _require_reviewer(roles, duty)
        working_period(duty, today)
    except RuleBroken as error:
        return error
    if duty.state != State.SUBMITTED:
        return DutyNotOpen(
            f"Nhiệm vụ {duty.task.code} đang ở trạng thái"
            f" «{duty.get_state_display()}», không còn chờ tiếp nhận."
        )
    if actor.pk in senders:
        return NotAllowed("Anh/chị đã gửi nhiệm vụ này nên không tự tiếp nhận được.")
    return None


@transaction.atomic
def accept_many(
    *, duties: Sequence[Duty], actor: User, today: date, now: datetime
) -> list[Acceptance]:
    """Accept each duty that may be accepted; say why the others may not."""
    rows = _locked(duties)
    senders, roles = senders_of(rows), roles_of(actor, today)
    results = [
        Acceptance(row, why_not_accept(row, actor, roles, senders[row.pk], today))
        for row in rows
    ]
    accepted = [result.duty for result in results if result.problem is None]
    _accept(accepted, actor=actor, today=today, now=now)
    return results


def accept_duty(*, duty: Duty, actor: User, today: date, now: datetime) -> Duty:
    """Accept one duty that was sent; lateness stays as the first sending fixed it."""
    result = accept_many(duties=[duty], actor=actor, today=today, now=now)[0]
    if result.problem:
        raise result.problem
    return result.duty


def _locked(duties: Sequence[Duty], beside: Iterable[int] = ()) -> list[Duty]:
    rows = lock_duties(duties, beside=beside)
    named = Plan.objects.select_related("steering_agency")
    plans = named.in_bulk({row.period.plan_id for row in rows})
    for row in rows:
        row.period.plan = plans[row.period.plan_id]
    return rows


def _accept(rows: list[Duty], *, actor: User, today: date, now: datetime) -> None:
    transition(
        rows,
        DutyEvent.Kind.ACCEPTED,
        actor=actor,
        today=today,
        now=now,
        own={row.pk for row in rows if is_own(row)},
        accepted_on=today,
    )
    by_steering: dict[Agency, list[Duty]] = {}
    for row in rows:
        by_steering.setdefault(row.period.plan.steering_agency, []).append(row)
    for steering, own in by_steering.items():
        tell_about(
            duties=own,
            kind=Notice.Kind.ACCEPTED,
            words=f"{steering} đã tiếp nhận",
            actor=actor,
            today=today,
            now=now,
        )
    after_change(rows, now=now)


@transaction.atomic
def return_duty(
    *,
    duty: Duty,
    reason: str,
    new_due_on: date | None,
    earlier: bool = False,
    day_off: bool = False,
    actor: User,
    today: date,
    now: datetime,
) -> Duty:
    """Ask for completion by a new day, before the duty's own or on a day off only when
    it is meant; the first sending, and so lateness, stays.

    Work of an agency that has ended goes on at its successor (rule 14).
    """
    row = _locked([duty], met_by_return(duty.agency, today))[0]
    _require_reviewer(roles_of(actor, today), row)
    working_period(row, today)
    if row.state != State.SUBMITTED:
        message = "Chỉ yêu cầu bổ sung được nhiệm vụ đang chờ tiếp nhận."
        raise DutyNotOpen(message)
    reason = _require_reason(reason, "Ghi rõ cần bổ sung nội dung gì.")
    day = _require_later(new_due_on, today)
    ask_earlier(day, counts=row.due_on, earlier=earlier)
    ask_day_off(day, day_off=day_off)
    _move(row, DutyEvent.Kind.RETURNED, reason, actor, today, now, return_due_on=day)
    if carry_returned(agency=row.agency, actor=actor, today=today, now=now):
        row.refresh_from_db()
    return row


@transaction.atomic
def waive_duty(
    *, duty: Duty, reason: str, actor: User, today: date, now: datetime
) -> Duty:
    """Confirm that the duty does not concern the agency, with the reason."""
    row = _locked([duty])[0]
    _require_reviewer(roles_of(actor, today), row)
    working_period(row, today)
    if row.state not in LIVE or row.state == State.ACCEPTED:
        message = "Nhiệm vụ đã tiếp nhận hoặc đã kết thúc, không xác nhận lại được."
        raise DutyNotOpen(message)
    why = _require_reason(reason, "Ghi lý do không thuộc diện.", limit=300)
    _move(
        row, DutyEvent.Kind.WAIVED, why, actor, today, now, reason=why, ended_on=today
    )
    return row


@transaction.atomic
def resume_duty(
    *, duty: Duty, reason: str, actor: User, today: date, now: datetime
) -> Duty:
    """Take a waiver back: the duty waits for the agency again, with the reason."""
    row = _locked([duty])[0]
    _require_reviewer(roles_of(actor, today), row)
    working_period(row, today)
    if row.state != State.WAIVED:
        message = "Chỉ đưa lại nhiệm vụ đã xác nhận không thuộc diện."
        raise DutyNotOpen(message)
    if not row.agency.is_alive_on(today):
        message = "Đơn vị đã kết thúc hoạt động nên không giao lại được."
        raise DutyNotOpen(message)
    note = _require_reason(reason, "Ghi lý do đưa lại vào diện.", limit=300)
    _move(row, DutyEvent.Kind.RESUMED, note, actor, today, now)
    return row


def _move(
    row: Duty,
    kind: DutyEvent.Kind,
    note: str,
    actor: User,
    today: date,
    now: datetime,
    **values: Any,
) -> None:
    """Make the move and tell the agency."""
    transition([row], kind, actor=actor, today=today, now=now, note=note, **values)
    if told := TOLD.get(kind):
        words = told[1].format(row.period.plan.steering_agency)
        if row.is_requested:
            words = words.replace("yêu cầu", "đề nghị")
        tell_about(
            duties=[row],
            kind=told[0],
            words=words,
            note=note,
            actor=actor,
            today=today,
            now=now,
        )
    after_change([row], now=now)


def _require_reason(reason: str, message: str, *, limit: int = 2000) -> str:
    said = reason.strip()
    if not said:
        raise InvalidInput(message, field="reason")
    if len(said) > limit:
        raise InvalidInput(f"Viết gọn trong {limit} ký tự.", field="reason")
    return said


def _require_later(day: date | None, today: date) -> date:
    if day is None:
        raise InvalidInput("Nhập hạn bổ sung.", field="new_due_on")
    if day <= today:
        raise InvalidInput("Hạn bổ sung phải sau hôm nay.", field="new_due_on")
    return day


def note_opening(*, duty: Duty, reader: User, today: date, now: datetime) -> None:
    """Write down, once per sending, that somebody who may accept the duty opened it."""
    if duty.state != State.SUBMITTED or opening_of(duty):
        return
    senders = senders_of([duty])[duty.pk]
    if why_not_accept(duty, reader, roles_of(reader, today), senders, today):
        return
    with transaction.atomic():
        row = lock_duties([duty])[0]
        is_open = is_worked(row, today)
        if is_open and row.state == State.SUBMITTED and opening_of(row) is None:
            transition([row], DutyEvent.Kind.READ, actor=reader, today=today, now=now)
