"""The drill (`make drill`): a portal is backed up, destroyed and restored, and answers
with the same report. Everything in processes of their own, as an engineer would do it.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.cookiejar import CookieJar
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlencode
from urllib.request import (
    HTTPCookieProcessor,
    OpenerDirector,
    ProxyHandler,
    build_opener,
)

import pytest
from django.conf import settings as portal
from django.db import connection
from django.urls import reverse

from agencies.tests.factories import PASSWORD
from tasks.reminders.tests.reminding import free_port
from tasks.tests.addresses import plan_page

pytestmark = [
    pytest.mark.slow,
    pytest.mark.own_hour,
    pytest.mark.needs_postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_folders"),
]


def on_server(*statements: str) -> None:
    """Run statements that need a connection to no database of ours."""
    connection.close()
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def place(report, proof, head, tmp_path) -> Iterator[dict[str, str]]:
    """A portal of its own, with a copy of the test's rows: its environment."""
    for person in (head, proof.uploaded_by):
        person.set_password(PASSWORD)
        person.save()
    told, name = connection.settings_dict, f"drill_{token_hex(4)}"
    host = told["HOST"] or told["OPTIONS"]["host"]
    on_server(f"CREATE DATABASE {name} TEMPLATE {told['NAME']}")
    yield os.environ | {
        "DATABASE": name,
        "DATABASE_URL": f"postgres://kehoach@/{name}?host={host}",
        "EVIDENCE_ROOT": str(tmp_path / "files"),
        "BACKUP_KEY": b64encode(os.urandom(32)).decode(),
    }
    on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def tell(text: str) -> None:
    """Say what took how long, to who looks on (`-s`)."""
    sys.stdout.write(f"{text}\n")


def opener() -> OpenerDirector:
    """Return a browser without pages; no proxy of the environment stands before it."""
    return build_opener(HTTPCookieProcessor(CookieJar()), ProxyHandler({}))


def manage(place: dict[str, str], *arguments: object) -> str:
    """Run a command in a process of its own; say how long it took."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=portal.BASE_DIR, env=place, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    tell(f"{arguments[0]}: {time.monotonic() - began:.1f} s")
    return done.stdout


@contextmanager
def running(place: dict[str, str], log: Path) -> Iterator[str]:
    """Start the web server; yield its address once it answers."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    program = Path(sys.executable).parent / "gunicorn"
    command = [str(program), "kehoach.wsgi", "-b", f"127.0.0.1:{port}"]
    began = time.monotonic()
    with log.open("ab") as output:
        child = subprocess.Popen(
            command, cwd=portal.BASE_DIR, env=place, stdout=output, stderr=output
        )
    try:
        while not answers(address):
            assert child.poll() is None, log.read_text()
            assert time.monotonic() - began < 120, log.read_text()
            time.sleep(0.2)
        tell(f"web server: {time.monotonic() - began:.1f} s")
        yield address
    finally:
        child.terminate()
        child.wait(20)


def answers(address: str) -> bool:
    """Return whether the portal and its database answer."""
    try:
        with opener().open(f"{address}/song", timeout=5) as answer:
            return b"true" in answer.read()
    except OSError:  # also while the server loads
        return False


def signed_in(address: str, username: str) -> OpenerDirector:
    """Sign in by name and password."""
    browser = opener()
    with browser.open(address + reverse("login")) as answer:
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)', answer.read().decode())
    assert token
    form = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
    browser.open(address + reverse("login"), urlencode(form).encode()).close()
    return browser


def fetched(
    place: dict[str, str], asked: list[tuple[str, str]], log: Path
) -> list[str]:
    """Return the hashes of what the portal hands to people who sign in."""
    found = []
    with running(place, log) as address:
        for username, path in asked:
            with signed_in(address, username).open(address + path) as answer:
                assert answer.url == address + path
                found.append(sha256(answer.read()).hexdigest())
    return found


def test_a_destroyed_portal_answers_with_the_same_report(
    place, report, proof, head, tmp_path
) -> None:
    asked = [
        (head.username, plan_page("reporting:yearly_docx", args=["2026"])),
        (head.username, plan_page("reporting:signed_pdf", args=["2026"])),
        (
            proof.uploaded_by.username,
            reverse("tasks:evidence_file", args=[proof.pk]),
        ),
    ]
    log, kept = tmp_path / "web.log", tmp_path / "kept"
    before = fetched(place, asked, log)
    manage(place, "backup", kept, "--keep", 14)
    manage(place, "restore_check", kept)

    on_server(
        f"DROP DATABASE {place['DATABASE']} WITH (FORCE)",
        f"CREATE DATABASE {place['DATABASE']}",
    )
    shutil.rmtree(place["EVIDENCE_ROOT"])

    began = time.monotonic()
    said = manage(place, "restore", kept)
    since = re.search(r"settle_reminders --since (\S+?);", said)
    assert since
    manage(place, "migrate", "--check")
    manage(place, "settle_reminders", "--since", since[1])
    manage(place, "check_files")
    after = fetched(place, asked, log)
    tell(f"restored and answering: {time.monotonic() - began:.1f} s")
    assert after == before
