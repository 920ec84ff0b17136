"""A letter went out: number, day and the signed file, and what it says on each duty."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from agencies.models import User
from kehoach.lib.text import nfc
from tasks.duties.errors import DutyNotOpen, Incomplete, InvalidInput
from tasks.duties.locks import hold
from tasks.duties.transitions import transition
from tasks.models import DutyEvent, Notice, UrgedDuty, UrgedFor, UrgingLetter
from tasks.notices.telling import Told, tell_agencies
from tasks.official_letters.drafting import letter_to_change, require_steering
from tasks.official_letters.letter_lists import Urged, annex_lines_of
from tasks.official_letters.letter_words import gaps
from tasks.official_letters.unit_reports import store_pdf


@transaction.atomic
def record_sent(
    *,
    letter: UrgingLetter,
    number: str,
    signed_on: date,
    upload: UploadedFile | None = None,
    actor: User,
    today: date,
    now: datetime,
) -> UrgingLetter:
    """Record that the signed letter went out, with the signed file: each duty that it
    names is stored with its state, gets an event, and its agency a notice. A request is
    recorded on the period. Raises Incomplete, which names what the letter lacks.
    """
    row = letter_to_change(letter, actor, today)
    check_number(number, signed_on, today)
    lines = annex_lines_of(row, today)
    if row.purpose == UrgingLetter.Purpose.URGE and not lines:
        message = "Không còn nhiệm vụ nào phải đôn đốc, nên không gửi nữa."
        raise DutyNotOpen(message)
    if missing := lacking(row, lines):
        message = f"Chưa ghi nhận gửi được. {' '.join(missing)}"
        raise Incomplete(message, missing=missing)
    if upload is not None:
        store_pdf(row, upload)
    row.number, row.signed_on = nfc(number).strip(), signed_on
    row.sent_by, row.sent_at = actor, now
    row.version += 1
    row.save()
    period = row.period
    follow_request(row, (period.request_number, period.request_on))
    _name(row, lines, signed_on, actor, now)
    _tell(row, lines, actor, today, now)
    return row


def lacking(letter: UrgingLetter, lines: Iterable[Urged]) -> list[str]:
    """Return what the letter lacks to be signed, and kinds of duties of which it speaks
    though none is left.
    """
    there = {line.kind for line in lines}
    gone = [
        f"Không còn nhiệm vụ «{UrgedFor(kind).label}»: bấm «Soạn lại lời văn»."
        for kind in letter.kinds
        if kind not in there
    ]
    return [*gaps(letter), *gone]


@transaction.atomic
def keep_signed_file(
    *, letter: UrgingLetter, upload: UploadedFile, actor: User, today: date
) -> UrgingLetter:
    """Keep the signed PDF of a letter that was recorded without it."""
    rows = hold(UrgingLetter.objects)
    row: UrgingLetter = rows.select_related("period__plan").get(pk=letter.pk)
    require_steering(actor, row.period, today)
    if not row.is_sent or row.file:
        message = "Công văn chưa ghi nhận gửi, hoặc đã có bản ký."
        raise DutyNotOpen(message)
    store_pdf(row, upload)
    row.save(update_fields=["file", "file_name", "sha256"])
    return row


def follow_request(row: UrgingLetter, held: tuple[str, date | None]) -> None:
    """Let the period name the letter that asked for its reports, unless it names
    another than the one `held` before.
    """
    period = row.period
    named = period.request_number, period.request_on
    if row.purpose == UrgingLetter.Purpose.REQUEST and named == held:
        period.request_number, period.request_on = row.number, row.signed_on
        period.save(update_fields=["request_number", "request_on"])


def check_number(number: str, signed_on: date, today: date) -> None:
    """Raise InvalidInput when number or day of a signed letter cannot be."""
    problems = {}
    if not number.strip():
        problems["number"] = "Nhập số, ký hiệu công văn đã phát hành."
    if signed_on > today:
        problems["signed_on"] = "Ngày ký không được sau ngày hôm nay."
    if problems:
        message = "Chưa ghi được, xem các ô bên dưới."
        raise InvalidInput(message, problems=problems)


def _name(
    row: UrgingLetter, lines: list[Urged], signed_on: date, actor: User, now: datetime
) -> None:
    note = f"Công văn số {row.number} ngày {signed_on:%d/%m/%Y}"
    UrgedDuty.objects.bulk_create(
        UrgedDuty(
            letter=row,
            duty=line.duty,
            kind=line.kind,
            due_on=line.due_on,
            standing=line.standing,
        )
        for line in lines
    )
    transition(
        (line.duty for line in lines),
        DutyEvent.Kind.URGED,
        actor=actor,
        today=signed_on,
        now=now,
        note=note,
    )


def _tell(
    row: UrgingLetter, lines: list[Urged], actor: User, today: date, now: datetime
) -> None:
    """Tell each agency once, with how many duties the letter names."""
    counts: dict[int, int] = {}
    for line in lines:
        counts[line.duty.agency_id] = counts.get(line.duty.agency_id, 0) + 1
    words = f"{row.get_purpose_display()} số {row.number}"
    if row.replaces:
        words += f" thay số {row.replaces.number}"
    agencies = row.agencies.all()
    told = {
        agency.pk: Told(
            Notice.Kind.URGED,
            f"{words}: {counts[agency.pk]} nhiệm vụ"
            if agency.pk in counts
            else f"{words}: {row.about}",
            f"/don-vi/{agency.code}/?{row.period.query}",
        )
        for agency in agencies
        if agency.pk in counts or row.purpose == UrgingLetter.Purpose.REQUEST
    }
    if told:
        tell_agencies(told=told, actor=actor, today=today, now=now)
