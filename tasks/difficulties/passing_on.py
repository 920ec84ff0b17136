"""«Chuyển xử lý»: a difficulty goes to the agency that is competent, which answers it or
returns it; the steering agency sees where it lies.
"""

from datetime import date, datetime

from django.db import transaction

from agencies.models import Agency, Ancestry, User
from kehoach.lib.dates import format_date
from kehoach.lib.text import nfc
from tasks.difficulties.ending_referrals import close_referral, tell_competent
from tasks.difficulties.handling import (
    ANSWER_DAYS,
    difficulty_to_answer,
    settle_difficulty,
    tell_answer,
    with_merged,
)
from tasks.duties.authority import can_review, can_write
from tasks.duties.days_off import working_days_after
from tasks.duties.errors import DutyNotOpen, InvalidInput, NotAllowed
from tasks.duties.locks import hold
from tasks.duties.new_days import day_problem
from tasks.duties.versions import required_words
from tasks.models import Difficulty, Notice, Referral
from tasks.notices.telling import Told, tell_agencies

PASSED = Notice.Kind.PASSED


def first_day(today: date) -> date:
    """Return the day of answer that the form offers."""
    return working_days_after(today, ANSWER_DAYS)


@transaction.atomic
def pass_on_difficulty(
    *,
    difficulty: Difficulty,
    agency: Agency,
    note: str = "",
    due_on: date | None = None,
    actor: User,
    today: date,
    now: datetime,
) -> Referral:
    """Pass an open difficulty on to the agency that is competent, of any level.

    A body that is only asked gets no day: what it is asked is a request. Raises
    InvalidInput for the agency that raised it, one that has ended, a day off.
    """
    row = difficulty_to_answer(difficulty, actor, today)
    if row.state != Difficulty.State.OPEN:
        message = "Chỉ chuyển xử lý vướng mắc đang chờ trả lời."
        raise DutyNotOpen(message)
    due_on = due_on if agency.can_be_ordered else None
    _check(row, agency, due_on, today)
    referral = Referral.objects.create(
        difficulty=row,
        agency=agency,
        note=nfc(note).strip(),
        due_on=due_on,
        passed_by=actor,
        passed_on=today,
        recorded_at=now,
    )
    tell_competent(referral, _asking(referral), actor, today, now)
    for each in with_merged(row):
        words = f"Đã chuyển {agency} xử lý vướng mắc"
        tell_answer(each, words, "", actor, today, now)
    return referral


def _check(row: Difficulty, agency: Agency, due_on: date | None, today: date) -> None:
    problems = {}
    waiting = row.referrals.waiting().select_related("agency").first()
    if waiting:
        problems["agency"] = (
            f"Vướng mắc đang ở {waiting.agency}; thu lại trước khi chuyển nơi khác."
        )
    elif agency.pk == row.agency_id:
        problems["agency"] = "Đây là chính đơn vị đã nêu; chọn cơ quan có thẩm quyền."
    elif not agency.is_alive_on(today):
        problems["agency"] = "Cơ quan này đã kết thúc hoạt động; chọn cơ quan kế thừa."
    if agency.can_be_ordered and (problem := day_problem(due_on, today)):
        problems["due_on"] = problem
    if problems:
        message = "Chưa chuyển được, xem các ô bên dưới."
        raise InvalidInput(message, problems=problems)


def _asking(referral: Referral) -> str:
    """Return what the agency is told: to answer by a day, or asked for its view."""
    raised = referral.difficulty
    if referral.due_on is None:
        return f"Đề nghị cho ý kiến về vướng mắc của {raised.agency}: {raised.text}"
    day = format_date(referral.due_on)
    return (
        f"Vướng mắc của {raised.agency} chuyển đến xử lý, trả lời chậm nhất ngày"
        f" {day}: {raised.text}"
    )


