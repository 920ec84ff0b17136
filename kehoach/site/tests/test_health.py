"""The monitor is told who is silent; the metrics are for who knows the token."""

import shutil
import socket
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django_celery_beat.models import PeriodicTask

from agencies.models import AuditRecord
from agencies.trail.writing import record
from kehoach.site.health import EVERY_MINUTE, FIRST_RUNS, LOST_AFTER, health
from kehoach.site.parts import PATIENCE, background
from kehoach.testing.clock import Clock
from tasks.doors.making_up import PULSE, SILENT_AFTER
from tasks.jobs import pulse_job
from tasks.models import JobRun
from tasks.reminders.tests.reminding import mail_server

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 2, 30, tzinfo=UTC)
LATER = NOW + LOST_AFTER + timedelta(seconds=1)
WELL = {
    **dict.fromkeys(("database", "queue", "beat", "worker", "mail", "disk"), "ok"),
    "clamd": "absent",
    "libreoffice": "ok" if shutil.which("soffice") else "absent",
    "ok": True,
}


@pytest.fixture
def running(clock: Clock) -> None:
    clock.at(NOW)
    call_command("seed_schedules", verbosity=0)


def sent(moment: datetime, times: int = FIRST_RUNS) -> None:
    rows = PeriodicTask.objects.filter(task=EVERY_MINUTE)
    rows.update(last_run_at=moment, total_run_count=times)


def state(moment: datetime) -> tuple[bool, bool]:
    found = health(moment)
    return found.beat_silent, found.worker_silent


def asked(client: Client, token: str = "khoa") -> tuple[int, dict[str, Any]]:
    """Return what the monitor gets."""
    cache.clear()
    answer = client.get(
        reverse("healthy"), headers={"Authorization": f"Bearer {token}"}
    )
    return answer.status_code, answer.json()


@pytest.fixture(autouse=True)
def _known_token(settings: Any) -> None:
    settings.METRICS_TOKEN = "khoa"


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is there answer late: on a machine with much to do it is well, too."""
    for place in ("kehoach.site.parts", "kehoach.site.health", "agencies.asked.waking"):
        monkeypatch.setattr(f"{place}.PATIENCE", 60)


def test_a_portal_set_up_just_now_is_well(running: None) -> None:
    assert state(NOW) == (False, False)
    assert state(LATER) == (True, False)


def test_without_the_job_beat_is_silent(db: None) -> None:
    assert state(NOW) == (True, False)


def test_beat_without_worker_is_the_workers_silence(running: None) -> None:
    sent(LATER, times=1)
    assert state(LATER) == (False, False)
    sent(LATER)
    assert state(LATER) == (False, True)


def test_any_job_that_ran_is_enough_and_silence_is_told_within_two_minutes(
    running: None,
) -> None:
    pulse_job()
    pulse_job()
    assert JobRun.objects.filter(job=PULSE).count() == 1
    assert state(NOW + LOST_AFTER) == (False, False)
    assert state(LATER) == (True, False)
    assert timedelta(minutes=2) > LOST_AFTER


def test_who_does_not_know_the_token_is_told_no_more_than_well_or_not(
    running: None, client: Client, clock: Clock
) -> None:
    assert asked(client, "sai") == (200, {"ok": True})
    clock.at(LATER)
    assert asked(client, "sai") == (503, {"ok": False})
    assert asked(client)[1] == WELL | {"ok": False, "beat": "away", "worker": "unknown"}


def test_a_portal_that_runs_says_that_all_is_well(
    running: None, client: Client
) -> None:
    assert asked(client) == (200, WELL)


def test_a_worker_that_neither_runs_nor_answers_is_away(
    running: None, client: Client
) -> None:
    pulse_job()
    later = NOW + SILENT_AFTER + timedelta(seconds=1)
    sent(later)
    assert background(later) == {"beat": "ok", "worker": "away"}


def test_a_mail_server_that_accepts_and_says_nothing_is_away(
    running: None, client: Client, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        pytest.MonkeyPatch.context() as usual,
    ):
        usual.setattr("kehoach.site.parts.PATIENCE", PATIENCE)
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        began = time.perf_counter()
        status, found = asked(client)
        assert (status, found["ok"], found["mail"]) == (503, False, "away")
        assert time.perf_counter() - began < 30
    assert asked(client) == (503, WELL | {"ok": False, "mail": "away"})
    with mail_server(settings):
        assert asked(client) == (200, WELL)


def test_a_full_disk_and_a_folder_that_takes_no_file_are_told(
    running: None, client: Client, settings: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr("kehoach.site.parts.LEAST_FREE", 10**18)
    assert asked(client) == (503, WELL | {"ok": False, "disk": "away"})
    monkeypatch.undo()
    (tmp_path / "file").touch()
    settings.EVIDENCE_ROOT = tmp_path / "file"
    assert asked(client) == (503, WELL | {"ok": False, "disk": "away"})


def test_without_libreoffice_reports_go_out_as_docx(
    running: None, client: Client, monkeypatch: Any, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert asked(client) == (200, WELL | {"libreoffice": "absent"})


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
        assert "kehoach_backup_age_seconds" not in answer.content.decode()
        record(AuditRecord.Kind.BACKUP, target="kehoach-20261130-0215.tar")
        answer = client.get(reverse("measured"), headers={"Authorization": given})
        lines = answer.content.decode().splitlines()
        assert 'kehoach_reminders{state="planned"} 0' in lines
        assert "kehoach_healthy 1" in lines
        age = [each for each in lines if each.startswith("kehoach_backup_age_seconds")]
        assert len(age) == 1
