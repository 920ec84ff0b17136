"""What Celery runs for the Committee's report."""

from celery import shared_task
from django.utils import timezone

from reporting.committee.comparing_signed import compare_committee
from reporting.committee.files import store_committee_pdf
from reporting.kept.pdf import TIME_LIMIT
from reporting.yearly.jobs import COMPARE_LIMIT


@shared_task(name="reporting.make_committee_pdf", time_limit=TIME_LIMIT + 60)
def make_committee_pdf(*, paper_id: int) -> None:
    """Make the PDF of the Committee's report."""
    store_committee_pdf(paper_id=paper_id)


@shared_task(name="reporting.compare_signed_committee", time_limit=COMPARE_LIMIT)
def compare_signed_committee(*, paper_id: int) -> None:
    """List where the signed report to the ministry differs from ours."""
    compare_committee(paper_id=paper_id, now=timezone.now())
