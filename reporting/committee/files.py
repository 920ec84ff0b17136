"""The Committee's papers as files: DOCX of both, PDF of the report."""

from datetime import date, datetime

from django.db import transaction

from agencies.models import User
from reporting.committee.papers import NotFrozen, PaperIssued, paper_of, papers_of
from reporting.files.slip_docx import render_slip
from reporting.files.yearly_docx import render_docx
from reporting.kept.pdf import keep_pdf
from reporting.models import CommitteeReport
from reporting.yearly.report_words import report_of
from tasks.duties.access import can_review
from tasks.duties.errors import NotAllowed
from tasks.models import Period


def report_docx(paper: CommitteeReport) -> bytes:
    """Return the report to the ministry; NotFrozen while there are no facts."""
    papers = papers_of(paper)
    if papers is None:
        raise NotFrozen
    return render_docx(papers.report)


def slip_docx(paper: CommitteeReport) -> bytes:
    """Return the slip; NotFrozen while there are no facts."""
    papers = papers_of(paper)
    if papers is None:
        raise NotFrozen
    return render_slip(papers.slip)


@transaction.atomic
def request_committee_pdf(
    *, period: Period, actor: User, today: date, now: datetime
) -> CommitteeReport:
    """Note that a PDF of the report is wanted; a worker makes it."""
    if not can_review(actor, period.plan, today):
        raise NotAllowed
    paper = paper_of(report_of(period))
    if paper._state.adding or papers_of(paper) is None:
        raise NotFrozen
    if not paper.is_editable:
        raise PaperIssued
    paper.pdf_asked_at, paper.pdf_problem = now, ""
    paper.save(update_fields=["pdf_asked_at", "pdf_problem"])
    return paper


def store_committee_pdf(*, paper_id: int) -> CommitteeReport:
    """Make the report's PDF from the same DOCX as the page hands out."""
    rows = CommitteeReport.objects.select_related(
        "report__period__plan__steering_agency"
    )
    paper = rows.get(pk=paper_id)
    keep_pdf(paper, report_docx(paper))
    return paper
