"""What Celery runs for the yearly report."""

from celery import shared_task
from django.utils import timezone

from reporting.kept.pdf import TIME_LIMIT
from reporting.yearly.comparing_signed import compare_report
from reporting.yearly.pdf import store_pdf

#: Our own PDF is made anew and two files are read.
COMPARE_LIMIT = TIME_LIMIT + 180


@shared_task(name="reporting.make_pdf", time_limit=TIME_LIMIT + 60)
def make_pdf(*, version_id: int) -> None:
    """Make the PDF of a frozen report."""
    store_pdf(version_id=version_id)


@shared_task(name="reporting.compare_signed_report", time_limit=COMPARE_LIMIT)
def compare_signed_report(*, report_id: int) -> None:
    """List where the signed yearly report differs from ours."""
    compare_report(report_id=report_id, now=timezone.now())
