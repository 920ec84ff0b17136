"""What Celery runs for evidence: read the clock, fetch, one call."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from tasks.evidence import scanning, scans

#: A run takes no further file after so long; jobs get 15 minutes (CELERY_TASK_TIME_LIMIT).
SCANS_FOR = timedelta(minutes=8)


@shared_task(name=scans.JOB)
def scan_files() -> None:
    """Search the files that wait for malware; who is left is asked for again."""
    last = timezone.now() + SCANS_FOR
    for key in scanning.waiting_keys():
        now = timezone.now()
        if now > last:
            scans.ask_again(now=now)
            return
        scanning.scan_file(key=key, today=timezone.localdate(now), now=now)
