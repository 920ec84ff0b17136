"""A recorded letter is put right: by the agency until its reader confirmed it, by the
steering agency after."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from agencies.models import Agency, User
from kehoach.lib.refusals import RuleBroken
from kehoach.lib.text import nfc
from tasks.duties.authority import can_record_letter, can_review
from tasks.duties.errors import NotAllowed, PeriodClosed
from tasks.duties.locks import hold, lock_duties, work_in
from tasks.duties.transitions import transition
from tasks.duties.versions import keep_version, put_right, required_reason
from tasks.evidence.quota import room_for
from tasks.models import (
    LIVE,
    Correction,
    Duty,
    DutyEvent,
    LetterDuty,
    Notice,
    State,
    UnitReport,
)
from tasks.notices.telling import Told, tell_agencies
from tasks.official_letters.unit_reports import (
    answered_by,
    check_days,
    cover,
    store_pdf,
    told_by_letter,
)
from tasks.reminders.planning import after_change
from tasks.work.first_sending import told_first_days


@transaction.atomic
def correct_unit_report(
    *,
    report: UnitReport,
    number: str,
    signed_on: date,
    signer: str = "",
    note: str = "",
    arrived_on: date | None = None,
    upload: "UploadedFile[Any] | None" = None,
    covers: Collection[int] | None = None,
    reason: str,
    actor: User,
    today: date,
    now: datetime,
) -> UnitReport:
    """Give the letter new words, day, file or duties; the old version stays readable.

    The agency does it until the steering agency confirmed the letter; what it signs later arrives today.
    Only that agency says on which day a letter arrived. First sendings follow, with events.
    """
    row, by_agency = _locked(report, actor, today)
    why = required_reason(reason)
    words = {
        "number": nfc(number).strip(),
        "signed_on": signed_on,
        "signer": nfc(signer).strip(),
        "note": nfc(note).strip(),
        "arrived_on": _arrival(row, signed_on, arrived_on, today, by_agency=by_agency),
    }
    named = told_by_letter(row)
    rows = lock_duties(answered_by(row.agency, row.period).order_by("pk"))
    before = told_first_days(rows)
    inherited = _inherited(row)
    if covers is not None and _covers_anew(row, rows, covers):
        more = {"Nhiệm vụ trong văn bản": ", ".join(named) or "không có"}
    else:
        more = {}
    put_right(
        row, words, field="number", upload=upload, more=more,
        reason=why, actor=actor, now=now,
    )  # fmt: skip
    check_days(row, today)
    if upload is not None:
        room_for(row, upload, now)
        store_pdf(row, upload)
    row.save()
    _follow(row, rows, before, why, actor, today, now, inherited)
    return row


def _inherited(row: UnitReport) -> dict[int, date]:
    """Return duty → the day of its first sending that came with a merger and that only
    this letter keeps: it counts on when the letter tells of the duty no more.
    """
    kept = row.covers.values_list("duty", "sent_before")
    return {duty: day for duty, day in kept if day is not None}


def _arrival(
    row: UnitReport,
    signed_on: date,
    arrived_on: date | None,
    today: date,
    *,
    by_agency: bool,
) -> date:
    if arrived_on and not by_agency:
        return arrived_on
    return row.arrived_on if signed_on <= row.arrived_on else today


@transaction.atomic
def confirm_unit_report(
    *, report: UnitReport, actor: User, today: date, now: datetime
) -> UnitReport:
    """Say for the steering agency that the letter was compared; from then on only it
    corrects the letter."""
    row, by_agency = _locked(report, actor, today)
    if by_agency:
        message = f"Chỉ cán bộ, lãnh đạo {_steering(row)} đối chiếu được."
        raise NotAllowed(message)
    if row.confirmed_at is None:
        row.confirmed_at, row.confirmed_by = now, actor
        row.save(update_fields=["confirmed_at", "confirmed_by"])
    return row


@transaction.atomic
def take_off_unit_report(
    *, report: UnitReport, reason: str, actor: User, today: date, now: datetime
) -> UnitReport:
    """Take a wrong letter off: it counts for nothing any more and stays readable; the
    agency is told and may record the right one.
    """
    row, by_agency = _locked(report, actor, today)
    if by_agency:
        message = f"Chỉ cán bộ, lãnh đạo {_steering(row)} gỡ được văn bản."
        raise NotAllowed(message)
    why = required_reason(reason, "Ghi lý do gỡ văn bản.")
    rows = lock_duties(Duty.objects.filter(letters__letter=row).order_by("pk"))
    before = told_first_days(rows)
    keep_version(row, act=Correction.Act.TAKEN_OFF, reason=why, actor=actor, now=now)
    row.taken_off_at = now
    row.save(update_fields=["taken_off_at"])
    _follow(row, rows, before, why, actor, today, now)
    return row


def _locked(report: UnitReport, actor: User, today: date) -> tuple[UnitReport, bool]:
    """Return the letter, locked, and whether the person acts for its agency."""
    period = work_in(report.period, report.agency)
    held = hold(UnitReport.objects)
    row: UnitReport = held.select_related(
        "agency", "period__plan__steering_agency"
    ).get(pk=report.pk)
    reviews = can_review(actor, row.period.plan, today)
    by_agency = not reviews and can_record_letter(actor, row.agency_id, today)
    if not reviews and not by_agency:
        message = (
            f"Chỉ văn thư, đầu mối, thủ trưởng đơn vị hoặc {_steering(row)} sửa được."
        )
        raise NotAllowed(message)
    if not period.is_open:
        message = "Kỳ báo cáo đã chốt số liệu nên không sửa văn bản được."
        raise PeriodClosed(message)
    if row.taken_off_at:
        message = "Văn bản này đã được gỡ."
        raise RuleBroken(message)
    if by_agency and row.confirmed_at:
        message = (
            f"{_steering(row)} đã đối chiếu văn bản này và sửa được; đơn vị thì không."
        )
        raise NotAllowed(message)
    return row, by_agency


def _covers_anew(row: UnitReport, rows: list[Duty], covers: Collection[int]) -> bool:
    """Let the letter tell of these duties; return whether that changes anything."""
    own = {duty.pk for duty in rows}
    held = set(row.covers.filter(duty__in=own).values_list("duty", flat=True))
    wanted = own & set(covers)
    if wanted == held:
        return False
    LetterDuty.objects.filter(letter=row, duty__in=held - wanted).delete()
    cover(row, [duty for duty in rows if duty.pk in wanted - held])
    return True


def _follow(
    row: UnitReport,
    rows: Iterable[Duty],
    before: dict[int, date | None],
    why: str,
    actor: User,
    today: date,
    now: datetime,
    inherited: Mapping[int, date] | None = None,
) -> None:
    """Let first sendings follow what is true now, and tell the other side."""
    live = [duty for duty in rows if duty.state in LIVE]
    after = told_first_days(live)
    for pk, own in (inherited or {}).items():
        after[pk] = min(after.get(pk) or own, own)
    by_day: dict[date | None, list[Duty]] = {}
    for duty in live:
        day = after[duty.pk]
        moved = duty.first_sent_on == before[duty.pk] and day != before[duty.pk]
        if moved and (day or duty.state not in {State.SUBMITTED, State.ACCEPTED}):
            by_day.setdefault(day, []).append(duty)
    for day, duties in by_day.items():
        transition(
            duties,
            DutyEvent.Kind.LETTER_FIXED,
            actor=actor,
            today=today,
            now=now,
            note=f"Báo cáo số {row.number}: {why}",
            first_sent_on=day,
        )
        after_change(duties, now=now)
    _tell(row, why, actor, today, now)


def _steering(row: UnitReport) -> Agency:
    return row.period.plan.steering_agency


def _tell(row: UnitReport, why: str, actor: User, today: date, now: datetime) -> None:
    done = "gỡ" if row.taken_off_at else "sửa"
    if can_review(actor, row.period.plan, today):
        to, words = (
            row.agency_id,
            f"{_steering(row)} {done} báo cáo số {row.number}: {why}",
        )
    else:
        to, words = (
            _steering(row).pk,
            f"{row.agency} sửa báo cáo số {row.number}: {why}",
        )
    told = {to: Told(Notice.Kind.LETTER, words, row.get_absolute_url())}
    tell_agencies(told=told, actor=actor, today=today, now=now)
