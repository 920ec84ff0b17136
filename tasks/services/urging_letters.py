"""«Công văn»: drafted from late duties, recorded once number and day came back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from agencies.models import Agency, User
from kehoach.lib.text import nfc
from tasks.authority import can_review
from tasks.models import (
    Duty,
    DutyEvent,
    Notice,
    Period,
    UrgedDuty,
    UrgingLetter,
)
from tasks.services.errors import (
    DutyNotOpen,
    InvalidInput,
    NotAllowed,
    PeriodClosed,
    StaleVersion,
)
from tasks.services.letter_words import first_words
from tasks.services.notices import Told, tell_agencies
from tasks.services.transitions import transition
from tasks.status import LATE, Standing, standing_case

Purpose = UrgingLetter.Purpose


@dataclass(frozen=True)
class Late:
    """A late duty as the annex shows it."""

    duty: Duty
    due_on: date
    standing: str


def late_duties(period: Period, today: date) -> Any:  # noqa: ANN401 -- an annotated query
    """Return the period's duties that are late on `today`, joined and in order.

    Requested bodies, sent letters, waived and extended duties are never among them:
    `status.LATE` is the only word on that (domain §4.5, design rule 8).
    """
    rows = Duty.objects.shown_in(period).annotate(standing=standing_case(today))
    late = rows.filter(standing__in=LATE).select_related("task", "agency")
    return late.order_by("agency__sort_key", "task__position", "pk")


def as_late(rows: Iterable[Any]) -> list[Late]:
    """Return the rows of `late_duties` with the day that was missed."""
    return [
        Late(row, row.due_now, str(Standing(row.standing).label))
        for row in rows
        if row.due_now
    ]


def lines_of(letter: UrgingLetter, today: date) -> list[Late]:
    """Return what the annex lists: what was stored once sent, else who is late today."""
    if letter.is_sent:
        named = letter.named.select_related("duty__task", "duty__agency")
        return [Late(row.duty, row.due_on, row.standing) for row in named]
    if letter.purpose == Purpose.REQUEST:
        return []
    mine = letter.agencies.values("pk")
    return as_late(late_duties(letter.period, today).filter(agency__in=mine))


@transaction.atomic
def draft_letter(
    *,
    period: Period,
    purpose: str,
    issuer: str,
    agencies: Iterable[Agency],
    actor: User,
    today: date,
    now: datetime,
) -> UrgingLetter:
    """Start a letter to these agencies; one of urging needs somebody who is late."""
    _require(actor, period, today)
    chosen = list(agencies)
    if purpose == Purpose.URGE:
        late = set(late_duties(period, today).values_list("agency_id", flat=True))
        chosen = [agency for agency in chosen if agency.pk in late]
        if not chosen:
            message = "Chọn ít nhất một đơn vị đang có nhiệm vụ quá hạn."
            raise InvalidInput(message, field="agency")
    words = first_words(period, purpose, issuer, today)
    letter: UrgingLetter = UrgingLetter.objects.create(
        period=period,
        purpose=purpose,
        issuer=issuer,
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
    row = _locked(letter, actor, today)
    if row.version != version:
        message = (
            "Có người vừa sửa công văn này. Nội dung anh/chị gõ vẫn ở dưới;"
            " mở trang ở thẻ khác để so rồi lưu lại."
        )
        raise StaleVersion(message)
    for name, value in said.items():
        setattr(row, name, nfc(value).strip() if isinstance(value, str) else value)
    row.version += 1
    row.save()
    return row


@transaction.atomic
def record_sent(
    *,
    letter: UrgingLetter,
    number: str,
    signed_on: date,
    actor: User,
    today: date,
    now: datetime,
) -> UrgingLetter:
    """Record that the signed letter went out: each duty that it names is stored with
    its state, gets an event, and its agency a notice. A request is recorded on the
    period.
    """
    row = _locked(letter, actor, today)
    _check(number, signed_on, today)
    lines = lines_of(row, today)
    if row.purpose == Purpose.URGE and not lines:
        message = "Không còn đơn vị nào trong công văn quá hạn, nên không gửi nữa."
        raise DutyNotOpen(message)
    row.number, row.signed_on = nfc(number).strip(), signed_on
    row.sent_by, row.sent_at = actor, now
    row.version += 1
    row.save()
    if row.purpose == Purpose.REQUEST:
        row.period.request_number, row.period.request_on = row.number, signed_on
        row.period.save(update_fields=["request_number", "request_on"])
    _name(row, lines, signed_on, actor, now)
    _tell(row, lines, actor, today, now)
    return row


def _check(number: str, signed_on: date, today: date) -> None:
    problems = {}
    if not number.strip():
        problems["number"] = "Nhập số, ký hiệu công văn đã phát hành."
    if signed_on > today:
        problems["signed_on"] = "Ngày ký không được sau ngày hôm nay."
    if problems:
        message = "Chưa ghi được, xem các ô bên dưới."
        raise InvalidInput(message, problems=problems)


def _name(
    row: UrgingLetter, lines: list[Late], signed_on: date, actor: User, now: datetime
) -> None:
    note = f"Công văn số {row.number} ngày {signed_on:%d/%m/%Y}"
    UrgedDuty.objects.bulk_create(
        UrgedDuty(
            letter=row, duty=line.duty, due_on=line.due_on, standing=line.standing
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
    row: UrgingLetter, lines: list[Late], actor: User, today: date, now: datetime
) -> None:
    """Tell each agency once, with how many duties the letter names."""
    counts: dict[int, int] = {}
    for line in lines:
        counts[line.duty.agency_id] = counts.get(line.duty.agency_id, 0) + 1
    words = f"{row.get_purpose_display()} số {row.number}"
    agencies = row.agencies.all()
    told = {
        agency.pk: Told(
            Notice.Kind.URGED,
            f"{words}: {counts[agency.pk]} nhiệm vụ quá hạn"
            if agency.pk in counts
            else f"{words}: {row.about}",
            f"/don-vi/{agency.code}/?ky={row.period.key}",
        )
        for agency in agencies
        if agency.pk in counts or row.purpose == Purpose.REQUEST
    }
    if told:
        tell_agencies(told=told, actor=actor, today=today, now=now)


def _locked(letter: UrgingLetter, actor: User, today: date) -> UrgingLetter:
    rows = UrgingLetter.objects.select_for_update(of=("self",))
    row: UrgingLetter = rows.select_related("period__plan").get(pk=letter.pk)
    _require(actor, row.period, today)
    if row.is_sent:
        message = "Công văn đã ghi nhận gửi nên không sửa được."
        raise DutyNotOpen(message)
    return row


def _require(actor: User, period: Period, today: date) -> None:
    if not can_review(actor, period.plan, today):
        message = "Chỉ cán bộ, lãnh đạo cơ quan theo dõi kế hoạch soạn công văn."
        raise NotAllowed(message)
    if not period.is_open:
        raise PeriodClosed
