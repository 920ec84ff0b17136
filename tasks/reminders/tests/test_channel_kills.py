"""Kills on the other paths: the webhook, the portal, a run in the foreground.

A post of the webhook may come twice only with the same key; a notice never; a letter
of a foreground run only where the kill fell inside the acknowledgement.
"""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from tasks.models import Holiday, Notice, Reminder
from tasks.reminders.planning import plan_reminders, sweep_stuck
from tasks.reminders.tests.receiving import SECRET, Receiver, receiver_at
from tasks.reminders.tests.reminding import (
    NOW,
    WEEK_BEFORE,
    Cast,
    mail_server,
    make_cast,
)
from tasks.reminders.tests.servers import Broker, Stage, Striker, kill

LETTERS = 3
State = Reminder.State
pytestmark = [
    pytest.mark.needs_redis,
    pytest.mark.needs_postgres,
    pytest.mark.django_db(transaction=True),
]
slow = pytest.mark.slow
#: Where a process dies does not depend on the hour; some points of each are tried at all.
one_hour = pytest.mark.own_hour


def make_people(channel: str) -> Cast:
    """Plan a reminder by the channel for three people and one whose duty is met."""
    cast = make_cast()
    cast.plan.rungs.update(channel=channel)
    cast.another()
    cast.another()
    met = cast.another()
    assert plan_reminders(today=WEEK_BEFORE, now=NOW) == LETTERS + 1
    duties = met.memberships.get().agency.duties
    duties.update(state="submitted", first_sent_on=WEEK_BEFORE)
    Holiday.objects.update_or_create(
        day=timezone.localdate(), defaults={"name": "Làm bù", "is_worked": True}
    )
    return cast


@contextmanager
def on_stage(folder: Path, channel: str, port: int = 1) -> Iterator[Stage]:
    """Set the stage: a broker of its own, no worker yet."""
    make_people(channel)
    stage = Stage(Broker(folder), folder, port, f"q-{uuid4().hex}")
    try:
        yield stage
    finally:
        stage.stop()


def check_ledger() -> None:
    """Every due reminder was sent, the one of the met duty dropped."""
    states = Reminder.objects.count_by_standing()
    assert states == {State.SENT: LETTERS, State.DROPPED: 1}


WEBHOOK = [
    (victim, moment, number)
    for victim in ("worker", "receiver", "redis")
    for moment in ("received", "ack")
    for number in range(1, LETTERS + 1)
]


@slow
@one_hour
@pytest.mark.parametrize("point", WEBHOOK, ids=lambda point: "-".join(map(str, point)))
def test_a_kill_repeats_at_most_one_post_of_the_webhook_and_with_its_key(
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    point: tuple[str, str, int],
) -> None:
    victim, *moment = point
    with receiver_at(settings) as receiver, on_stage(tmp_path, "webhook") as stage:
        monkeypatch.setenv("REMINDER_WEBHOOK_URL", settings.REMINDER_WEBHOOK_URL)
        monkeypatch.setenv("REMINDER_WEBHOOK_SECRET", SECRET)
        receiver.point = (str(moment[0]), int(moment[1]))
        receiver.strike = lambda handler: strike(victim, stage, handler)
        stage.start_worker()
        stage.ask()
        assert receiver.struck.wait(90), "the point was never reached"
        stage.bring_back(victim)
        stage.run_out()
    check_ledger()
    check_keys(receiver)


def strike(victim: str, stage: Stage, handler: Any) -> None:
    """Kill the victim."""
    if victim == "worker":
        kill(stage.worker)
    elif victim == "redis":
        stage.broker.stop()
    else:
        handler.connection.close()


def check_keys(receiver: Receiver) -> None:
    """One key per person; at most one of them came twice, with the same rows."""
    counts = Counter(receiver.keys)
    assert len(counts) == LETTERS
    assert sorted(counts.values()) in ([1, 1, 1], [1, 1, 2])


@slow
@one_hour
@pytest.mark.parametrize("wait", [n / 20 for n in range(9)])
def test_each_person_has_one_notice_wherever_the_worker_dies(
    tmp_path: Path, wait: float
) -> None:
    with on_stage(tmp_path, "portal") as stage:
        stage.start_worker()
        stage.ask()
        deadline = time.monotonic() + 60
        waiting = Reminder.objects.standing(State.PLANNED)
        while waiting.count() > LETTERS and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(wait)
        kill(stage.worker)
        stage.bring_back("worker")
        stage.run_out()
    check_ledger()
    people = Counter(Notice.objects.values_list("person_id", flat=True))
    assert sorted(people.values()) == [1] * LETTERS


RUNS = [
    ("EHLO", 1),
    *((m, n) for m in ("MAIL", "RCPT", "received", "ack") for n in range(1, 4)),
    ("QUIT", 1),
]


@slow
@one_hour
@pytest.mark.parametrize("point", RUNS, ids=lambda point: "-".join(map(str, point)))
def test_a_killed_foreground_run_repeats_at_most_the_letter_in_doubt(
    settings: Any, tmp_path: Path, point: tuple[str, int]
) -> None:
    kill_a_run(settings, tmp_path, point)
    assert not list(Path(settings.HANDOVER_ROOT).glob("*.txt"))


@slow
@one_hour
@pytest.mark.parametrize(
    "point", [("RCPT", 2), ("ack", 3), ("QUIT", 1)], ids=lambda point: point[0]
)
def test_a_killed_foreground_run_repeats_no_more_where_no_note_can_be_kept(
    settings: Any, tmp_path: Path, point: tuple[str, int]
) -> None:
    (tmp_path / "full").touch()
    settings.HANDOVER_ROOT = str(tmp_path / "full" / "handovers")
    kill_a_run(settings, tmp_path, point)


def kill_a_run(settings: Any, folder: Path, point: tuple[str, int]) -> None:
    """Kill a run at the point, sweep, run again, and count every letter."""
    make_people("email")
    postman = Striker(*point)
    with mail_server(settings, postman):
        child = start_run(settings, folder)
        postman.strike = lambda _: kill(child)
        assert postman.struck.wait(90), "the point was never reached"
        child.wait()
        sweep_stuck(now=timezone.now() + timedelta(hours=2))
        assert start_run(settings, folder).wait() == 0
    check_ledger()
    letters = Counter(postman.accepted)
    assert len(letters) == LETTERS
    doubled = {address for address, number in letters.items() if number > 1}
    in_doubt = {postman.struck_at} if point[0] in {"received", "ack"} else set()
    assert doubled <= in_doubt


def start_run(settings: Any, folder: Path) -> subprocess.Popen[bytes]:
    """Start `send_reminders` on the test database and the test's mail server."""
    database = connection.settings_dict
    host = database["HOST"] or database["OPTIONS"]["host"]
    with (folder / "run.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "manage.py", "send_reminders", "--on", str(WEEK_BEFORE)],
            env={
                **os.environ,
                "DATABASE_URL": f"postgres://kehoach@/{database['NAME']}?host={host}",
                "EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
                "HANDOVER_ROOT": settings.HANDOVER_ROOT,
            },
            cwd=django_settings.BASE_DIR,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
