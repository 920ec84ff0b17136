"""«Chốt số liệu»: from then on page, DOCX and XLSX come from stored values.

Steps: đang soạn → chốt số liệu → trình ký → đã ban hành. After freezing only what the
signature needs follows the row: number, day, place, signer, recipients.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from agencies.models import User
from kehoach.lib.refusals import RuleBroken
from reporting.facts import as_text
from reporting.facts import report as f
from reporting.kept.facts import chain, frozen_facts_of
from reporting.kept.signed_pdf import SIGNED, keep_signed
from reporting.models import FrozenReport, ReplacedReport, YearlyReport
from reporting.outline.wording import with_defaults
from reporting.word_template.keeping import content_of, standing_template
from reporting.yearly.building import yearly_facts
from reporting.yearly.gaps import report_gaps
from reporting.yearly.report_words import ReportIssued, report_of
from reporting.yearly.sentences import lines
from reporting.yearly.workshop import edited
from tasks.duties.access import can_review
from tasks.duties.errors import InvalidInput, NotAllowed, StaleVersion
from tasks.duties.locks import end_period, hold
from tasks.models import Period
from tasks.periods.days import record_reported

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


def standing_version(report: YearlyReport) -> FrozenReport | None:
    """Return the version that stands; None while the report is being written."""
    if report.is_drafting:
        return None
    rows = report.versions.select_related("frozen_by", "template")
    return rows.filter(reopened_at__isnull=True).first()


def facts_for(*, period: Period, today: date) -> f.YearlyFacts:
    """Return what page and files show: stored values, or the rows of today."""
    report = report_of(period)
    version = standing_version(report)
    if version is None:
        report = with_defaults(report)
        found = yearly_facts(period=period, report=report, today=today)
        return edited(found, report)
    return printed(version, report)


def printed(version: FrozenReport, report: YearlyReport) -> f.YearlyFacts:
    """Return what the stored version prints: one answer for page, files and PDF.

    Recipients, place and capacity that nobody typed are those of the day it was frozen:
    another agency may steer by now.
    """
    facts = frozen_facts_of(version)
    report.recipients = report.recipients or "\n".join(facts.recipients)
    report.place = report.place or facts.head.place
    capacity = "\n".join(facts.signature.capacity)
    report.signer_capacity = report.signer_capacity or capacity
    return signed_by(facts, with_defaults(report))


def template_for(period: Period) -> bytes | None:
    """Return the Word template that the report's DOCX is made by; None: the shipped
    layout. A frozen report keeps the one it was frozen with.
    """
    version = standing_version(report_of(period))
    if version is None:
        return content_of(standing_template(period.plan))
    return content_of(version.template)


def signed_by(
    frozen: f.YearlyFacts, report: YearlyReport | ReplacedReport
) -> f.YearlyFacts:
    """Return the frozen facts with the number, day, place, signer and recipients that
    were entered since; names and figures stay as stored.
    """
    head = replace(
        frozen.head,
        number=report.number,
        place=report.place,
        day=report.issued_on,
    )
    return replace(
        frozen,
        head=head,
        recipients=tuple(line.rstrip(";.") for line in lines(report.recipients)),
        signature=f.Signature(tuple(lines(report.signer_capacity)), report.signer_name),
    )


def _locked(period: Period, actor: User, today: date) -> YearlyReport:
    if not can_review(actor, period.plan, today):
        raise NotAllowed
    report, _ = YearlyReport.objects.get_or_create(period=period)
    return hold(YearlyReport.objects).get(pk=report.pk)


@transaction.atomic
def freeze(*, period: Period, actor: User, today: date, now: datetime) -> FrozenReport:
    """Store the report's facts as a new version with what differs from the last one.

    Refused while the period is open: its figures may still change.
    """
    report = _locked(period, actor, today)
    period = end_period(period)
    if not report.is_drafting:
        message = "Báo cáo đã chốt số liệu."
        raise InvalidInput(message)
    if period.is_open:
        message = "Kỳ báo cáo chưa chốt số liệu: chốt kỳ trước, rồi chốt báo cáo."
        raise InvalidInput(message)
    counted = yearly_facts(period=period, report=with_defaults(report), today=today)
    found = edited(counted, report)
    last = report.versions.first()
    version = FrozenReport.objects.create(
        report=report,
        number=last.number + 1 if last else 1,
        facts=as_text.dump(found),
        sha256=as_text.facts_digest(found),
        differences=_differences(last, found),
        template=standing_template(period.plan),
        frozen_on=today,
        frozen_at=now,
        frozen_by=actor,
    )
    YearlyReport.objects.filter(pk=report.pk).update(state=YearlyReport.State.FROZEN)
    return version


def _differences(last: FrozenReport | None, found: f.YearlyFacts) -> list[str]:
    if last is None:
        return []
    return as_text.differences(frozen_facts_of(last), found)


@transaction.atomic
def reopen(
    *, period: Period, reason: str, actor: User, today: date, now: datetime
) -> YearlyReport:
    """Let the report be written again, with a reason; the version stays readable."""
    report = _locked(period, actor, today)
    end_period(period)
    if report.state == YearlyReport.State.ISSUED:
        raise ReportIssued
    version = standing_version(report)
    if version is None:
        message = "Báo cáo đang soạn, chưa chốt số liệu."
        raise InvalidInput(message)
    if not reason.strip():
        message = "Nhập lý do mở lại số liệu đã chốt."
        raise InvalidInput(message, field="reason")
    version.reopened_at, version.reopened_by = now, actor
    version.reason = reason.strip()[:300]
    version.save(update_fields=["reopened_at", "reopened_by", "reason"])
    report.state = YearlyReport.State.DRAFTING
    report.save(update_fields=["state"])
    return report


@transaction.atomic
def hand_in(*, period: Period, number: int, actor: User, today: date) -> YearlyReport:
    """Move the report to «trình ký» as the stored version `number`, which was read.

    What is missing is looked for here, in the locked report, and refuses it; so does a
    version that another one has replaced since.
    """
    report = _locked(period, actor, today)
    version = standing_version(report)
    if not report.is_editable:
        raise ReportIssued
    if version is None:
        message = "Chốt số liệu của báo cáo trước khi trình ký."
        raise RuleBroken(message)
    if report.state != YearlyReport.State.FROZEN:
        message = "Báo cáo đã chuyển trình ký."
        raise RuleBroken(message)
    if version.number != number:
        message = (
            f"Số liệu vừa được chốt lại thành bản {version.number}. Xem rồi trình."
        )
        raise StaleVersion(message)
    _require_whole(report, version, today, "Chưa trình ký được")
    report.state = YearlyReport.State.SIGNING
    report.save(update_fields=["state"])
    return report


def _require_whole(
    report: YearlyReport, version: FrozenReport | None, today: date, refusal: str
) -> None:
    """Refuse while something is missing in what the stored version prints."""
    missing = report_gaps(report, today, printed(version, report)) if version else []
    if missing:
        message = f"{refusal}: {'; '.join(missing)}."
        raise RuleBroken(message)


@transaction.atomic
def issue(
    *,
    period: Period,
    upload: "UploadedFile[Any] | None" = None,
    actor: User,
    today: date,
) -> YearlyReport:
    """Mark the report as issued; number and day must stand, then nothing changes.

    The signed PDF is kept with its hash. Raises InvalidInput for another kind of file.
    """
    report = _locked(period, actor, today)
    if report.state != YearlyReport.State.SIGNING:
        message = "Chỉ ban hành báo cáo đang trình ký."
        raise RuleBroken(message)
    if not report.number or report.issued_on is None:
        message = "Nhập số, ký hiệu và ngày ban hành trước."
        raise InvalidInput(message, field="number")
    _require_whole(report, standing_version(report), today, "Chưa ban hành được")
    if upload is not None:
        keep_signed(report, upload)
    report.state = YearlyReport.State.ISSUED
    report.save(update_fields=["state", *SIGNED])
    record_reported(period=period, on=report.issued_on)
    version = standing_version(report)
    if version is not None:
        chain(report, version.sha256, version)
    return report
