"""Sets of papers are asked for, and handed over to the archive."""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from agencies.asked.asking import ask
from agencies.models import Agency, User
from agencies.trail.writing import AuditKind, record
from kehoach.lib.text import nfc
from reporting.dossiers.access import (
    ARCHIVE,
    INSPECTION,
    exportable,
    may_archive,
    may_take,
)
from reporting.dossiers.agency_rows import duty_rows, evidence_rows
from reporting.dossiers.packing import MEGABYTE, TooLarge
from reporting.dossiers.spans import Span
from reporting.models import Dossier
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.duties.locks import hold
from tasks.models import Period

JOB = "reporting.pack_dossier"
#: Agencies of one set, sets that one person has at a time, years that one may span.
AGENCIES, AT_ONCE, YEARS = 200, 5, 5


@transaction.atomic
def ask_inspection(
    *,
    agencies: Sequence[Agency],
    first: date,
    last: date,
    purpose: str,
    actor: User,
    today: date,
    now: datetime,
) -> Dossier:
    """Have a job pack what these agencies said and sent from the first to the last day."""
    _require_agencies(agencies, actor, today)
    _require_days(first, last, today)
    _require_turn(actor)
    for agency in agencies if len(agencies) <= AT_ONCE else ():
        _require_size(agency, Span(first, last), actor, today)
    row = Dossier.objects.create(
        kind=INSPECTION,
        first_day=first,
        last_day=last,
        purpose=nfc(purpose).strip(),
        asked_by=actor,
        asked_at=now,
    )
    row.agencies.set(agencies)
    codes = sorted(agency.code for agency in agencies)
    _asked(row, now, agencies=codes)
    return row


@transaction.atomic
def ask_archive(*, period: Period, actor: User, today: date, now: datetime) -> Dossier:
    """Have a job pack the papers of a closed period for the archive."""
    if not may_archive(actor, period, today):
        raise NotAllowed
    if period.is_open:
        message = (
            "Kỳ báo cáo chưa chốt số liệu nên chưa lập hồ sơ nộp lưu. Chốt kỳ trước, rồi"
            " yêu cầu lại."
        )
        raise InvalidInput(message)
    _require_turn(actor)
    row = Dossier.objects.create(
        kind=ARCHIVE,
        period=period,
        first_day=period.data_from,
        last_day=period.data_to,
        asked_by=actor,
        asked_at=now,
    )
    _asked(row, now, period=str(period), plan=period.plan.code)
    return row


def _asked(row: Dossier, now: datetime, **said: object) -> None:
    days = {"from": row.first_day, "to": row.last_day, "purpose": row.purpose}
    record(AuditKind.EXPORT, target=row, after=days | said)
    ask(job=JOB, now=now, dossier_id=row.pk)


def _require_agencies(agencies: Sequence[Agency], actor: User, today: date) -> None:
    if not agencies:
        message = "Chọn ít nhất một đơn vị."
        raise InvalidInput(message, field="agencies")
    if len(agencies) > AGENCIES:
        message = f"Mỗi bộ hồ sơ tối đa {AGENCIES} đơn vị; chia thành nhiều bộ."
        raise InvalidInput(message, field="agencies")
    wanted = {agency.pk for agency in agencies}
    found = exportable(actor, today).filter(pk__in=wanted)
    if found.count() != len(wanted):
        raise NotAllowed


def _require_days(first: date, last: date, today: date) -> None:
    if last < first:
        message = "Ngày cuối phải từ ngày đầu trở đi."
        raise InvalidInput(message, field="last")
    if last > today:
        message = "Ngày cuối không sau hôm nay."
        raise InvalidInput(message, field="last")
    if (last - first).days > 366 * YEARS:
        message = f"Mỗi bộ hồ sơ tối đa {YEARS} năm; chia thành nhiều bộ."
        raise InvalidInput(message, field="first")


def _require_turn(actor: User) -> None:
    mine = Dossier.objects.filter(asked_by=actor)
    if mine.filter(state=Dossier.State.ASKED).count() >= AT_ONCE:
        message = f"Anh/chị đang có {AT_ONCE} bộ hồ sơ chờ đóng gói; đợi xong rồi yêu cầu tiếp."
        raise InvalidInput(message)
    if mine.filter(state=Dossier.State.READY).count() >= 2 * AT_ONCE:
        message = (
            f"Anh/chị đang giữ {2 * AT_ONCE} bộ hồ sơ đã đóng gói. Xóa bớt tệp đã tải rồi"
            " yêu cầu tiếp."
        )
        raise InvalidInput(message)


def _require_size(agency: Agency, span: Span, actor: User, today: date) -> None:
    """Raise TooLarge at once where the proof alone is more than a set may hold."""
    duties = duty_rows(agency, span, actor, today).order_by().values("pk")
    proof = evidence_rows(span, duties).exclude(file="").order_by()
    sizes = list(proof.values_list("size", flat=True))
    most = settings.DOSSIER_MEGABYTES * MEGABYTE
    if len(sizes) > settings.DOSSIER_FILES or sum(sizes) > most:
        raise TooLarge


@transaction.atomic
def hand_over_set(
    *,
    row: Dossier,
    handed_on: date,
    handed_to: str,
    number: str,
    actor: User,
    today: date,
    now: datetime,
) -> Dossier:
    """Note that a set went to the archive: when, to whom, by which minutes, which hash."""
    held: Dossier = hold(Dossier.objects.select_related("period__plan")).get(pk=row.pk)
    if held.kind != ARCHIVE or not may_take(actor, held, today):
        raise NotAllowed
    if not held.sha256 or held.handed_at:
        message = "Bộ hồ sơ này chưa đóng gói xong hoặc đã ghi nhận giao nộp."
        raise InvalidInput(message)
    begun = timezone.localdate(held.asked_at)
    if not begun <= handed_on <= today:
        message = f"Ngày giao từ {begun:%d/%m/%Y} (ngày lập hồ sơ) đến hôm nay."
        raise InvalidInput(message, field="handed_on")
    held.handed_on, held.handed_to = handed_on, nfc(handed_to).strip()
    held.handed_number, held.handed_by = nfc(number).strip(), actor
    held.handed_at = now
    held.save()
    said = {"to": held.handed_to, "on": handed_on, "number": held.handed_number}
    record(AuditKind.EXPORT, target=held, after=said | {"sha256": held.sha256})
    return held
