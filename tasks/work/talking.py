"""Questions and answers in a duty's record: either side asks, the other answers."""

from datetime import date, datetime

from django.db import transaction

from agencies.models import User
from kehoach.lib.text import nfc
from tasks.duties.authority import can_review, can_write
from tasks.duties.errors import DutyNotOpen, InvalidInput, NotAllowed
from tasks.duties.gates import working_period
from tasks.duties.locks import hold, lock_duties
from tasks.models import CLOSED, Duty, DutyMessage, Notice
from tasks.notices.telling import Told, tell_agencies

_MOST = 2000


@transaction.atomic
def ask_question(
    *, duty: Duty, text: str, actor: User, today: date, now: datetime
) -> DutyMessage:
    """Ask the other side: who writes for the agency asks the steering agency, whose
    people ask the agency. Refused once the period is closed.
    """
    [row] = lock_duties([duty])
    return _say(row, text, actor=actor, today=today, now=now)


@transaction.atomic
def answer_question(
    *, question: DutyMessage, text: str, actor: User, today: date, now: datetime
) -> DutyMessage:
    """Answer a question for the side that was asked; once, the asker asks on."""
    [row] = lock_duties(Duty.objects.filter(messages=question.pk))
    fresh = hold(DutyMessage.objects).get(pk=question.pk)
    if not fresh.waits:
        message = "Câu hỏi này đã được trả lời."
        raise DutyNotOpen(message)
    said = _say(row, text, question=fresh, actor=actor, today=today, now=now)
    fresh.waits = False
    fresh.save(update_fields=["waits"])
    return said


def _say(
    duty: Duty,
    text: str,
    *,
    question: DutyMessage | None = None,
    actor: User,
    today: date,
    now: datetime,
) -> DutyMessage:
    from_steering = _side(duty, question, actor, today)
    working_period(duty, today)
    if duty.state in CLOSED:
        message = "Nhiệm vụ đã kết thúc ở đơn vị này nên không trao đổi thêm."
        raise DutyNotOpen(message)
    steering = duty.period.plan.steering_agency
    spoken = DutyMessage.objects.create(
        duty=duty,
        agency=steering if from_steering else duty.agency,
        from_steering=from_steering,
        answers=question,
        text=_words(text),
        waits=question is None,
        author=actor,
        said_on=today,
        recorded_at=now,
    )
    verb = "trả lời" if question else "hỏi"
    words = f"{spoken.agency} {verb} về {duty.task.code}: {spoken.text}"
    told = Told(Notice.Kind.MESSAGE, words, f"/nhiem-vu/{duty.pk}/#trao-doi")
    other = duty.agency_id if from_steering else steering.pk
    tell_agencies(told={other: told}, actor=actor, today=today, now=now)
    return spoken


def _side(duty: Duty, question: DutyMessage | None, actor: User, today: date) -> bool:
    """Return whether the person speaks for the steering agency; about its own duties
    its people ask as the agency that owes them.
    """
    writes = can_write(actor, duty.agency_id, today)
    reviews = can_review(actor, duty.period.plan, today)
    if question is not None:
        asked = reviews if not question.from_steering else writes
        if asked:
            return not question.from_steering
        message = "Bên được hỏi trả lời câu hỏi này."
        raise NotAllowed(message)
    if not writes and not reviews:
        message = "Chỉ cán bộ, lãnh đạo đơn vị hoặc cơ quan theo dõi được trao đổi."
        raise NotAllowed(message)
    return not writes


def _words(text: str) -> str:
    said = nfc(text).strip()
    if not said:
        message = "Ghi nội dung trao đổi."
        raise InvalidInput(message, field="text")
    if len(said) > _MOST:
        message = f"Nội dung dài quá {_MOST} chữ; ghi ngắn lại hoặc gửi văn bản."
        raise InvalidInput(message, field="text")
    return said
