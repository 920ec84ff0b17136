"""«Công văn»: drafted from duties to urge, recorded once number and day came back."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from agencies.models import Agency, User
from kehoach.lib.dates import format_date
from kehoach.lib.text import nfc
from tasks.duties.authority import can_review
from tasks.duties.errors import (
    DutyNotOpen,
    InvalidInput,
    NotAllowed,
    PeriodClosed,
    StaleVersion,
)
from tasks.duties.locks import hold, work_in
from tasks.duties.new_days import day_problem
from tasks.models import (
    Period,
    UrgedFor,
    UrgingLetter,
)
from tasks.official_letters.letter_lists import urged_duties
from tasks.official_letters.letter_words import first_words, with_replaced


@transaction.atomic
def draft_letter(
    *,
    period: Period,
    purpose: str,
    issuer: str,
    agencies: Iterable[Agency],
    kinds: Iterable[str] = UrgedFor.values,
    actor: User,
    today: date,
    now: datetime,
) -> UrgingLetter:
    """Start a letter to these agencies; one of urging speaks of those `kinds` of duties
    that they have, and needs somebody to urge.
    """
    _require(actor, period, today)
    chosen, found = list(agencies), set[str]()
    if purpose == UrgingLetter.Purpose.URGE:
        rows = urged_duties(period, today).filter(agency__in=chosen, kind__in=kinds)
        pairs = set(rows.order_by().values_list("agency_id", "kind"))
        urged, found = {agency for agency, _ in pairs}, {kind for _, kind in pairs}
        chosen = [agency for agency in chosen if agency.pk in urged]
        if not chosen:
            message = "Chọn ít nhất một đơn vị đang có nhiệm vụ phải đôn đốc."
            raise InvalidInput(message, field="agency")
    words = first_words(period, purpose, issuer, found, today)
    letter: UrgingLetter = UrgingLetter.objects.create(
        period=period,
        purpose=purpose,
        issuer=issuer,
        kinds=[kind for kind in UrgedFor.values if kind in found],
        created_by=actor,
        created_at=now,
        **words,
    )
    letter.agencies.set(chosen)
    return letter


@transaction.atomic
def change_letter(
    *,
    letter: UrgingLetter,
    said: Mapping[str, Any],
    version: int,
    actor: User,
    today: date,
) -> UrgingLetter:
    """Change the words of a draft; somebody else's newer version is not overwritten."""
    row = letter_to_change(letter, actor, today)
    if row.version != version:
        message = (
            "Có người vừa sửa công văn này. Nội dung anh/chị gõ vẫn ở dưới;"
            " mở trang ở thẻ khác để so rồi lưu lại."
        )
        raise StaleVersion(message)
    _take(row, said, today)
    row.version += 1
    row.save()
    return row


def _take(row: UrgingLetter, said: Mapping[str, Any], today: date) -> None:
    """Write what was said; a new day of answer takes the old one's place in the text
    unless the text names the new one.
    """
    before = row.answer_by
    for name, value in said.items():
        setattr(row, name, nfc(value).strip() if isinstance(value, str) else value)
    if row.answer_by == before or row.answer_by is None:
        return
    if problem := day_problem(row.answer_by, today):
        raise InvalidInput(problem, field="answer_by")
    day = format_date(row.answer_by)
    if before and day not in row.text:
        row.text = row.text.replace(format_date(before), day)


@transaction.atomic
def reword_letter(*, letter: UrgingLetter, actor: User, today: date) -> UrgingLetter:
    """Write subject, text and day of answer anew, from what its agencies have today."""
    row = letter_to_change(letter, actor, today)
    rows = urged_duties(row.period, today).filter(agency__in=row.agencies.values("pk"))
    found = set(rows.order_by().values_list("kind", flat=True))
    if row.purpose == UrgingLetter.Purpose.URGE:
        row.kinds = [kind for kind in UrgedFor.values if kind in found]
    words = first_words(row.period, row.purpose, row.issuer, row.kinds, today)
    for name in ("about", "text", "answer_by"):
        setattr(row, name, words[name])
    if row.replaces:
        row.text = with_replaced(row.text, row.replaces)
    row.version += 1
    row.save()
    return row


def letter_to_change(letter: UrgingLetter, actor: User, today: date) -> UrgingLetter:
    """Return the draft, locked, for who may change or send it."""
    rows = hold(UrgingLetter.objects)
    row: UrgingLetter = rows.select_related("period__plan").get(pk=letter.pk)
    _require(actor, row.period, today)
    if row.is_sent:
        message = (
            "Công văn đã ghi nhận gửi nên không sửa lời văn được; sai thì soạn công văn"
            " thay thế."
        )
        raise DutyNotOpen(message)
    return row


def _require(actor: User, period: Period, today: date) -> None:
    require_steering(actor, period, today)
    if not work_in(period).is_open:
        raise PeriodClosed


def require_steering(actor: User, period: Period, today: date) -> None:
    """Raise NotAllowed for who does not steer the plan."""
    if not can_review(actor, period.plan, today):
        message = "Chỉ cán bộ, lãnh đạo cơ quan theo dõi kế hoạch soạn công văn."
        raise NotAllowed(message)
