"""A periodic job that missed its hour runs when the clock is back.

Beat sends a job in the ten minutes after its hour or not at all: it was down, the queue
was, or (django-celery-beat) it came back more than two hours later and does not look at
fixed hours so far off. Every five minutes the pulse asks which jobs have not run since
their hour, whatever the reason, and starts them; one that failed is tried again.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from celery.schedules import crontab
from celery.utils.time import ffwd
from django.db.models import Q
from django_celery_beat.models import PeriodicTask

from tasks.models import JobRun

PULSE = "tasks.pulse"
#: What beat and the queue get to start a job in time (CELERY_BEAT_CRON_STARTING_DEADLINE).
GRACE = timedelta(minutes=10)
#: Longer than a job may take (CELERY_TASK_TIME_LIMIT).
ASK_AGAIN = timedelta(minutes=20)
#: The pulse comes every five minutes; three missed ones are silence.
SILENT_AFTER = timedelta(minutes=16)


class Overdue(NamedTuple):
    """A job that has not run since its hour."""

    job: str
    due_at: datetime


class Outlook(NamedTuple):
    """What comes of a periodic job; `late_at` is the hour that it has not run since."""

    since: datetime
    next_at: datetime
    late_at: datetime | None
    is_alive: bool


def next_after(schedule: crontab, moment: datetime) -> datetime:
    """Return the schedule's first hour after the moment."""
    start, delta, _ = schedule.remaining_delta(moment, ffwd=ffwd)
    found: datetime = start + delta
    return found


def note_run(*, job: str, began: datetime) -> None:
    """Write down that a periodic job ended well; what is no such job has no row."""
    JobRun.objects.filter(job=job).update(begun_at=began, asked_at=None)


def has_run_since(job: str, moment: datetime) -> bool:
    """Return whether the job ran at or after the moment."""
    return JobRun.objects.filter(job=job, begun_at__gte=moment).exists()


def is_silent(moment: datetime | None, now: datetime) -> bool:
    """Return whether the last sign of life is too long ago."""
    return moment is None or now - moment > SILENT_AFTER


def outlook(job: str, *, now: datetime) -> Outlook | None:
    """Return when the job runs next, None when no hour is switched on for it."""
    runs = JobRun.objects.filter(job__in=[job, PULSE])
    begun = dict(runs.values_list("job", "begun_at"))
    rows = [row for row in scheduled() if row.task == job]
    if not rows:
        return None
    since = begun.get(job, now)
    late = min(next_after(row.schedule, since) for row in rows)
    return Outlook(
        since=begun.get(job, rows[0].date_changed),
        next_at=min(next_after(row.schedule, now) for row in rows),
        late_at=late if late <= now else None,
        is_alive=not is_silent(begun.get(PULSE), now),
    )


def overdue_jobs(*, now: datetime) -> list[Overdue]:
    """Return the jobs whose hour came since they ran, soonest first."""
    begun = dict(JobRun.objects.values_list("job", "begun_at"))
    hours: dict[str, datetime] = {}
    for row in scheduled():
        if row.task in begun:
            due = next_after(row.schedule, begun[row.task])
            hours[row.task] = min(due, hours.get(row.task, due))
    found = [Overdue(job, due) for job, due in hours.items() if due <= now]
    return sorted(found, key=lambda each: each.due_at)


def scheduled() -> list[PeriodicTask]:
    """Return the jobs of ours that run at hours and are switched on."""
    rows = PeriodicTask.objects.filter(enabled=True, crontab__isnull=False)
    return list(rows.exclude(task__startswith="celery.").select_related("crontab"))


def claim_overdue(*, now: datetime) -> list[Overdue]:
    """Return the jobs to make up for, each to one caller, and remember that they were
    asked for; jobs not seen before count from now.
    """
    for job in {row.task for row in scheduled()}:
        JobRun.objects.get_or_create(job=job, defaults={"begun_at": now})
    late = [each for each in overdue_jobs(now=now) if each.due_at + GRACE <= now]
    return [each for each in late if each.job != PULSE and _claimed(each.job, now)]


def _claimed(job: str, now: datetime) -> bool:
    free = Q(asked_at__isnull=True) | Q(asked_at__lte=now - ASK_AGAIN)
    rows = JobRun.objects.filter(free, job=job)
    return bool(rows.update(asked_at=now))
