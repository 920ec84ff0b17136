"""The monitor is told who is silent; the metrics are for who knows the token."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django_celery_beat.models import PeriodicTask

from kehoach.health import health
from tasks.jobs import pulse
from tasks.models import JobRun
from tasks.services.making_up import PULSE, SILENT_AFTER

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
NOW = datetime(2026, 6, 10, 2, 30, tzinfo=UTC)
LATER = NOW + SILENT_AFTER + timedelta(seconds=1)


@pytest.fixture
def running(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)
    call_command("seed_schedules", verbosity=0)


def sent(moment: datetime) -> None:
    PeriodicTask.objects.filter(task=PULSE).update(last_run_at=moment)


def state(moment: datetime) -> tuple[bool, bool]:
    found = health(moment)
    return found.beat_silent, found.worker_silent


def test_a_portal_set_up_just_now_is_well(running: None) -> None:
    assert state(NOW) == (False, False)
    assert state(LATER) == (True, False)


def test_without_the_job_beat_is_silent(db: None) -> None:
    assert state(NOW) == (True, False)


def test_beat_without_worker_is_the_workers_silence(running: None) -> None:
    sent(LATER)
    assert state(LATER) == (False, True)


def test_a_pulse_that_ran_is_enough(running: None) -> None:
    pulse()
    pulse()
    assert JobRun.objects.filter(job=PULSE).count() == 1
    assert state(NOW + SILENT_AFTER) == (False, False)
    assert state(LATER) == (True, False)


def test_the_address_fails_when_something_is_silent(
    running: None, client: Client, time_machine: Any
) -> None:
    answer = client.get(reverse("healthy"))
    assert (answer.status_code, answer.json()["ok"]) == (200, True)
    time_machine.move_to(LATER, tick=False)
    answer = client.get(reverse("healthy"))
    assert answer.status_code == 503
    assert answer.json() == {"ok": False, "beat": "silent", "worker": "ok"}


@pytest.mark.parametrize(
    ("token", "given", "status"),
    [("", "", 404), ("", "Bearer ", 404), ("khoa", "Bearer sai", 404),
     ("khoa", "Bearer khoa", 200)],
)  # fmt: skip
def test_metrics_ask_for_the_token(
    running: None, client: Client, settings: Any, token: str, given: str, status: int
) -> None:
    settings.METRICS_TOKEN = token
    answer = client.get(reverse("measured"), headers={"Authorization": given})
    assert answer.status_code == status
    if status == 200:
        lines = answer.content.decode().splitlines()
        assert 'kehoach_reminders{state="planned"} 0' in lines
        assert "kehoach_healthy 1" in lines
