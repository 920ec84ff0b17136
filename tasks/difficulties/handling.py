"""Difficulties that agencies raise, and what the steering agency makes of them."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from agencies.models import Agency, User
from tasks.difficulties.ending_referrals import end_referral
from tasks.difficulties.following import tell_followers
from tasks.duties.authority import can_review
from tasks.duties.days_off import working_calendar
from tasks.duties.errors import DutyNotOpen, InvalidInput, NotAllowed, PeriodClosed
from tasks.duties.gates import require_writer
from tasks.duties.locks import hold, work_in
from tasks.models import Difficulty, Duty, Notice, Period, Referral
from tasks.notices.telling import Told, tell_agencies

#: Working days in which the steering agency answers; a proposal, shown and never enforced.
ANSWER_DAYS = 10


def answer_days(rows: Iterable[Difficulty]) -> dict[int, date]:
    """Return difficulty → the day by which it is to be answered (one query)."""
    calendar = working_calendar()
    return {row.pk: calendar.shift(row.raised_on, ANSWER_DAYS) for row in rows}


@transaction.atomic
@transaction.atomic
def raise_difficulty(
    *,
    agency: Agency,
    period: Period,
    text: str,
    recommendation: str = "",
    duty: Duty | None = None,
    actor: User,
    today: date,
    now: datetime,
) -> Difficulty:
    """Record a difficulty of the agency, on one of its duties or on the plan."""
    require_writer(actor, agency.pk, today)
    period = work_in(period)
    if not period.is_open:
        raise PeriodClosed
    if duty and duty.agency_id != agency.pk:
        message = "Nhiệm vụ này không phải của đơn vị."
        raise InvalidInput(message, field="duty")
    return Difficulty.objects.create(
        plan_id=period.plan_id,
        agency=agency,
        period=period,
        duty=duty,
        text=_required(text, "text", "Ghi rõ khó khăn, vướng mắc."),
        recommendation=recommendation.strip(),
        raised_by=actor,
        raised_on=today,
        recorded_at=now,
    )


@transaction.atomic
def answer_difficulty(
    *, difficulty: Difficulty, answer: str, actor: User, today: date, now: datetime
) -> Difficulty:
    """Answer the agency; what was written when it was escalated stays above."""
    row = difficulty_to_answer(difficulty, actor, today)
    if row.state == Difficulty.State.ANSWERED:
        message = "Vướng mắc này đã được trả lời."
        raise DutyNotOpen(message)
    said = _required(answer, "answer", "Ghi nội dung trả lời.")
    steering = row.plan.steering_agency.short_name
    end_referral(row, f"{steering} đã trả lời vướng mắc", actor, today, now)
    for each in with_merged(row):
        settle_difficulty(each, Difficulty.State.ANSWERED, said, actor, now)
        tell_answer(each, f"{steering} trả lời vướng mắc", said, actor, today, now)
    return row


@transaction.atomic
def escalate_difficulty(
    *, difficulty: Difficulty, note: str, actor: User, today: date, now: datetime
) -> Difficulty:
    """Hand the difficulty to UBND tỉnh, with what the steering agency says about it."""
    row = difficulty_to_answer(difficulty, actor, today)
    if row.state != Difficulty.State.OPEN:
        message = "Chỉ báo cáo UBND tỉnh vướng mắc đang chờ trả lời."
        raise DutyNotOpen(message)
    said = _required(note, "note", "Ghi nội dung báo cáo UBND tỉnh.")
    words = "Đã báo cáo UBND tỉnh vướng mắc"
    end_referral(row, words, actor, today, now)
    for each in with_merged(row):
        settle_difficulty(each, Difficulty.State.ESCALATED, said, actor, now)
        tell_answer(each, words, said, actor, today, now)
    return row


@transaction.atomic
def merge_difficulties(
    *,
    rows: Iterable[Difficulty],
    head: Difficulty,
    actor: User,
    today: date,
    now: datetime,
) -> Difficulty:
    """Merge unanswered difficulties of one plan into `head`, one of them.

    From then on it is answered and counted once, in the words of `head`, and every
    agency gets the answer. Raises InvalidInput for fewer than two, NotAllowed,
    DutyNotOpen for answered ones.
    """
    chosen = list(
        hold(Difficulty.objects)
        .select_related("plan", "agency")
        .filter(pk__in=[row.pk for row in rows], merged_into__isnull=True)
        .order_by("recorded_at", "pk")
    )
    if len(chosen) < 2 or len({row.plan_id for row in chosen}) > 1:
        message = "Chọn ít nhất hai vướng mắc của cùng kế hoạch để gộp."
        raise InvalidInput(message)
    if not can_review(actor, chosen[0].plan, today):
        message = "Chỉ cán bộ, lãnh đạo cơ quan theo dõi kế hoạch được gộp."
        raise NotAllowed(message)
    if any(row.state != Difficulty.State.OPEN for row in chosen):
        message = "Chỉ gộp các vướng mắc đang chờ trả lời."
        raise DutyNotOpen(message)
    first: Difficulty | None = next((row for row in chosen if row.pk == head.pk), None)
    if first is None:
        message = "Chọn một trong các vướng mắc đã đánh dấu làm vướng mắc chung."
        raise InvalidInput(message)
    others = [row for row in chosen if row.pk != head.pk]
    _refuse_passed_on(others)
    moved = [row.pk for row in others]
    Difficulty.objects.filter(merged_into__in=moved).update(merged_into=first)
    Difficulty.objects.filter(pk__in=moved).update(merged_into=first)
    said = f"Vướng mắc đang theo dõi được gộp với vướng mắc của {first.agency}"
    for row in others:
        tell_followers(difficulty=row, text=said, actor=actor, today=today, now=now)
    return first


def _refuse_passed_on(rows: Iterable[Difficulty]) -> None:
    """Raise when one that is merged into another lies with an agency of its own."""
    waiting = Referral.objects.waiting().filter(difficulty__in=list(rows))
    if found := waiting.select_related("agency", "difficulty__agency").first():
        message = (
            f"Vướng mắc của {found.difficulty.agency} đang ở {found.agency}: thu lại"
            " trước, hoặc chọn nó làm vướng mắc chung."
        )
        raise DutyNotOpen(message)


@transaction.atomic
def part_difficulty(*, difficulty: Difficulty, actor: User, today: date) -> None:
    """Take one out of a merged difficulty again, while nobody has answered."""
    row = hold(Difficulty.objects).get(pk=difficulty.pk)
    if not can_review(actor, row.plan, today):
        message = "Chỉ cán bộ, lãnh đạo cơ quan theo dõi kế hoạch được tách."
        raise NotAllowed(message)
    if row.merged_into_id is None or row.state != Difficulty.State.OPEN:
        message = "Vướng mắc này không còn gộp hoặc đã được trả lời."
        raise DutyNotOpen(message)
    row.merged_into = None
    row.save(update_fields=["merged_into"])


def with_merged(row: Difficulty) -> list[Difficulty]:
    """Return the difficulty and those merged into it."""
    return [row, *hold(row.merged).order_by("pk")]


def difficulty_to_answer(
    difficulty: Difficulty, actor: User, today: date
) -> Difficulty:
    """Return the difficulty, locked, for who answers it for the steering agency."""
    rows = hold(Difficulty.objects)
    row: Difficulty = rows.select_related("plan__steering_agency").get(pk=difficulty.pk)
    if not can_review(actor, row.plan, today):
        message = "Chỉ cán bộ, lãnh đạo cơ quan theo dõi kế hoạch được trả lời."
        raise NotAllowed(message)
    if row.state == Difficulty.State.WITHDRAWN:
        message = "Đơn vị đã rút vướng mắc này nên không phải trả lời nữa."
        raise DutyNotOpen(message)
    if row.merged_into_id is not None:
        message = "Vướng mắc này đã gộp; trả lời ở vướng mắc chung."
        raise DutyNotOpen(message)
    return row


def settle_difficulty(
    row: Difficulty, state: str, said: str, actor: User, now: datetime
) -> None:
    """Write what was said below what was said before, and the state."""
    row.answer = f"{row.answer}\n\n{said}" if row.answer else said
    row.state, row.answered_by, row.answered_at = state, actor, now
    row.save(
        update_fields=["answer", "state", "answered_by", "answered_at", "search_text"]
    )


def tell_answer(
    row: Difficulty, words: str, said: str, actor: User, today: date, now: datetime
) -> None:
    """Tell the agency that raised it, and who follows it."""
    after = f": {said}" if said else ""
    told = Told(
        Notice.Kind.ANSWERED, f"{words}{after}", f"/vuong-mac/#vuong-mac-{row.pk}"
    )
    tell_agencies(told={row.agency_id: told}, actor=actor, today=today, now=now)
    text = f"{words} đang theo dõi{after}"
    tell_followers(difficulty=row, text=text, actor=actor, today=today, now=now)


def _required(text: str, field: str, message: str) -> str:
    said = text.strip()
    if not said:
        raise InvalidInput(message, field=field)
    return said
