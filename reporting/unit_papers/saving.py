"""Storing a version of a draft or of an outline; nobody overwrites anybody."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from agencies.models import Agency, User
from kehoach.lib.marks import mark_problems_of
from kehoach.lib.text import nfc
from reporting.models import PaperKind, UnitDraft, UnitOutline
from reporting.unit_papers.material import newest_draft
from reporting.unit_papers.outline import (
    OUTLINE_VARIABLES,
    as_rows,
    stored_unit_outline,
)
from reporting.unit_papers.shipped import WORDS, PaperOutline, UnitPart
from tasks.duties.authority import can_review, can_write
from tasks.duties.errors import InvalidInput, NotAllowed, PeriodClosed, StaleVersion
from tasks.models import Period

#: Characters of one part.
_MOST = 20_000
_STALE = (
    "Người khác vừa lưu bản mới hơn. Nội dung anh/chị nhập vẫn ở dưới; xem bản mới ở"
    " “Các bản đã lưu” rồi lưu lần nữa."
)
FIELDS = ("words", "chosen", "work", "signer_id", "rank", "place", "recipients")


@transaction.atomic
def save_draft(
    *,
    agency: Agency,
    period: Period,
    kind: PaperKind,
    words: Mapping[str, str],
    chosen: Mapping[str, Sequence[int]],
    work: Mapping[str, Mapping[str, str]],
    signer_id: int | None,
    rank: str,
    place: str,
    recipients: str,
    base: int,
    actor: User,
    today: date,
    now: datetime,
) -> UnitDraft:
    """Store a new version over version `base` (0: none yet); equal words store none.

    Raises StaleVersion when somebody stored another one since.
    """
    if not can_write(actor, agency.pk, today):
        raise NotAllowed
    if not period.is_open:
        message = "Kỳ báo cáo đã chốt số liệu nên không sửa dự thảo được."
        raise PeriodClosed(message)
    _require_short(words)
    last = newest_draft(kind, agency, period)
    draft = UnitDraft(
        agency=agency,
        period=period,
        kind=kind,
        number=base + 1,
        words={key: nfc(text).strip() for key, text in words.items()},
        chosen={key: list(ids) for key, ids in chosen.items()},
        work={key: dict(cells) for key, cells in work.items()},
        signer_id=signer_id,
        rank=rank,
        place=nfc(place).strip(),
        recipients=nfc(recipients).strip(),
        author=actor,
        saved_at=now,
    )
    if all(getattr(draft, name) == getattr(last, name) for name in FIELDS):
        return last
    if last.number != base:
        raise StaleVersion(_STALE)
    _insert(draft)
    return draft


def _require_short(words: Mapping[str, str]) -> None:
    problems = {
        f"loi-{key}": f"Mục dài {len(text)} ký tự, tối đa {_MOST}. Rút gọn lại."
        for key, text in words.items()
        if len(text) > _MOST
    }
    if problems:
        message = "Chưa lưu được, xem các ô bên dưới."
        raise InvalidInput(message, problems=problems)


def _insert(row: UnitDraft | UnitOutline) -> None:
    """Store the version; who came second in the same moment is told so."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise StaleVersion(_STALE) from error


@transaction.atomic
def save_unit_outline(
    *,
    period: Period,
    kind: str,
    outline: PaperOutline,
    base: int,
    actor: User,
    today: date,
    now: datetime,
) -> UnitOutline:
    """Store the outline of the period's papers over version `base` of this period."""
    if not can_review(actor, period.plan, today):
        raise NotAllowed
    _require_sound(outline)
    if stored_unit_outline(period, kind).number != base:
        raise StaleVersion(_STALE)
    row = UnitOutline(
        period=period,
        kind=kind,
        number=base + 1,
        subject=outline.subject,
        parts=as_rows(outline.parts),
        author=actor,
        saved_at=now,
    )
    _insert(row)
    return row


def _require_sound(outline: PaperOutline) -> None:
    problems: dict[str, Any] = {}
    named = [("subject", outline.subject)]
    named += [(f"ten-{part.key}", part.title) for part in outline.parts]
    for field, text in named:
        wrong = mark_problems_of(text, OUTLINE_VARIABLES)
        if not text:
            problems[field] = "Nhập tên."
        elif wrong:
            problems[field] = " ".join(wrong)
    if problems:
        message = "Chưa lưu được, xem các ô bên dưới."
        raise InvalidInput(message, problems=problems)
    if not any(part.is_on for part in outline.parts):
        message = "Bật ít nhất một mục."
        raise InvalidInput(message)


def own_part(title: str, parts: Sequence[UnitPart]) -> UnitPart:
    """Return a new part of words with a key that no other has."""
    taken = {part.key for part in parts}
    number = next(n for n in range(1, len(parts) + 2) if f"rieng-{n}" not in taken)
    return UnitPart(f"rieng-{number}", title, 1, WORDS)
