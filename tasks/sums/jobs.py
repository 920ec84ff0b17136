"""What Celery runs for sums: read the clock, one call."""

from celery import shared_task
from django.utils import timezone

from tasks.services import refreshing_sums


@shared_task(name="tasks.refresh_sums")
def refresh_sums() -> None:
    """Put together what the pages add up."""
    refreshing_sums.refresh_sums(today=timezone.localdate())
