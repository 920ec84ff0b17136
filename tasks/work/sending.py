"""What is missing before sending; sending one duty, and what was chosen of those ready."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, FilteredRelation, Q

from agencies.models import Agency, User
from agencies.models.authority import Role, acts_for
from tasks.duties.authority import can_send
from tasks.duties.errors import Incomplete, NotAllowed, PeriodClosed
from tasks.duties.gates import require_to_do, working_period
from tasks.duties.locks import lock_duties
from tasks.duties.transitions import transition
from tasks.models import (
    TO_DO,
    Duty,
    DutyEvent,
    Period,
    Progress,
    Schedule,
    State,
    TaskFigure,
    worked_now,
)
from tasks.reminders.planning import after_change
from tasks.work.asked_again import AskedAgain, asked_again
from tasks.work.doubts import find_again
from tasks.work.marks import Mark, Marks, marks_of

NO_ENTRY = "Chưa có nhật ký thực hiện"
#: How the reason begins that a figure has no answer.
NO_FIGURE = "Chưa có số liệu: "
NO_EVIDENCE = "Chưa có minh chứng"
#: How the reason begins that no proof is marked as what the plan asks for.
NO_PRODUCT = "Chưa có sản phẩm: "
CHANGED_SINCE = "Vừa được sửa sau khi anh/chị mở trang; xem lại rồi gửi"
NOT_SAID_READY = "Đang thực hiện: trình thủ trưởng hoặc gửi riêng nếu muốn gửi ngay"


#: A period, and the first day of one time in it.
_Time = tuple[int, date | None]


@dataclass(frozen=True)
class SendResult:
    """What one press of «Gửi tất cả đã sẵn sàng» did, duty by duty."""

    sent: list[Duty] = field(default_factory=list)
    missing: list[tuple[Duty, list[str]]] = field(default_factory=list)


def missing_for_sending(duty: Duty) -> list[str]:
    """Return what the duty still needs before it can be sent, in Vietnamese."""
    return missing_by_duty([duty])[duty.pk]


def missing_by_duty(
    duties: Sequence[Duty],
    back: Mapping[int, AskedAgain] | None = None,
    marks: Marks | None = None,
) -> dict[int, list[str]]:
    """Return the same for many duties in a fixed number of queries; `back` is what is
    asked again of them, `marks` what they have, where that is known already.
    """
    unanswered = _unanswered(duties)
    back = asked_again(duties) if back is None else back
    marks = marks_of(duties) if marks is None else marks
    return {
        duty.pk: [
            *([back[duty.pk].missing] if _untouched(back, duty) else []),
            *([] if Mark.ENTRY in marks[duty.pk] else [NO_ENTRY]),
            *(f"{NO_FIGURE}{label}" for label in unanswered[duty.pk]),
            *_unproven(duty, marks[duty.pk]),
        ]
        for duty in duties
    }


def _untouched(back: Mapping[int, AskedAgain], duty: Duty) -> bool:
    """Return whether the duty came back and nothing was done about it since."""
    return duty.pk in back and not back[duty.pk].since


def _unproven(duty: Duty, marks: Collection[str]) -> list[str]:
    """Return what of proof and product is not there."""
    if duty.nothing_to_report or Mark.PRODUCT in marks:
        return []
    if duty.task.product:
        return [f"{NO_PRODUCT}{duty.task.product}"]
    is_proven = Mark.PROOF in marks or not duty.task.evidence_required
    return [] if is_proven else [NO_EVIDENCE]


def _unanswered(duties: Sequence[Duty]) -> dict[int, list[str]]:
    """Return duty → labels of required figures without an answer (one query)."""
    given = Q(
        figure__values__agency__in={duty.agency_id for duty in duties},
        figure__values__is_current=True,
    )
    asked = TaskFigure.objects.filter(
        task_id__in={duty.task_id for duty in duties},
        required=True,
        figure__is_active=True,
    ).annotate(
        given=FilteredRelation("figure__values", condition=given),
        given_by=F("given__agency_id"),
        time=F("given__period_id"),
        occurs_from=F("given__occurs_from"),
    )
    rows: Any = asked.select_related("figure").order_by("figure__position", "figure_id")
    by_task: dict[int, dict[int, TaskFigure]] = defaultdict(dict)
    answered: dict[tuple[int, int], set[_Time]] = defaultdict(set)
    for row in rows:
        by_task[row.task_id][row.figure_id] = row
        answered[row.figure_id, row.given_by].add((row.time, row.occurs_from))
    return {
        duty.pk: [
            row.figure.label
            for row in by_task[duty.task_id].values()
            if row.figure.is_asked_of(duty.agency)
            and not _counts_for(duty, answered[row.figure_id, duty.agency_id])
        ]
        for duty in duties
    }


def _counts_for(duty: Duty, times: set[_Time]) -> bool:
    """Return whether an answer of these times serves; a `once` duty is carried."""
    return (duty.period_id, duty.occurs_from) in times or (
        duty.schedule == Schedule.ONCE and bool(times)
    )


def is_ready(duty: Duty, missing: Sequence[str], today: date) -> bool:
    """Return whether «Gửi tất cả đã sẵn sàng» takes the duty along: nothing is
    missing and its people said it is finished, or the period is over.
    """
    said = (
        duty.state == State.PREPARED
        or duty.progress == Progress.DONE
        or duty.nothing_to_report
    )
    return not missing and (said or today >= duty.period.data_to)


def require_complete(duty: Duty) -> None:
    """Raise Incomplete unless nothing is missing."""
    missing = missing_for_sending(duty)
    if missing:
        message = f"Chưa gửi được {duty.task.code}. {'; '.join(missing)}."
        raise Incomplete(message, missing=missing)


@transaction.atomic
def submit_duty(*, duty: Duty, actor: User, today: date, now: datetime) -> None:
    """Send one complete duty to the steering agency in the agency's name."""
    rows = lock_duties([duty])
    require_sender(actor, rows[0].agency, today)
    if why := kept_for_head(rows, actor, today):
        raise NotAllowed(f"{why[rows[0].pk]}.")
    working_period(rows[0], today)
    require_to_do(rows[0])
    require_complete(rows[0])
    _submit(rows, actor=actor, today=today, now=now)


