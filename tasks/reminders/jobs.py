"""What Celery runs for reminders: read the clock, fetch, one call."""

from celery import shared_task
from django.utils import timezone

from tasks.reminders import planning, sending


@shared_task(name="tasks.plan_reminders")
def plan_reminders_job() -> None:
    """Put today's reminders into the ledger."""
    now = timezone.now()
    planning.plan_reminders(today=timezone.localdate(now), now=now)


@shared_task(name="tasks.send_waiting")
def send_waiting_job() -> None:
    """Start one letter per person who has something waiting."""
    now = timezone.now()
    today = timezone.localdate(now)
    for person_id, channel in sending.begin_sending(today=today, now=now):
        send_letter_job.delay(person_id=person_id, channel=channel)


@shared_task(
    name="tasks.send_letter",
    autoretry_for=(OSError,),
    max_retries=5,
    retry_backoff=30,
    retry_backoff_max=900,
)
def send_letter_job(*, person_id: int, channel: str = "email") -> None:
    """Send one person's letter; mail that is down is tried again, backing off."""
    now = timezone.now()
    today = timezone.localdate(now)
    sending.send_letter(person_id=person_id, today=today, now=now, channel=channel)
