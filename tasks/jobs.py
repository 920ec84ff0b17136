"""What Celery runs: each room's own jobs, gathered, and those that serve several rooms."""

from datetime import datetime

from celery import current_app, shared_task
from django.utils import timezone

from tasks.consulting import asking
from tasks.doors import making_up, once
from tasks.evidence import jobs as evidence_jobs
from tasks.evidence import scans
from tasks.moving import personal
from tasks.notices import telling
from tasks.people import jobs as people_jobs
from tasks.periods import syncing
from tasks.registers import personal as registers_personal
from tasks.reminders import jobs as reminders_jobs
from tasks.reminders import planning
from tasks.sums import jobs as sums_jobs
from tasks.work import drafts, holding

__all__ = [
    "evidence_jobs",
    "make_up",
    "people_jobs",
    "pulse_job",
    "reminders_jobs",
    "sums_jobs",
    "sweep_reminders",
    "sync_duties_job",
]


@shared_task(name="tasks.sweep_reminders")
def sweep_reminders() -> None:
    """Put reminders that a dead worker held back to planned."""
    now = timezone.now()
    planning.sweep_stuck(now=now)
    telling.sweep_notices(now=now)
    drafts.sweep_drafts(now=now)
    once.sweep_saved_forms(now=now)


@shared_task(name="tasks.sync_duties")
def sync_duties_job() -> None:
    """Open duties of agencies that joined, end those of agencies that left, and
    delegations whose person left; what a leaver held goes back to the contact. Who has
    not commented on a draft yet is reminded. What is personal in registers goes after
    its time.
    """
    now = timezone.now()
    syncing.sync_duties(today=timezone.localdate(now), now=now)
    personal.settle_delegations(today=timezone.localdate(now), now=now)
    holding.release_held(today=timezone.localdate(now))
    asking.remind_of_drafts(today=timezone.localdate(now), now=now)
    registers_personal.erase_overdue(today=timezone.localdate(now), now=now)


@shared_task(name="tasks.pulse")
def pulse_job() -> None:
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
