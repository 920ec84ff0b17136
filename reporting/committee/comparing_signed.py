"""The signed report to the ministry beside ours."""

from datetime import datetime

from reporting.committee.files import report_docx
from reporting.models import CommitteeReport
from reporting.signed.words import compare_signed


def compare_committee(*, paper_id: int, now: datetime) -> CommitteeReport:
    """Compare the signed report to the ministry with what was submitted."""
    paper = CommitteeReport.objects.select_related("report").get(pk=paper_id)
    if paper.signed_file:
        compare_signed(paper=paper, docx=report_docx(paper), now=now)
    return paper
