"""What UBND tỉnh answered to an escalated difficulty: a document, told to the agencies."""

from datetime import date, datetime

from django.db import transaction

from agencies.models import User
from kehoach.lib.dates import format_date
from kehoach.lib.text import nfc
from tasks.difficulties.handling import tell_answer, with_merged
from tasks.duties.authority import can_review
from tasks.duties.errors import DutyNotOpen, InvalidInput, NotAllowed
from tasks.duties.locks import hold
from tasks.duties.versions import keep_version, required_change, required_reason
from tasks.models import Difficulty

_WORDS = "UBND tỉnh trả lời vướng mắc"


@transaction.atomic
def record_committee_answer(
    *,
    difficulty: Difficulty,
    number: str,
    issued_on: date,
    text: str,
    reason: str = "",
    actor: User,
    today: date,
    now: datetime,
) -> Difficulty:
    """Record the document by which UBND tỉnh answered; what was recorded before is put
    right with a reason, and stays readable.

    Raises NotAllowed, DutyNotOpen for what was never escalated, InvalidInput.
    """
    row = _locked(difficulty, actor, today)
    said = _checked(row, number, issued_on, text, today)
    if row.committee_number:
        changed = required_change(row, said, field="text")
        why = required_reason(reason)
        keep_version(row, fields=changed, reason=why, actor=actor, now=now)
    for each in with_merged(row):
        for name, value in said.items():
            setattr(each, name, value)
        each.state, each.answered_by, each.answered_at = (
            Difficulty.State.ANSWERED,
            actor,
            now,
        )
        each.save(update_fields=[*said, "state", "answered_by", "answered_at"])
        told = f"Văn bản số {number} ngày {format_date(issued_on)}: {text}"
        tell_answer(each, _WORDS, told, actor, today, now)
    return row


def _locked(difficulty: Difficulty, actor: User, today: date) -> Difficulty:
    rows = hold(Difficulty.objects).select_related("plan")
    row: Difficulty = rows.get(pk=difficulty.pk)
    if not can_review(actor, row.plan, today):
        message = "Chỉ cán bộ, lãnh đạo cơ quan theo dõi kế hoạch ghi được."
        raise NotAllowed(message)
    if row.merged_into_id is not None:
        message = "Vướng mắc này đã gộp; ghi trả lời ở vướng mắc chung."
        raise DutyNotOpen(message)
    if row.state != Difficulty.State.ESCALATED and not row.committee_number:
        message = "Chỉ ghi trả lời của UBND tỉnh cho vướng mắc đã báo cáo UBND tỉnh."
        raise DutyNotOpen(message)
    return row


def _checked(
    row: Difficulty, number: str, issued_on: date, text: str, today: date
) -> dict[str, str | date]:
    """Return column → value; raises InvalidInput that names what is wrong."""
    problems = {}
    if not nfc(number).strip():
        problems["number"] = "Nhập số, ký hiệu văn bản của UBND tỉnh."
    if issued_on > today:
        problems["issued_on"] = "Ngày văn bản không được sau hôm nay."
    elif issued_on < row.raised_on:
        day = format_date(row.raised_on)
        problems["issued_on"] = f"Văn bản trả lời không thể trước ngày nêu ({day})."
    if not nfc(text).strip():
        problems["text"] = "Ghi nội dung trả lời."
    if problems:
        raise InvalidInput(problems=problems)
    return {
        "committee_number": nfc(number).strip(),
        "committee_on": issued_on,
        "committee_answer": nfc(text).strip(),
    }
