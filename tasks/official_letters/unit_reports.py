"""The letter that an agency sends for a period: number, day and the signed PDF."""

from collections.abc import Collection
from datetime import date, datetime

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet

from agencies.models import Agency, User
from kehoach.lib.refusals import RuleBroken
from kehoach.lib.text import nfc
from tasks.duties.authority import can_record_letter, can_review
from tasks.duties.errors import InvalidInput, NotAllowed, PeriodClosed
from tasks.duties.locks import lock_duties, work_in
from tasks.duties.transitions import transition
from tasks.evidence.file_types import PDF, check_upload, clean_name
from tasks.evidence.quota import room_for
from tasks.evidence.same_file import file_digest
from tasks.evidence.storing import store
from tasks.models import (
    LIVE,
    Duty,
    DutyEvent,
    LetterDuty,
    Notice,
    Period,
    Schedule,
    UnitReport,
    UrgingLetter,
)
from tasks.notices.telling import Told, tell_agencies
from tasks.reminders.planning import after_change
from tasks.work.first_sending import told_first_days


@transaction.atomic
def record_unit_report(
    *,
    agency: Agency,
    period: Period,
    number: str,
    signed_on: date,
    actor: User,
    signer: str = "",
    arrived_on: date | None = None,
    upload: UploadedFile | None = None,
    note: str = "",
    covers: Collection[int] | None = None,
    today: date,
    now: datetime,
) -> UnitReport:
    """Record the letter; its arrival counts as the first sending where earlier, of the
    duties it tells of: those sent already and, of the others, `covers` (all when None).

    The agency's own people record it as arrived today; the steering agency, which
    enters a letter that came outside the portal, says on which day it arrived.
    """
    period = work_in(period, agency)
    by_agency = can_record_letter(actor, agency.pk, today)
    _require_recorder(actor, period, today, by_agency=by_agency)
    report = UnitReport(
        agency=agency,
        period=period,
        number=nfc(number).strip(),
        signed_on=signed_on,
        signer=nfc(signer).strip(),
        arrived_on=arrived_on or today,
        entered_by_steering=not by_agency,
        recorded_by=actor,
        recorded_at=now,
        note=nfc(note).strip(),
    )
    _check(report, today)
    if upload is not None:
        room_for(report, upload, now)
        store_pdf(report, upload)
    report.save()
    rows = _fix_first_sending(report, covers, actor=actor, today=today, now=now)
    _tell_other_side(report, rows, actor=actor, today=today, now=now)
    return report


def _tell_other_side(
    report: UnitReport, rows: list[Duty], *, actor: User, today: date, now: datetime
) -> None:
    """Tell the agency of a letter entered in its stead; tell the steering agency of one
    that alone makes duties sent, so that somebody compares it.
    """
    steering = report.period.plan.steering_agency
    if report.entered_by_steering:
        to = report.agency_id
        words = f"{steering} đã ghi báo cáo số {report.number} của đơn vị (nhập thay)"
    elif rows:
        to = steering.pk
        empty = sum(row.last_entry_on is None for row in rows)
        words = (
            f"{report.agency} ghi báo cáo số {report.number}, nói về {len(rows)} nhiệm"
            f" vụ chưa gửi trên hệ thống ({empty} chưa có kết quả): cần đối chiếu"
        )
    else:
        return
    told = {to: Told(Notice.Kind.LETTER, words, report.get_absolute_url())}
    tell_agencies(told=told, actor=actor, today=today, now=now)


def _require_recorder(
    actor: User, period: Period, today: date, *, by_agency: bool
) -> None:
    if not by_agency and not can_review(actor, period.plan, today):
        message = (
            "Chỉ văn thư, đầu mối, thủ trưởng đơn vị hoặc cơ quan theo dõi kế hoạch ghi"
            " được."
        )
        raise NotAllowed(message)
    if not period.is_open:
        message = "Kỳ báo cáo đã chốt số liệu nên không ghi thêm báo cáo được."
        raise PeriodClosed(message)


