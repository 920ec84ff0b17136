"""A letter that went out is put right: its number, day and file by a new version, its
words by another letter that replaces it (NĐ 30/2020/NĐ-CP Điều 18).
"""

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from agencies.models import User
from kehoach.lib.text import nfc
from tasks.duties.errors import DutyNotOpen
from tasks.duties.locks import hold, lock_duties, work_in
from tasks.duties.transitions import transition
from tasks.duties.versions import put_right, required_reason
from tasks.models import LIVE, Duty, DutyEvent, Notice, UrgingLetter
from tasks.notices.telling import Told, tell_agencies
from tasks.official_letters.drafting import draft_letter, require_steering
from tasks.official_letters.letter_words import with_replaced
from tasks.official_letters.sending import check_number, follow_request
from tasks.official_letters.unit_reports import store_pdf


@transaction.atomic
def correct_sent_letter(
    *,
    letter: UrgingLetter,
    number: str,
    signed_on: date,
    upload: "UploadedFile[Any] | None" = None,
    reason: str,
    actor: User,
    today: date,
    now: datetime,
) -> UrgingLetter:
    """Give a letter that went out its right number, day or file; the first stay
    readable, its duties say what changed and its agencies are told.
    """
    row = _locked(letter, actor, today)
    why = required_reason(reason)
    check_number(number, signed_on, today)
    before, held = row.cited, (row.number, row.signed_on)
    words = {"number": nfc(number).strip(), "signed_on": signed_on}
    changed = put_right(
        row, words, field="number", upload=upload, reason=why, actor=actor, now=now
    )
    if upload is not None:
        store_pdf(row, upload)
    row.save()
    follow_request(row, held)
    what = f"{before} sửa thành {row.cited}" if changed else f"{before} thay bản ký"
    _note(row, f"{what}: {why}", actor, today, now)
    return row


def _note(
    row: UrgingLetter, words: str, actor: User, today: date, now: datetime
) -> None:
    """Say it on each live duty that the letter names, and to who got the letter."""
    named = Duty.objects.filter(urged__letter=row, state__in=LIVE)
    transition(
        lock_duties(named.order_by("pk")),
        DutyEvent.Kind.URGE_FIXED,
        actor=actor,
        today=today,
        now=now,
        note=words,
    )
    told = {
        agency.pk: Told(
            Notice.Kind.URGED, words, f"/don-vi/{agency.code}/?{row.period.query}"
        )
        for agency in row.agencies.all()
    }
    if told:
        tell_agencies(told=told, actor=actor, today=today, now=now)


@transaction.atomic
def draft_replacing(
    *, letter: UrgingLetter, actor: User, today: date, now: datetime
) -> UrgingLetter:
    """Start a letter that names the one that went out with wrong words and takes its
    place; of its agencies those that there is still something to urge about. One that
    was started before is gone on with.
    """
    row = _locked(letter, actor, today)
    if started := row.replaced_by.first():
        return started
    new = draft_letter(
        period=row.period,
        purpose=row.purpose,
        issuer=row.issuer,
        agencies=row.agencies.all(),
        actor=actor,
        today=today,
        now=now,
    )
    new.replaces = row
    new.text = with_replaced(new.text, row)
    new.save(update_fields=["replaces", "text", "search_text"])
    return new


def _locked(letter: UrgingLetter, actor: User, today: date) -> UrgingLetter:
    """Return the letter, locked, for who steers its plan."""
    work_in(letter.period, *letter.agencies.all())
    row: UrgingLetter = (
        hold(UrgingLetter.objects).select_related("period__plan").get(pk=letter.pk)
    )
    require_steering(actor, row.period, today)
    if not row.is_sent:
        message = "Công văn chưa gửi: sửa ngay ở dự thảo."
        raise DutyNotOpen(message)
    return row
