"""DOCX to PDF through LibreOffice: in a job, with a time limit, stored with its hash."""

from datetime import date, datetime

from django.db import transaction

from agencies.models import User
from reporting.kept.pdf import keep_pdf
from reporting.models import FrozenReport
from reporting.word_template.keeping import content_of
from reporting.yearly.documents import DOCX, rendered
from reporting.yearly.freezing import printed, standing_version
from reporting.yearly.report_words import ReportIssued, report_of
from tasks.duties.access import can_review
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.models import Period


@transaction.atomic
def request_pdf(*, period: Period, actor: User, today: date, now: datetime) -> None:
    """Note that a PDF of the frozen version is wanted; a worker makes it."""
    if not can_review(actor, period.plan, today):
        raise NotAllowed
    report = report_of(period)
    if not report.is_editable:
        raise ReportIssued
    version = standing_version(report)
    if version is None:
        message = "Chốt số liệu của báo cáo trước khi tạo PDF."
        raise InvalidInput(message)
    version.pdf_asked_at, version.pdf_problem = now, ""
    version.save(update_fields=["pdf_asked_at", "pdf_problem"])


def store_pdf(*, version_id: int) -> FrozenReport:
    """Make the version's PDF from the same DOCX as the page hands out, and keep it;
    without one the reason is kept.
    """
    rows = FrozenReport.objects.select_related("report", "template")
    version = rows.get(pk=version_id)
    facts = printed(version, version.report)
    keep_pdf(version, rendered(facts, DOCX, content_of(version.template)))
    return version
