"""What Celery runs for the reporting room."""

from celery import shared_task
from django.utils import timezone

from reporting.committee_files import store_committee_pdf
from reporting.dossiers import storing
from reporting.dossiers.asking import JOB as PACK_DOSSIER
from reporting.keeping import check_everything
from reporting.pdf import TIME_LIMIT, store_pdf
from reporting.scores import compute_every_day
from reporting.signed_words import compare_committee, compare_report

#: Our own PDF is made anew and two files are read.
COMPARE_LIMIT = TIME_LIMIT + 180
#: A hundred thousand files are read.
CHECK_LIMIT = 4 * 60 * 60


@shared_task(name="reporting.make_pdf", time_limit=TIME_LIMIT + 60)
def make_pdf(*, version_id: int) -> None:
    """Make the PDF of a frozen report."""
    store_pdf(version_id=version_id)


@shared_task(name="reporting.make_committee_pdf", time_limit=TIME_LIMIT + 60)
def make_committee_pdf(*, paper_id: int) -> None:
    """Make the PDF of the Committee's report."""
    store_committee_pdf(paper_id=paper_id)


@shared_task(name="reporting.check_files", time_limit=CHECK_LIMIT)
def check_files() -> None:
    """Compare every stored file and all stored facts with their hashes."""
    check_everything(now=timezone.now())


@shared_task(name="reporting.compute_scores")
def compute_scores() -> None:
    """Compute today's scores where scoring is turned on."""
    compute_every_day(today=timezone.localdate())


@shared_task(name="reporting.compare_signed_report", time_limit=COMPARE_LIMIT)
def compare_signed_report(*, report_id: int) -> None:
    """List where the signed yearly report differs from ours."""
    compare_report(report_id=report_id, now=timezone.now())


@shared_task(name="reporting.compare_signed_committee", time_limit=COMPARE_LIMIT)
def compare_signed_committee(*, paper_id: int) -> None:
    """List where the signed report to the ministry differs from ours."""
    compare_committee(paper_id=paper_id, now=timezone.now())


@shared_task(name=PACK_DOSSIER)
def pack_dossier(*, dossier_id: int) -> None:
    """Pack a set of papers that somebody asked for."""
    storing.pack(dossier_id=dossier_id, now=timezone.now())


@shared_task(name="reporting.sweep_dossiers")
def sweep_dossiers() -> None:
    """Remove the files of sets past their last day."""
    storing.sweep(now=timezone.now())
