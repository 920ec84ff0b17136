"""What Celery runs for sums: read the clock, one call."""

from celery import shared_task
from django.utils import timezone

from tasks.sums import refreshing


@shared_task(name="tasks.refresh_sums")
def refresh_sums_job() -> None:
    """Put together what the pages add up."""
    refreshing.refresh_sums(today=timezone.localdate())
