"""Work for a worker is asked for with a row in the same transaction (decision 037).

The message that wakes a worker is only a hint: lost, late or doubled, it changes
nothing, because every minute a worker looks for rows that are due.
"""

import json
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from agencies.models import AskedJob
from agencies.trail.writing import AuditKind, record

#: Longer than a job may run (CELERY_TASK_TIME_LIMIT): who took a row and died.
TAKEN_FOR = timedelta(minutes=20)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
#: What failed for so long is not tried any more; the row stays until it is asked again.
GIVEN_UP_AFTER = timedelta(days=3)
#: Failed so often, a job is told of: once may be chance (mail was away for a minute).
TOLD_AFTER = 3


def ask(*, job: str, now: datetime, **arguments: Any) -> None:
    """Write down that a job is to run; in the transaction of what it is needed for."""
    words = json.dumps(arguments, sort_keys=True, ensure_ascii=False)
    row = AskedJob(job=job, arguments=words, asked_at=now, due_at=now)
    AskedJob.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["job", "arguments"],
        update_fields=["asked_at", "due_at", "tries", "problem"],
    )


def take(*, now: datetime) -> AskedJob | None:
    """Return the row that is due longest and give it to no one else, None if none is."""
    due = AskedJob.objects.filter(due_at__lte=now, asked_at__gt=now - GIVEN_UP_AFTER)
    while row := due.first():
        held = AskedJob.objects.filter(pk=row.pk, due_at=row.due_at)
        if held.update(due_at=now + TAKEN_FOR):
            return row
    return None


def arguments_of(row: AskedJob) -> dict[str, Any]:
    """Return what the job is called with."""
    found: dict[str, Any] = json.loads(row.arguments)
    return found


def note_done(*, row: AskedJob) -> None:
    """Take the row away, unless the job was asked for again while it ran."""
    AskedJob.objects.filter(pk=row.pk, asked_at=row.asked_at).delete()


def failing() -> QuerySet[AskedJob]:
    """Return the jobs that fail again and again, the longest waiting first."""
    return AskedJob.objects.filter(tries__gte=TOLD_AFTER).order_by("asked_at", "pk")


def note_failed(*, row: AskedJob, problem: str, now: datetime) -> None:
    """Let the row be tried again, later each time; the trail keeps that it fails again
    and again.
    """
    if row.tries + 1 == TOLD_AFTER:
        said = {
            "problem": problem[:200],
            "tries": TOLD_AFTER,
            "of": row.arguments[:200],
        }
        record(AuditKind.JOB, target=row.job, after=said)
    wait = min(FIRST_WAIT * 2 ** min(row.tries, 10), LONGEST_WAIT)
    AskedJob.objects.filter(pk=row.pk, asked_at=row.asked_at).update(
        tries=row.tries + 1, problem=problem[:200], due_at=now + wait
    )
