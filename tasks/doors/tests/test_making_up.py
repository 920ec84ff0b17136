"""A periodic job that missed its hour is made up for, once, whatever kept it."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from celery import current_app
from django.conf import settings as django_settings
from django.core.management import call_command
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from kehoach.testing.clock import Clock, handed_on
from tasks import jobs
from tasks.doors.making_up import (
    ASK_AGAIN,
    GRACE,
    PULSE,
    Overdue,
    claim_overdue,
    next_after,
    outlook,
    overdue_jobs,
)
from tasks.models import JobRun, ReminderRun
from tasks.reminders import jobs as reminders_jobs
from tasks.reminders.tests.servers import Broker, kill, start_beat, start_worker

PLANNER = "tasks.plan_reminders"
DAILY = {
    "tasks.sync_duties",
    "reporting.compute_scores",
    "agencies.sleep_accounts",
    PLANNER,
}


def at(hour: str, day: str = "2026-12-09") -> datetime:
    return datetime.fromisoformat(f"{day}T{hour}+07:00")


YESTERDAY = at("07:00", "2026-12-08")
LATE = at("10:15")


@pytest.fixture
def scheduled(db: None, clock: Clock) -> None:
    """Let every job have run yesterday, in a portal that is silent since."""
    clock.at(YESTERDAY)
    call_command("seed_schedules", verbosity=0)
    claim_overdue(now=YESTERDAY)
    clock.at(LATE)


@pytest.fixture
def _at_once() -> Iterator[None]:
    """Run in this process, and at once, what is put into the queue."""
    current_app.loader.import_default_modules()
    before = current_app.conf.task_always_eager
    current_app.conf.task_always_eager = True
    yield
    current_app.conf.task_always_eager = before


def ran(job: str, moment: datetime) -> None:
    JobRun.objects.update_or_create(job=job, defaults={"begun_at": moment})


@pytest.mark.sqlite_too
def test_what_missed_its_hour_is_asked_for_once(scheduled: None) -> None:
    found = claim_overdue(now=LATE)
    assert {each.job for each in found} >= DAILY
    assert PULSE not in {each.job for each in found}
    assert Overdue(PLANNER, at("07:00")) in found
    assert claim_overdue(now=LATE + timedelta(minutes=5)) == []


def test_one_that_failed_is_asked_for_again(scheduled: None) -> None:
    claim_overdue(now=LATE)
    again = claim_overdue(now=LATE + ASK_AGAIN)
    assert PLANNER in {each.job for each in again}


@pytest.mark.parametrize(
    ("moment", "is_late"),
    [(at("06:59"), False), (at("07:09"), False), (at("07:00") + GRACE, True)],
)
def test_beat_has_ten_minutes(scheduled: None, moment: datetime, is_late: bool) -> None:
    assert (PLANNER in {each.job for each in claim_overdue(now=moment)}) is is_late
    assert GRACE.total_seconds() == django_settings.CELERY_BEAT_CRON_STARTING_DEADLINE


def test_what_ran_at_its_hour_is_left_alone(scheduled: None) -> None:
    ran(PLANNER, at("07:00:01"))
    assert PLANNER not in {each.job for each in overdue_jobs(now=LATE)}


def test_a_job_switched_off_or_not_ours_is_left_alone(scheduled: None) -> None:
    PeriodicTask.objects.filter(task=PLANNER).update(enabled=False)
    hours = CrontabSchedule.objects.create(hour="4", minute="0")
    PeriodicTask.objects.create(
        name="dọn", task="celery.backend_cleanup", crontab=hours
    )
    assert {each.job for each in claim_overdue(now=LATE)}.isdisjoint(
        {PLANNER, "celery.backend_cleanup"}
    )
    assert outlook(PLANNER, now=LATE) is None


def test_a_portal_set_up_after_the_hour_begins_tomorrow(db: None, clock: Clock) -> None:
    clock.at(LATE)
    call_command("seed_schedules", verbosity=0)
    assert claim_overdue(now=LATE) == []
    found = outlook(PLANNER, now=LATE)
    assert found is not None
    assert (found.late_at, found.next_at) == (None, at("07:00", "2026-12-10"))


def test_an_hour_that_an_administrator_chose_counts(scheduled: None) -> None:
    weekly = CrontabSchedule.objects.create(hour="9", minute="30", day_of_week="1")
    PeriodicTask.objects.filter(task=PLANNER).update(crontab=weekly)
    monday = at("09:30", "2026-12-14")
    assert next_after(weekly.schedule, LATE) == monday
    assert PLANNER not in {each.job for each in claim_overdue(now=LATE)}
    tuesday = monday + timedelta(days=1)
    assert Overdue(PLANNER, monday) in claim_overdue(now=tuesday)


@pytest.mark.sqlite_too
@pytest.mark.usefixtures("_at_once")
def test_the_pulse_runs_what_is_late_and_notes_it(scheduled: None) -> None:
    jobs.pulse_job()
    assert [run.kind for run in ReminderRun.objects.all()] == ["plan"]
    begun = dict(JobRun.objects.values_list("job", "begun_at"))
    late = [job for job in (*DAILY, PULSE) if begun[job] < LATE]
    assert late == []
    assert overdue_jobs(now=LATE) == []
    jobs.pulse_job()
    assert ReminderRun.objects.count() == 1


def test_what_ran_while_it_waited_in_the_queue_does_not_run_again(
    scheduled: None,
) -> None:
    reminders_jobs.plan_reminders_job()
    jobs.make_up(job=PLANNER, due_at=at("07:00").isoformat())
    assert ReminderRun.objects.filter(kind="plan").count() == 1


def test_a_job_that_fails_is_still_late(scheduled: None) -> None:
    with pytest.raises(TypeError):
        current_app.tasks[PLANNER]("no such argument")
    assert PLANNER in {each.job for each in overdue_jobs(now=LATE)}


def wait_until(done: Any, log: Path, seconds: int = 90) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, log.read_text()[-3000:]
        time.sleep(0.2)


@pytest.mark.slow
@pytest.mark.needs_redis
@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_a_beat_that_comes_back_at_a_quarter_past_ten_has_all_of_the_day_made_up(
    scheduled: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Real beat, worker and Redis; the fixed hours are three and more hours off."""
    monkeypatch.setenv("KEHOACH_TEST_NOW", handed_on(LATE))
    PeriodicTask.objects.update(last_run_at=YESTERDAY)
    broker = Broker(tmp_path)
    children = [start_beat(tmp_path, broker.url)]
    try:
        children.append(start_worker(tmp_path, 9, f"{uuid4().hex},celery", broker.url))
        wait_until(
            lambda: (
                not JobRun.objects.filter(job__in=DAILY, begun_at__lt=LATE).exists()
            ),
            tmp_path / "worker.log",
        )
    finally:
        for child in children:
            kill(child)
        broker.stop()
    assert ReminderRun.objects.filter(kind="plan").count() == 1
    assert overdue_jobs(now=LATE) == []