@transaction.atomic
def answer_referral(
    *, referral: Referral, answer: str, actor: User, today: date, now: datetime
) -> Referral:
    """Answer the difficulty in the competent agency's name: whoever raised it and the
    steering agency are told.
    """
    row = _waiting(referral, actor, today)
    said = required_words(answer, "answer", "Ghi nội dung trả lời.")
    close_referral(row, Referral.State.ANSWERED, said, actor, now)
    words = f"{row.agency} trả lời vướng mắc"
    for each in with_merged(row.difficulty):
        settle_difficulty(
            each, Difficulty.State.ANSWERED, f"{row.agency}: {said}", actor, now
        )
        tell_answer(each, words, said, actor, today, now)
    _tell_steering(
        row, f"{words} của {row.difficulty.agency}: {said}", actor, today, now
    )
    return row


@transaction.atomic
def return_referral(
    *, referral: Referral, reason: str, actor: User, today: date, now: datetime
) -> Referral:
    """Return the difficulty to the steering agency: another body is competent."""
    row = _waiting(referral, actor, today)
    why = required_words(reason, "reason", "Ghi lý do chuyển trả lại.")
    close_referral(row, Referral.State.RETURNED, why, actor, now)
    words = f"{row.agency} chuyển trả lại vướng mắc"
    for each in with_merged(row.difficulty):
        tell_answer(each, words, why, actor, today, now)
    told = f"{words} của {row.difficulty.agency}: {why}"
    _tell_steering(row, told, actor, today, now)
    return row


@transaction.atomic
def take_back_referral(
    *, referral: Referral, actor: User, today: date, now: datetime
) -> Referral:
    """Take the difficulty back from an agency that has not answered."""
    row = _locked(referral)
    if not can_review(actor, row.difficulty.plan, today):
        message = "Chỉ cán bộ, lãnh đạo cơ quan theo dõi kế hoạch thu lại được."
        raise NotAllowed(message)
    _require_waiting(row)
    close_referral(row, Referral.State.TAKEN_BACK, "", actor, now)
    words = f"Đã thu lại vướng mắc của {row.difficulty.agency}, không phải trả lời nữa"
    tell_competent(row, words, actor, today, now)
    steering = row.difficulty.plan.steering_agency.short_name
    for each in with_merged(row.difficulty):
        told = f"{steering} thu lại từ {row.agency} vướng mắc"
        tell_answer(each, told, "", actor, today, now)
    return row


def may_reply(user: User, referral: Referral, today: date) -> bool:
    """Return whether the person writes for the agency or, once it has ended, for an
    heir of it.
    """
    if can_write(user, referral.agency_id, today):
        return True
    heirs = Ancestry.objects.filter(elder_id=referral.agency_id, since__lte=today)
    ids = heirs.values_list("heir_id", flat=True)
    return any(can_write(user, heir, today) for heir in ids)


def _locked(referral: Referral) -> Referral:
    """Return the referral; its difficulty is locked first, as when it is answered."""
    held = hold(Difficulty.objects)
    difficulty = held.select_related("plan__steering_agency", "agency").get(
        pk=referral.difficulty_id
    )
    rows = hold(Referral.objects).select_related("agency")
    row: Referral = rows.get(pk=referral.pk)
    row.difficulty = difficulty
    return row


def _waiting(referral: Referral, actor: User, today: date) -> Referral:
    row = _locked(referral)
    if not may_reply(actor, row, today):
        message = "Chỉ đầu mối, thủ trưởng của cơ quan được chuyển đến trả lời."
        raise NotAllowed(message)
    _require_waiting(row)
    return row


def _require_waiting(row: Referral) -> None:
    if row.state != Referral.State.WAITING:
        message = f"Vướng mắc này «{row.get_state_display()}», không còn chờ cơ quan."
        raise DutyNotOpen(message)


def _tell_steering(
    row: Referral, words: str, actor: User, today: date, now: datetime
) -> None:
    address = f"/vuong-mac/?so={row.difficulty_id}"
    told = {row.difficulty.plan.steering_agency_id: Told(PASSED, words, address)}
    tell_agencies(told=told, actor=actor, today=today, now=now)
