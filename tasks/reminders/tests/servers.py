"""Real servers for tests that kill them: a Celery worker, a Redis, a mail server."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone
from kombu import Connection

from tasks.models import Reminder
from tasks.reminders import jobs as reminders_jobs
from tasks.reminders.planning import sweep_stuck
from tasks.reminders.tests.reminding import Postman


def start_worker(
    folder: Path, port: int, queue: str, broker: str = ""
) -> subprocess.Popen[bytes]:
    """Start a real Celery worker on the test database and the test's mail server."""
    options = ["-c", "1", "-Q", queue, "--without-mingle", "--without-gossip"]
    return start_celery("worker", options, folder, broker, port)


def start_beat(folder: Path, broker: str) -> subprocess.Popen[bytes]:
    """Start a real beat on the test database, with the schedule that lies there."""
    options = ["-s", str(folder / "beat"), "--pidfile", str(folder / "beat.pid")]
    return start_celery("beat", options, folder, broker)


def start_celery(
    kind: str, options: list[str], folder: Path, broker: str = "", port: int = 9
) -> subprocess.Popen[bytes]:
    """Start a Celery program on the test database."""
    database = connection.settings_dict
    host = database["HOST"] or database["OPTIONS"]["host"]
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgres://kehoach@/{database['NAME']}?host={host}",
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        **({"REDIS_URL": broker} if broker else {}),
    }
    program = Path(sys.executable).parent / "celery"
    with (folder / f"{kind}.log").open("ab") as log:
        return subprocess.Popen(
            [str(program), "-A", "kehoach", kind, *options],
            env=environment,
            cwd=django_settings.BASE_DIR,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def kill(child: subprocess.Popen[bytes]) -> None:
    """Kill the child and everything it started at once, as a power cut would."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


class Broker:
    """A Redis of its own that can die and come back empty."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "broker.sock"
        self.url = f"redis+socket://{self.socket}"
        self.child: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start it and wait until it listens."""
        self.socket.unlink(missing_ok=True)
        options = ["--port", "0", "--unixsocket", str(self.socket), "--save", ""]
        self.child = subprocess.Popen(
            [str(shutil.which("redis-server")), *options],
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + 20
        while not self.socket.exists():
            assert time.monotonic() < deadline, "redis never listened"
            time.sleep(0.02)

    def stop(self) -> None:
        """Kill it."""
        if self.child:
            kill(self.child)
            self.child = None

    def send(self, job: Any, queue: str, **arguments: Any) -> None:
        """Put a job into its queue."""
        with Connection(self.url) as link:
            job.apply_async(kwargs=arguments, queue=queue, connection=link)


class Striker(Postman):
    """A mail server that strikes once, at the n-th time of one moment of the talk.

    Moments: EHLO, MAIL, RCPT, `received` (the letter is here, nothing was answered),
    `ack` (250 is on its way) and QUIT.
    """

    def __init__(self, moment: str, nth: int) -> None:
        super().__init__()
        self.moment, self.nth = moment, nth
        self.seen = 0
        self.strike: Callable[[SMTP], None] = lambda _: None
        self.struck = threading.Event()
        self.struck_at = ""
        #: Whether a strike at `received` also loses the letter (the server itself died).
        self.loses = False

    def reached(self, moment: str, server: SMTP, address: str = "") -> bool:
        """Strike when this is the moment; return whether it was."""
        if moment != self.moment or self.struck.is_set():
            return False
        self.seen += 1
        if self.seen < self.nth:
            return False
        self.struck_at = address
        self.strike(server)
        self.struck.set()
        return True

    async def handle_EHLO(  # noqa: N802 -- aiosmtpd's
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        """Greet."""
        session.host_name = hostname
        self.reached("EHLO", server)
        return responses

    async def handle_MAIL(  # noqa: N802 -- aiosmtpd's
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Take the sender."""
        envelope.mail_from = address
        self.reached("MAIL", server)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Take the recipient."""
        self.reached("RCPT", server, address)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take the letter, unless the server dies before it is stored."""
        address = envelope.rcpt_tos[0]
        if self.reached("received", server, address) and self.loses:
            return "451 gone"
        self.accepted += envelope.rcpt_tos
        if self.moment == "ack" and not self.struck.is_set():
            self.reached("ack", server, address)
        return "250 OK"

    async def handle_QUIT(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Say good-bye."""
        self.reached("QUIT", server)
        return "221 Bye"


@dataclass
class Stage:
    """Broker and worker, and how to bring back what was killed."""

    broker: Broker
    folder: Path
    port: int
    queue: str
    worker: Any = None

    def start_worker(self) -> None:
        """Start a worker that knows nothing of the one before."""
        self.worker = start_worker(self.folder, self.port, self.queue, self.broker.url)

    def stop(self) -> None:
        """End both."""
        if self.worker:
            kill(self.worker)
        self.broker.stop()

    def ask(self) -> None:
        """Start a letter for everybody whom one waits for, as beat does again and again."""
        waiting = Reminder.objects.standing("planned").order_by("person_id")
        for person, channel in waiting.values_list("person_id", "channel").distinct():
            self.broker.send(
                reminders_jobs.send_letter_job,
                self.queue,
                person_id=person,
                channel=channel,
            )

    def bring_back(self, victim: str) -> None:
        """Start what was killed; an hour later the sweep frees what it held."""
        if victim == "worker":
            kill(self.worker)
            sweep_stuck(now=timezone.now() + timedelta(hours=2))
            self.start_worker()
        if victim == "redis":
            self.broker.start()

    def run_out(self) -> None:
        """Ask until nothing waits any more, at most two minutes."""
        deadline = time.monotonic() + 120
        open_rows = Reminder.objects.standing("planned", "sending")
        asked = 0.0
        while open_rows.exists():
            assert time.monotonic() < deadline, Counter(
                open_rows.values_list("envelope__state", "envelope__problem")
            )
            if time.monotonic() - asked > 2:
                with suppress(OSError):
                    self.ask()
                asked = time.monotonic()
            time.sleep(0.05)
