"""A file in which malware was found: put away for good, and told to whom it concerns."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from agencies.trail.writing import AuditKind, record
from kehoach.lib.text import fitted
from tasks.duties.versions import VERSION_TARGETS
from tasks.evidence.kept_files import columns
from tasks.models import Correction, Evidence, FileScan, Notice, Plan
from tasks.notices.telling import LONGEST_NOTICE, Told, notice_to, tell_agencies

REASON = "Có mã độc ({})"
OURS = (
    "Tệp «{name}» có mã độc ({found}) nên đã bị cách ly, không ai mở được. Quét vi-rút máy"
    " đã gửi, xóa tệp đó ở máy, rồi tải lên bản sạch."
)
THEIRS = (
    "{whose}: tệp «{name}» có mã độc ({found}), đã bị cách ly, không ai mở được. Ai đã nhận"
    " tệp này bằng cách khác thì không mở; chờ đơn vị tải lên bản sạch."
)


def put_away(*, scan: FileScan, today: date, now: datetime) -> None:
    """Quarantine what holds the file, write it down, tell uploader, agency and steering
    agency what to do.
    """
    for row, name in holders(scan.name):
        said = {"file": name, "found": scan.found}
        record(AuditKind.MALWARE, target=row, person=scan.kept_by, after=said)
        if isinstance(row, Evidence) and not row.quarantined_at:
            row.quarantined_at = now
            row.quarantine_reason = REASON.format(scan.found)
            row.save(update_fields=["quarantined_at", "quarantine_reason"])
        _tell(row, name, scan, today, now)


def holders(name: str) -> Iterator[tuple[Model, str]]:
    """Yield each row that holds the stored file, and how the file was called."""
    for column in columns():
        for row in column.model._default_manager.filter(**{column.file: name}):
            prefix = column.file.removesuffix("file")
            called = getattr(row, f"{prefix}name", "") or getattr(row, "file_name", "")
            yield row, called or name.rpartition("/")[2]


def _tell(row: Any, name: str, scan: FileScan, today: date, now: datetime) -> None:
    row, kind = _meant(row), Notice.Kind.FILE
    agency, address = getattr(row, "agency", None), _address(row)
    words = {"name": name, "found": scan.found}
    ours = Told(kind, fitted(OURS, LONGEST_NOTICE, **words), address)
    words["whose"] = str(agency or "Cổng")
    theirs = Told(kind, fitted(THEIRS, LONGEST_NOTICE, **words), address)
    told = {plan.steering_agency_id: theirs for plan in _plans(row)}
    if agency:
        told[agency.pk] = ours
    tell_agencies(told=told, actor=None, today=today, now=now)
    heard = Notice.objects.filter(person=scan.kept_by, created_at=now, text=ours.text)
    if scan.kept_by and not heard.exists():
        notice_to(person_id=scan.kept_by.pk, told=ours, now=now).save()


def _meant(row: Any) -> Any:
    """Return the row that an earlier file was of, else the row itself."""
    if not isinstance(row, Correction):
        return row
    found = (getattr(row, each) for each in VERSION_TARGETS.values())
    return next(each for each in found if each)


def _plans(row: Any) -> list[Plan]:
    """Return the plans that the row belongs to, every one when it says none."""
    held: Any = getattr(row, "period", None) or getattr(row, "report", None)
    held = getattr(held, "period", held)
    if plan := getattr(row, "plan", None) or getattr(held, "plan", None):
        return [plan]
    plans = Plan.objects.all()
    if isinstance(row, Evidence):
        own = Plan.objects.filter(periods__duties__evidence=row).distinct()
        plans = own if own.exists() else plans
    return list(plans)


def _address(row: Any) -> str:
    """Return the page where a clean file takes its place."""
    if isinstance(row, Evidence):
        duty = row.duties.first()
        return f"/nhiem-vu/{duty.pk}/" if duty else f"/don-vi/{row.agency.code}/"
    found = getattr(row, "get_absolute_url", None)
    return str(found()) if found else "/"
