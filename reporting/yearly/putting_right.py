"""An issued report put right: a letter for its form, a new report for its content."""

from collections.abc import Mapping
from copy import copy
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from agencies.models import User
from kehoach.lib.refusals import RuleBroken
from kehoach.lib.text import nfc
from reporting.doors.saving import require_steering, require_version, take
from reporting.kept.signed_pdf import SIGNED, keep_signed
from reporting.models import Erratum, ReplacedReport, YearlyReport
from reporting.outline.wording import with_defaults
from reporting.yearly.freezing import standing_version
from tasks.duties.errors import InvalidInput
from tasks.duties.locks import hold
from tasks.models import Period

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

#: What a letter's author writes.
WRITTEN_IN_LETTER = ("lines", "number", "issued_on", "signer_capacity", "signer_name")
#: What the old report keeps, and what the new one does not have yet.
KEPT = ("number", "issued_on", "signer_capacity", "signer_name", "recipients", "place")
#: Parts of a line: where, what was printed, what it should be.
_PARTS = 3


def _issued(period: Period, actor: User, today: date) -> YearlyReport:
    require_steering(period, actor, today)
    rows = hold(YearlyReport.objects)
    report = rows.filter(period=period, state=YearlyReport.State.ISSUED).first()
    if report is None:
        message = (
            "Báo cáo chưa ban hành: sửa ngay trên báo cáo, không cần văn bản khác."
        )
        raise RuleBroken(message)
    return report


def letter_draft_of(period: Period) -> Erratum | None:
    """Return the letter that is being written."""
    return Erratum.objects.filter(period=period, is_issued=False).first()


def checked_lines(text: str) -> list[tuple[str, ...]]:
    """Return each line as (where, printed, right); raises InvalidInput."""
    rows = [line.split("|") for line in nfc(text).splitlines() if line.strip()]
    found = [tuple(part.strip() for part in row) for row in rows]
    wrong = [n for n, row in enumerate(found, 1) if len(row) != _PARTS or not all(row)]
    if wrong or not found:
        where = f"Dòng {wrong[0]}: g" if wrong else "G"
        message = f"{where}hi «vị trí | đã in | đính chính thành», đủ ba phần."
        raise InvalidInput(message, field="lines")
    return found


@transaction.atomic
def save_erratum(
    *,
    period: Period,
    values: Mapping[str, Any],
    version: int,
    actor: User,
    today: date,
    now: datetime,
) -> Erratum:
    """Store the letter that puts the form right, over the version that was read."""
    report = _issued(period, actor, today)
    assert report.issued_on is not None  # noqa: S101 -- held by the database
    letter = letter_draft_of(period) or Erratum(period=period)
    require_version(letter, version, "công văn")
    checked_lines(values["lines"])
    take(letter, values, WRITTEN_IN_LETTER)
    letter.report_number, letter.report_on = report.number, report.issued_on
    letter.author, letter.saved_at = actor, now
    letter.save()
    return letter


@transaction.atomic
def issue_erratum(
    *,
    period: Period,
    upload: "UploadedFile[Any] | None",
    actor: User,
    today: date,
) -> Erratum:
    """Record the letter as issued, with its signed PDF; then nothing changes."""
    report = _issued(period, actor, today)
    letter = letter_draft_of(period)
    if letter is None:
        message = "Chưa soạn công văn đính chính."
        raise RuleBroken(message)
    if (letter.report_number, letter.report_on) != (report.number, report.issued_on):
        message = (
            f"Công văn đính chính Báo cáo số {letter.report_number}, nhưng báo cáo đang có"
            f" hiệu lực là số {report.number}. Xem lại nội dung, lưu công văn rồi phát hành."
        )
        raise RuleBroken(message)
    if not letter.number or letter.issued_on is None or not letter.signer_name:
        message = "Nhập số, ký hiệu, ngày công văn và họ tên người ký trước."
        raise InvalidInput(message, field="number")
    if upload is None:
        message = "Chọn tệp PDF đã ký của công văn."
        raise InvalidInput(message, field="file")
    keep_signed(letter, upload)
    letter.is_issued = True
    letter.save(update_fields=["is_issued", *SIGNED])
    return letter


@transaction.atomic
def drop_erratum(*, period: Period, actor: User, today: date) -> None:
    """Drop the letter that is being written; it said nothing to anybody yet."""
    _issued(period, actor, today)
    Erratum.objects.filter(period=period, is_issued=False).delete()


def _require_replaceable(period: Period, kind: str, reason: str) -> None:
    if kind not in ReplacedReport.Kind.values:
        message = "Chọn sửa đổi, bổ sung hay thay thế."
        raise InvalidInput(message, field="kind")
    if letter_draft_of(period):
        message = (
            "Đang soạn công văn đính chính báo cáo này: bỏ hoặc phát hành công văn đính"
            " chính trước."
        )
        raise RuleBroken(message)
    if not nfc(reason).strip():
        message = "Ghi sai sót về nội dung cần sửa."
        raise InvalidInput(message, field="reason")


@transaction.atomic
def start_replacement(
    *, period: Period, kind: str, reason: str, actor: User, today: date, now: datetime
) -> ReplacedReport:
    """Begin a report that amends or replaces the issued one, which stays readable.

    The new one is written, frozen, signed and issued like any other.
    """
    report = _issued(period, actor, today)
    _require_replaceable(period, kind, reason)
    printed = with_defaults(copy(report))
    version = standing_version(report)
    if version is None:
        message = "Không thấy bản số liệu đã ban hành."
        raise RuleBroken(message)
    old = ReplacedReport.objects.create(
        report=report,
        version=version,
        kind=kind,
        reason=nfc(reason).strip()[:300],
        replaced_by=actor,
        replaced_at=now,
        **{name: getattr(printed, name) for name in (*KEPT, *SIGNED)},
    )
    version.reopened_at, version.reopened_by = now, actor
    version.reason = f"{old.get_kind_display()} {old}"[:300]
    version.save(update_fields=["reopened_at", "reopened_by", "reason"])
    report.state = YearlyReport.State.DRAFTING
    report.number, report.issued_on = "", None
    for name in SIGNED:
        setattr(report, name, "")
    report.compared_at, report.compare_problem = None, ""
    report.signed_differences, report.differences_found = [], 0
    report.version += 1
    report.save()
    return old
