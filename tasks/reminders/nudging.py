"""Urging by hand: a text for Zalo or the telephone, and a line of one's own."""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from agencies.models import Agency, User
from kehoach.lib.text import nfc
from tasks.duties.authority import can_review
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.duties.past_words import in_their_periods
from tasks.duties.transitions import transition
from tasks.models import Duty, DutyEvent, Notice, Period
from tasks.models.status import Standing, standing_case
from tasks.notices.telling import Told, tell_agencies
from tasks.reminders.due_today import not_updated, urgeable

#: How the notes of words by hand begin, in the portal and outside of it.
BY_HAND, OUTSIDE = "Nhắc trực tiếp: ", "Nhắc qua "
#: Standings worth a word, the worst first.
WORTH = (Standing.OVERDUE, Standing.RETURNED_LATE, Standing.RETURNED, Standing.DUE_SOON)


def worth_a_word(agency: Agency, period: Period, today: date) -> list[Duty]:
    """Return what the agency may be urged about on `today`, the worst first: what
    is late, comes back or comes soon, and what nobody updated.
    """
    rows = urgeable(today).filter(agency=agency, period__plan_id=period.plan_id)
    stood = rows.annotate(standing=standing_case(today)).filter(
        Q(standing__in=WORTH) | not_updated(period, today)
    )
    found = stood.select_related(
        "task", "agency", "period__plan__steering_agency"
    ).order_by("task__position", "pk")
    place = {standing.value: at for at, standing in enumerate(WORTH)}
    last = len(place)
    return sorted(
        in_their_periods(found), key=lambda duty: place.get(duty.standing, last)
    )


def words_for(agency: Agency, duties: Sequence[Duty]) -> str:
    """Return a short plain text to send by hand; empty when nothing is worth it."""
    if not duties:
        return ""
    lines = [
        f"- {duty.task.code} {duty.title}: {_standing(duty)}{_day(duty)}"
        for duty in duties
    ]
    plan = duties[0].period.plan
    adhoc = all(duty.period.is_adhoc for duty in duties)
    topic = plan.matter.removeprefix("thực hiện ")
    what = "báo cáo đột xuất" if adhoc else f"nhiệm vụ theo kế hoạch {topic}".strip()
    return "\n".join(
        [
            f"Kính gửi {agency.name},",
            f"{plan.steering_agency} xin nhắc {len(duties)} {what}:",
            *lines,
            f"Cập nhật tại {settings.SITE_URL}/don-vi/{agency.code}/",
        ]
    )


def _standing(duty: Duty) -> str:
    standing = Standing(duty.standing)  # type: ignore[attr-defined] # annotated
    return str(standing.label).lower() if standing in WORTH else "chưa cập nhật kết quả"


def _day(duty: Duty) -> str:
    return f", hạn {duty.due_now:%d/%m/%Y}" if duty.due_now else ""


@transaction.atomic
def nudge(
    *,
    agency: Agency,
    period: Period,
    line: str,
    actor: User,
    today: date,
    now: datetime,
) -> int:
    """Urge the agency in the portal with a personal line, kept on each duty; return
    how many duties. Raises InvalidInput when nothing is late or soon due.
    """
    said = " ".join(nfc(line).split())
    if not said:
        message = "Ghi một dòng nhắc, ví dụ việc cần làm trước."
        raise InvalidInput(message, field="line")
    duties = _noted(agency, period, f"{BY_HAND}{said}", actor, today, now)
    words = f"{period.plan.steering_agency} nhắc {len(duties)} nhiệm vụ: {said}"
    told = Told(Notice.Kind.URGED, words, f"/don-vi/{agency.code}/?{period.query}")
    tell_agencies(told={agency.pk: told}, actor=actor, today=today, now=now)
    return len(duties)


class Way(models.TextChoices):
    """How an agency was urged outside the portal."""

    PHONE = "dien-thoai", "điện thoại"
    ZALO = "zalo", "Zalo"
    OTHER = "khac", "cách khác"


@transaction.atomic
def log_call(
    *,
    agency: Agency,
    period: Period,
    way: str,
    words: str,
    actor: User,
    today: date,
    now: datetime,
) -> int:
    """Log in one line that the agency was urged by telephone or Zalo, on each duty that
    it is urged about; nobody is told, they heard it. Return how many duties.
    """
    said = " ".join(nfc(words).split())
    if not said:
        message = "Ghi một dòng: đã nói với ai, hẹn thế nào."
        raise InvalidInput(message, field="words")
    note = f"{OUTSIDE}{Way(way).label}: {said}"
    return len(_noted(agency, period, note, actor, today, now))


def _noted(
    agency: Agency, period: Period, note: str, actor: User, today: date, now: datetime
) -> list[Duty]:
    """Keep the note on each duty that the agency may be urged about; return them."""
    if not can_review(actor, period.plan, today):
        message = "Chỉ cán bộ, lãnh đạo cơ quan theo dõi kế hoạch được đôn đốc."
        raise NotAllowed(message)
    duties = worth_a_word(agency, period, today)
    if not duties:
        message = (
            "Đơn vị không có nhiệm vụ quá hạn, sắp đến hạn, phải bổ sung hay chưa cập"
            " nhật."
        )
        raise InvalidInput(message, field="line")
    urged = DutyEvent.Kind.URGED
    transition(duties, urged, actor=actor, today=today, now=now, note=note)
    return duties