def _check(report: UnitReport, today: date) -> None:
    """Raise when the letter is there already or its days cannot be."""
    there = UnitReport.objects.standing().filter(
        agency=report.agency, period=report.period
    )
    if known := there.first():
        message = (
            f"Kỳ này đã ghi báo cáo số {known.number}. Nếu sai, bấm «Sửa văn bản đã ghi»"
            " và ghi lý do."
        )
        raise RuleBroken(message)
    check_days(report, today)
    if not report.entered_by_steering and report.arrived_on != today:
        message = "Ngày đến do hệ thống ghi là ngày đơn vị cập nhật."
        raise InvalidInput(message, field="arrived_on")


def check_days(report: UnitReport, today: date) -> None:
    """Raise InvalidInput when the letter's number or days cannot be."""
    problems = {}
    if not report.number:
        problems["number"] = "Nhập số, ký hiệu văn bản."
    if report.signed_on > today:
        problems["signed_on"] = "Ngày ký không được sau ngày hôm nay."
    if report.arrived_on > today:
        problems["arrived_on"] = "Ngày đến không được sau ngày hôm nay."
    elif report.arrived_on < report.signed_on:
        problems["arrived_on"] = "Ngày đến không được trước ngày ký."
    if problems:
        message = "Chưa lưu được, xem các ô bên dưới."
        raise InvalidInput(message, problems=problems)


def store_pdf(report: UnitReport | UrgingLetter, upload: UploadedFile) -> None:
    """Keep the signed PDF of a letter under a random name."""
    check_upload(upload, max_bytes=settings.EVIDENCE_MAX_BYTES, allowed=(PDF,))
    report.file_name, report.sha256 = clean_name(upload), file_digest(upload)
    store(report.file, upload, ".pdf")


def answered_by(agency: Agency, period: Period) -> QuerySet[Duty]:
    """Return the duties that the letter speaks for: the period's own, and of the
    `once` ones those that fall due with it.
    """
    in_time = Q(due_on__isnull=False, due_on__lte=period.unit_due)
    return Duty.objects.filter(
        ~Q(schedule=Schedule.ONCE) | in_time,
        agency=agency,
        period=period,
        state__in=LIVE,
    )


def told_by_letter(report: UnitReport) -> list[str]:
    """Return the codes of the duties that the letter tells of."""
    rows = report.covers.order_by("duty__task__position", "duty")
    return list(rows.values_list("duty__task__code", flat=True))


def cover(report: UnitReport, duties: list[Duty]) -> None:
    """Let the letter tell of the locked duties; a day of their first sending that no
    fact of their own tells (it came with a merger) is kept for when the letter goes.
    """
    told = told_first_days(duties)
    LetterDuty.objects.bulk_create(
        LetterDuty(
            letter=report,
            duty=duty,
            sent_before=None
            if duty.first_sent_on == told[duty.pk]
            else duty.first_sent_on,
        )
        for duty in duties
    )


def _fix_first_sending(
    report: UnitReport,
    covers: Collection[int] | None,
    *,
    actor: User,
    today: date,
    now: datetime,
) -> list[Duty]:
    """Let the arrival of the letter be the first sending where that is earlier; return
    those duties.
    """
    day = report.arrived_on
    told_of = [
        duty
        for duty in lock_duties(answered_by(report.agency, report.period))
        if covers is None or duty.pk in covers or duty.first_sent_on is not None
    ]
    cover(report, told_of)
    rows = [
        duty
        for duty in told_of
        if duty.first_sent_on is None or duty.first_sent_on > day
    ]
    transition(
        rows,
        DutyEvent.Kind.LETTER,
        actor=actor,
        today=day,
        now=now,
        note=f"Báo cáo số {report.number} ngày {report.signed_on:%d/%m/%Y}",
        first_sent_on=day,
    )
    after_change(rows, now=now)
    return rows
