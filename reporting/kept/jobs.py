"""What Celery runs for what is kept."""

from celery import shared_task
from django.utils import timezone

from reporting.kept.checking import check_everything

#: A hundred thousand files are read.
CHECK_LIMIT = 4 * 60 * 60


@shared_task(name="reporting.check_files", time_limit=CHECK_LIMIT)
def check_files() -> None:
    """Compare every stored file and all stored facts with their hashes."""
    check_everything(now=timezone.now())
