"""What Celery runs for the tasks room: read the clock, fetch, one call."""

from datetime import datetime, timedelta

from celery import current_app, shared_task
from django.utils import timezone

from agencies.models import User
from tasks.services import (
    drafts,
    holding,
    making_up,
    notices,
    offering,
    once,
    personal,
    planning,
    refreshing_sums,
    reminders,
    scanning,
    scans,
    sending_reminders,
)

#: A run takes no further file after so long; jobs get 15 minutes (CELERY_TASK_TIME_LIMIT).
SCANS_FOR = timedelta(minutes=8)


@shared_task(name="tasks.plan_reminders")
def plan_reminders() -> None:
    """Put today's reminders into the ledger."""
    now = timezone.now()
    reminders.plan_reminders(today=timezone.localdate(now), now=now)


@shared_task(name="tasks.send_offers")
def send_offers(*, person_id: int) -> None:
    """Send one person the letter about roles that wait for an answer."""
    if person := User.objects.filter(pk=person_id).first():
        offering.send_offers(person=person)


@shared_task(name="tasks.send_waiting")
def send_waiting() -> None:
    """Start one letter per person who has something waiting."""
    now = timezone.now()
    today = timezone.localdate(now)
    for person_id, channel in sending_reminders.begin_sending(today=today, now=now):
        send_letter.delay(person_id=person_id, channel=channel)


@shared_task(
    name="tasks.send_letter",
    autoretry_for=(OSError,),
    max_retries=5,
    retry_backoff=30,
    retry_backoff_max=900,
)
def send_letter(*, person_id: int, channel: str = "email") -> None:
    """Send one person's letter; mail that is down is tried again, backing off."""
    now = timezone.now()
    today = timezone.localdate(now)
    sending_reminders.send_letter(
        person_id=person_id, today=today, now=now, channel=channel
    )


@shared_task(name="tasks.sweep_reminders")
def sweep_reminders() -> None:
    """Put reminders that a dead worker held back to planned."""
    now = timezone.now()
    reminders.sweep_stuck(now=now)
    notices.sweep_notices(now=now)
    drafts.sweep_drafts(now=now)
    once.sweep_saved_forms(now=now)


@shared_task(name="tasks.sync_duties")
def sync_duties() -> None:
    """Open duties of agencies that joined, end those of agencies that left, and
    delegations whose person left; what a leaver held goes back to the contact.
    """
    now = timezone.now()
    planning.sync_duties(today=timezone.localdate(now), now=now)
    personal.settle_delegations(today=timezone.localdate(now), now=now)
    holding.release_held(today=timezone.localdate(now))


@shared_task(name="tasks.pulse")
def pulse() -> None:
    """Show that beat sends and a worker runs, and start what missed its hour."""
    now = timezone.now()
    for job, due_at in making_up.claim_overdue(now=now):
        make_up.delay(job=job, due_at=due_at.isoformat())
    scans.ask_again(now=now)


@shared_task(name="tasks.make_up")
def make_up(*, job: str, due_at: str) -> None:
    """Run a job that missed its hour, unless it ran while this waited in the queue."""
    if not making_up.has_run_since(job, datetime.fromisoformat(due_at)):
        current_app.tasks[job]()


@shared_task(name=scans.JOB)
def scan_files() -> None:
    """Search the files that wait for malware; who is left is asked for again."""
    last = timezone.now() + SCANS_FOR
    for key in scanning.waiting():
        now = timezone.now()
        if now > last:
            scans.ask_again(now=now)
            return
        scanning.scan_file(key=key, today=timezone.localdate(now), now=now)


@shared_task(name="tasks.refresh_sums")
def refresh_sums() -> None:
    """Put together what the pages add up."""
    refreshing_sums.refresh_sums(today=timezone.localdate())