def kept_for_head(rows: Sequence[Duty], actor: User, today: date) -> dict[int, str]:
    """Return which of the agency's duties the person may not send, and why: what is
    addressed to the head goes by the head or a deputy.
    """
    named = {duty.pk: duty for duty in rows if duty.task.addressed_to}
    if not named or acts_for(actor, rows[0].agency_id, today, Role.HEAD):
        return {}
    return {
        pk: f"Nhiệm vụ giao {duty.task.addressed_to}: thủ trưởng hoặc cấp phó gửi"
        for pk, duty in named.items()
    }


def require_sender(actor: User, agency: Agency, today: date) -> None:
    """Raise NotAllowed unless the person sends in the agency's name on `today`."""
    if not can_send(actor, agency, today):
        message = f"Chỉ thủ trưởng, cấp phó của {agency} được gửi thay mặt đơn vị."
        raise NotAllowed(message)


@transaction.atomic
def submit_ready(
    *,
    agency: Agency,
    period: Period | None,
    chosen: Collection[int] | None = None,
    seen: Mapping[int, int] | None = None,
    actor: User,
    today: date,
    now: datetime,
) -> SendResult:
    """Send every duty of the agency that is ready, or those chosen of what is complete,
    of the period or, without one, of every plan; say what the others lack. `seen` is
    duty → version that the head has read: what was changed since stays.
    """
    require_sender(actor, agency, today)
    own = Duty.objects.filter(agency=agency)
    shown = own.shown_in(period) if period else own.filter(worked_now(today))
    if chosen is not None and period is None:
        shown = shown.filter(pk__in=chosen)
    rows = lock_duties(shown.to_do().order_by("period__plan", "task__position", "pk"))
    lacking, kept = missing_by_duty(rows), kept_for_head(rows, actor, today)
    result = SendResult()
    for duty in rows:
        reasons = lacking[duty.pk] or _closed(duty, today)
        if duty.pk in kept:
            reasons = [*reasons, kept[duty.pk]]
        if seen and seen.get(duty.pk, duty.version) != duty.version:
            reasons = [*reasons, CHANGED_SINCE]
        if chosen is not None and duty.pk not in chosen:
            continue
        if is_ready(duty, reasons, today) or (chosen is not None and not reasons):
            result.sent.append(duty)
        else:
            result.missing.append((duty, reasons or [NOT_SAID_READY]))
    _submit(result.sent, actor=actor, today=today, now=now)
    return result


def _closed(duty: Duty, today: date) -> list[str]:
    try:
        working_period(duty, today)
    except PeriodClosed as error:
        return [error.message]
    return []


def _submit(rows: list[Duty], *, actor: User, today: date, now: datetime) -> None:
    """Send complete duties; the first sending counts."""
    sent: dict[str, Any] = {"submitted_by": actor, "submitted_at": now}
    first = [duty for duty in rows if duty.first_sent_on is None]
    again = [duty for duty in rows if duty.first_sent_on is not None]
    for some, values in ((first, sent | {"first_sent_on": today}), (again, sent)):
        transition(
            some, DutyEvent.Kind.SUBMITTED, actor=actor, today=today, now=now, **values
        )
    find_again(duties=rows, now=now)
    after_change(rows, now=now)


def missing_of(duty: Duty) -> list[str]:
    """Return what the duty lacks before sending; nothing once it was sent."""
    return missing_for_sending(duty) if duty.state in TO_DO else []
