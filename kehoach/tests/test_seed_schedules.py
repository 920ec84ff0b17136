"""Schedules are put into the database once; an administrator's word stays."""

from io import StringIO

import pytest
from django.core.management import call_command
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from kehoach.celery import DEFAULT_JOBS, app

pytestmark = pytest.mark.django_db


def seed() -> str:
    out = StringIO()
    call_command("seed_schedules", stdout=out)
    return out.getvalue()


def shipped() -> dict[str, tuple[str, str]]:
    rows = PeriodicTask.objects.filter(crontab__isnull=False)
    return {row.task: (row.crontab.hour, row.crontab.minute) for row in rows}


def test_every_shipped_job_is_seeded_in_local_time() -> None:
    assert (
        seed() == f"Lịch định kỳ: {len(DEFAULT_JOBS)}, mới tạo {len(DEFAULT_JOBS)}.\n"
    )
    assert {job.job for job in DEFAULT_JOBS} <= shipped().keys()
    assert shipped()["tasks.plan_reminders"] == ("7", "0")
    zones = CrontabSchedule.objects.filter(periodictask__task__startswith="tasks.")
    assert {str(row.timezone) for row in zones} == {"Asia/Ho_Chi_Minh"}


def test_every_shipped_job_is_a_function_that_celery_knows() -> None:
    app.loader.import_default_modules()
    assert {job.job for job in DEFAULT_JOBS} <= app.tasks.keys()


def test_edits_are_never_overwritten() -> None:
    seed()
    later = CrontabSchedule.objects.create(hour="9", minute="30")
    job = PeriodicTask.objects.get(task="tasks.plan_reminders")
    job.name, job.crontab, job.enabled = "Nhắc việc buổi sáng", later, False
    job.save()
    assert seed() == f"Lịch định kỳ: {len(DEFAULT_JOBS)}, mới tạo 0.\n"
    job = PeriodicTask.objects.get(task="tasks.plan_reminders")
    assert (job.name, job.crontab, job.enabled) == ("Nhắc việc buổi sáng", later, False)
