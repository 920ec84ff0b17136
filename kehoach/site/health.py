"""Whether beat and worker live, and how much waits: facts for a monitor."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Min
from django_celery_beat.models import PeriodicTask

from agencies.asked.asking import failing
from agencies.asked.waking import PATIENCE, waiting_jobs
from agencies.models import AskedJob, AuditRecord
from kehoach.lib.patience import answer_within
from tasks.doors.making_up import PULSE
from tasks.models import Envelope, JobRun, Reminder

#: Beat sends this one and a worker runs it every minute: one missed is chance.
EVERY_MINUTE = "agencies.run_asked"
LOST_AFTER = timedelta(seconds=110)
#: So many messages a new worker may take to run its first.
FIRST_RUNS = 3


@dataclass(frozen=True)
class Health:
    """When the last pulse was, and who is to blame when it is too long ago."""

    pulse_at: datetime | None
    beat_silent: bool
    worker_silent: bool

    @property
    def ok(self) -> bool:
        """Return whether reminders go out."""
        return not (self.beat_silent or self.worker_silent)


def health(now: datetime) -> Health:
    """Return the state of beat and worker; a portal set up just now gets its time.

    Beat writes when it sent the pulse, the worker when it ran: one without the other
    tells which of them is silent.
    """
    jobs = PeriodicTask.objects.filter(enabled=True)
    job = jobs.filter(task=EVERY_MINUTE).first()
    if job is None or not jobs.filter(task=PULSE).exists():
        return Health(None, beat_silent=True, worker_silent=False)
    ran = JobRun.objects.aggregate(last=Max("begun_at"))["last"]
    sent = jobs.aggregate(last=Max("last_run_at"))["last"] or job.date_changed
    beat_silent = _is_late(sent, now) and _is_late(ran, now)
    never = ran is None and job.total_run_count < FIRST_RUNS
    worker_silent = not beat_silent and not never and _is_late(ran, now)
    return Health(ran, beat_silent, worker_silent)


def _is_late(moment: datetime | None, now: datetime) -> bool:
    return moment is None or now - moment > LOST_AFTER


def queue_length() -> int | None:
    """Return how many jobs wait in the queue; None when the broker cannot say in time."""
    return answer_within(PATIENCE, waiting_jobs)


def metrics(now: datetime) -> str:
    """Return the ledger, the queue and the pulse in Prometheus' text format."""
    return "\n".join([*_lines(now), ""])


def _lines(now: datetime) -> Iterator[str]:
    numbers = Reminder.objects.count_by_standing()
    yield "# TYPE kehoach_reminders gauge"
    for state in Envelope.State:
        yield f'kehoach_reminders{{state="{state}"}} {numbers.get(state, 0)}'
    waiting = Reminder.objects.standing(Envelope.State.PLANNED, Envelope.State.SENDING)
    oldest = waiting.aggregate(first=Min("envelope__planned_at"))["first"]
    yield "# TYPE kehoach_reminder_oldest_waiting_seconds gauge"
    yield f"kehoach_reminder_oldest_waiting_seconds {_age(oldest, now)}"
    found = health(now)
    yield "# TYPE kehoach_pulse_age_seconds gauge"
    yield f"kehoach_pulse_age_seconds {_age(found.pulse_at, now)}"
    yield "# TYPE kehoach_healthy gauge"
    yield f"kehoach_healthy {int(found.ok)}"
    made = AuditRecord.objects.filter(kind=AuditRecord.Kind.BACKUP).first()
    if made:
        yield "# TYPE kehoach_backup_age_seconds gauge"
        yield f"kehoach_backup_age_seconds {_age(made.at, now)}"
    yield "# TYPE kehoach_asked_jobs gauge"
    yield f'kehoach_asked_jobs{{state="waiting"}} {AskedJob.objects.count()}'
    yield f'kehoach_asked_jobs{{state="failing"}} {failing().count()}'
    length = queue_length()
    if length is not None:
        yield "# TYPE kehoach_queue_length gauge"
        yield f"kehoach_queue_length {length}"


def _age(moment: datetime | None, now: datetime) -> int:
    return max(0, int((now - moment).total_seconds())) if moment else 0
