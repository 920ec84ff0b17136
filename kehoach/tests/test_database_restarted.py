"""PostgreSQL is stopped and started under a running portal: web, worker and beat."""

import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.tests.factories import make_user
from kehoach.tests.cluster import Cluster, until
from tasks.reminders.tests.servers import Broker, kill
from tasks.tests.factories import make_duty, make_period, make_plan, make_task

pytestmark = [
    pytest.mark.slow,
    pytest.mark.own_hour,
    pytest.mark.needs_postgres,
    pytest.mark.needs_redis,
    pytest.mark.django_db(transaction=True),
]
CSRF, TOKEN = "c" * 32, "khoa"
TEXT = "Họp dân ở thôn Phú Hòa về hương ước."
#: Beat sends a job every minute; the machine may be busy.
GOES_ON = 150


#: Production's, but nothing has to be collected before.
SETTINGS = """from kehoach.settings import *
STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
"""


def told_to(cluster: Cluster, broker: str, folder: Path) -> dict[str, str]:
    """Return the environment of a portal on the cluster."""
    (folder / "restarted.py").write_text(SETTINGS)
    name = connection.settings_dict["NAME"]
    return os.environ | {
        "DEBUG": "0", "SECRET_KEY": settings.SECRET_KEY, "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": "http://127.0.0.1", "PROVINCE": "Huế", "DEFAULT_FROM_EMAIL": "a@example.vn",
        "SECURE_SSL_REDIRECT": "0", "SECOND_FACTOR": "offered", "METRICS_TOKEN": TOKEN,
        "DATABASE_URL": f"postgres://kehoach@/{name}?host={cluster.folder}",
        "REDIS_URL": broker, "DJANGO_SETTINGS_MODULE": "restarted",
        "PYTHONPATH": str(folder),
    }  # fmt: skip


@contextmanager
def portal(told: dict[str, str], folder: Path) -> Iterator[int]:
    """Run web, worker and beat; yield the port, see that all still run."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    programs = Path(sys.executable).parent
    web = ["--worker-class", "gthread", "--threads", "4", "--no-control-socket"]
    commands = {
        "gunicorn": ["kehoach.wsgi", "-b", f"127.0.0.1:{port}", *web],
        "worker": ["-A", "kehoach", "worker", "-c", "1", "--without-mingle"],
        "beat": ["-A", "kehoach", "beat", "--pidfile="],
    }
    children = []
    for each, options in commands.items():
        command = [programs / ("gunicorn" if each == "gunicorn" else "celery")]
        with (folder / f"{each}.log").open("wb") as log:
            child = subprocess.Popen(
                [*command, *options], env=told, cwd=settings.BASE_DIR,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        children.append(child)
    try:
        yield port
        assert [child.poll() for child in children] == [None] * len(children)
    finally:
        for child in children:
            kill(child)


class Visitor:
    """Asks the running portal as somebody who is signed in."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie = port, cookie

    def ask(self, path: str, said: dict[str, object] | None = None) -> tuple[int, str]:
        """Return status and page; a form is posted."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": f"sessionid={self.cookie}; csrftoken={CSRF}"}
        headers |= {"Authorization": f"Bearer {TOKEN}"}
        body = urlencode(said | {"csrfmiddlewaretoken": CSRF}) if said else None
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            link.request("POST" if body else "GET", path, body, headers)
            answer = link.getresponse()
            return answer.status, answer.read().decode()
        except OSError:
            return 0, ""
        finally:
            link.close()

    def parts(self) -> dict[str, str]:
        """Return what the monitor is told."""
        stranger = Visitor(self.port, "")
        found: dict[str, str] = json.loads(stranger.ask("/suc-khoe")[1])
        return found


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with TemporaryDirectory(prefix="kehoach-restart-") as name:
        found = Cluster(Path(name))
        try:
            yield found
        finally:
            found.stop()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[str]:
    found = Broker(tmp_path)
    try:
        yield found.url
    finally:
        found.stop()


def test_a_restart_of_the_database_loses_nothing_and_the_portal_says_it_is_away(
    cluster: Cluster, broker: str, tmp_path: Path, client: Client
) -> None:
    call_command("seed_schedules", verbosity=0)
    began = timezone.now()
    today = timezone.localdate()
    plan = make_plan()
    duty = make_duty(make_task(plan), period=make_period(plan, today.year))
    user = make_user("officer", duty.agency)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    letter, asked = reverse("password_reset"), {"email": user.email}
    cluster.take()
    path = reverse("tasks:log_progress", args=[duty.pk])
    form: dict[str, object] = {
        "done_on": f"02/03/{today.year}", "text": TEXT, "progress": "in_progress",
        "version": duty.version, "form_key": "khoa-mot",
    }  # fmt: skip
    with portal(told_to(cluster, broker, tmp_path), tmp_path) as port:
        officer = Visitor(port, client.cookies["sessionid"].value)
        until(lambda: officer.ask(path)[0] == 200, 60)

        until(lambda: cluster.beats_since(began), GOES_ON)
        assert officer.ask(letter, asked)[0] == 302
        until(cluster.is_idle, GOES_ON)

        cluster.stop()
        status, page = officer.ask(path)
        assert (status, "Máy chủ đang bận" in page) == (503, True), page[:500]
        status, page = officer.ask(path, form)
        assert (status, "Chưa lưu được, nội dung còn đây" in page) == (503, True)
        assert TEXT in page
        assert officer.parts()["database"] == "away"

        cluster.start()
        back = timezone.now()
        assert officer.ask(path)[0] == 200
        assert officer.ask(path, form)[0] == 302
        assert cluster.one("SELECT count(*) FROM tasks_progressentry") == 1
        assert officer.ask(letter, asked)[0] == 302
        until(cluster.is_idle, GOES_ON)
        until(lambda: cluster.beats_since(back), GOES_ON)
        until(lambda: officer.parts()["database"] == "ok", 60)
