"""What Celery runs for scores."""

from celery import shared_task
from django.utils import timezone

from reporting.scores.scores import compute_every_day


@shared_task(name="reporting.compute_scores")
def compute_scores_job() -> None:
    """Compute today's scores where scoring is turned on."""
    compute_every_day(today=timezone.localdate())
