"""A difficulty is put right or taken back until it is answered."""

from datetime import date, datetime

from django.db import transaction

from agencies.models import User
from kehoach.lib.text import nfc
from tasks.difficulties.ending_referrals import end_referral
from tasks.difficulties.following import tell_followers
from tasks.duties.authority import can_write
from tasks.duties.errors import DutyNotOpen, InvalidInput, NotAllowed, PeriodClosed
from tasks.duties.locks import hold, work_in
from tasks.duties.versions import keep_version, put_right, required_reason
from tasks.models import Correction, Difficulty

WITHDRAWN = "Ghi lý do rút."


@transaction.atomic
def correct_difficulty(
    *,
    difficulty: Difficulty,
    text: str,
    recommendation: str = "",
    reason: str,
    actor: User,
    today: date,
    now: datetime,
) -> Difficulty:
    """Give an unanswered difficulty new words; who follows it is told."""
    row = _locked_difficulty(difficulty, actor, today)
    why = required_reason(reason)
    words = {"text": nfc(text).strip(), "recommendation": nfc(recommendation).strip()}
    if not words["text"]:
        message = "Ghi rõ khó khăn, vướng mắc."
        raise InvalidInput(message, field="text")
    put_right(row, words, field="text", reason=why, actor=actor, now=now)
    row.save(update_fields=["text", "recommendation", "search_text"])
    said = f"{row.agency} sửa vướng mắc đang theo dõi: {why}"
    tell_followers(difficulty=row, text=said, actor=actor, today=today, now=now)
    return row


@transaction.atomic
def withdraw_difficulty(
    *, difficulty: Difficulty, reason: str, actor: User, today: date, now: datetime
) -> Difficulty:
    """Take an unanswered difficulty back: no report prints it, who read it sees that it
    was withdrawn.
    """
    row = _locked_difficulty(difficulty, actor, today)
    why = required_reason(reason, WITHDRAWN)
    keep_version(row, act=Correction.Act.WITHDRAWN, reason=why, actor=actor, now=now)
    row.state = Difficulty.State.WITHDRAWN
    row.save(update_fields=["state"])
    end_referral(row, "Đơn vị đã rút vướng mắc", actor, today, now)
    said = f"{row.agency} rút vướng mắc đang theo dõi: {why}"
    tell_followers(difficulty=row, text=said, actor=actor, today=today, now=now)
    return row


def _locked_difficulty(difficulty: Difficulty, actor: User, today: date) -> Difficulty:
    period = work_in(difficulty.period)
    rows = hold(Difficulty.objects)
    row: Difficulty = rows.select_related("agency").get(pk=difficulty.pk)
    if not can_write(actor, row.agency_id, today):
        message = "Chỉ cán bộ đầu mối hoặc thủ trưởng của đơn vị đã nêu sửa, rút được."
        raise NotAllowed(message)
    if not period.is_open:
        raise PeriodClosed
    if row.merged_into_id or row.merged.exists():
        message = "Vướng mắc này đã được gộp nên không sửa, rút được."
        raise DutyNotOpen(message)
    if row.state != Difficulty.State.OPEN:
        message = f"Vướng mắc này «{row.get_state_display()}» nên không sửa, rút được."
        raise DutyNotOpen(message)
    return row
