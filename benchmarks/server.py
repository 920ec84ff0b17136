"""The portal under gunicorn as in production, for what only a server shows.

`portal()` starts it on 127.0.0.1 against the benchmark's own database; with
`gunicorn server:application` this file is also what the workers load.
"""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from production import ROOT

# isort: split
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.wsgi import get_wsgi_application
from django.db import connection

from agencies.models import User

PORT = int(os.environ.get("BENCH_PORT", "8105"))
HERE = Path(__file__).resolve().parent

settings.ROOT_URLCONF = "bare"
application = get_wsgi_application()


def own_database() -> str:
    """Return the address of the database that the benchmark made."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    name = connection.settings_dict["NAME"]
    return urlunsplit(parts._replace(path=f"/{name}"))


@contextmanager
def portal(workers: int = 2) -> Iterator[subprocess.Popen[bytes]]:
    """Run the portal until the block ends."""
    command = [
        *(sys.executable, "-m", "gunicorn", "server:application"),
        *("--worker-class", "gthread", "--threads", "4", "--log-level", "error"),
        *("-b", f"127.0.0.1:{PORT}", "--workers", str(workers)),
        *("--pythonpath", f"{HERE},{ROOT}"),
    ]
    environment = os.environ | {"DATABASE_URL": own_database()}
    child = subprocess.Popen(command, env=environment, cwd=HERE)
    try:
        wait(child)
        yield child
    finally:
        child.terminate()
        child.wait(20)


def wait(child: subprocess.Popen[bytes]) -> None:
    """Wait until it answers, at most a minute."""
    for _ in range(300):
        assert child.poll() is None, "gunicorn ended"
        try:
            if get("/song")[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    message = "the portal does not answer"
    raise TimeoutError(message)


def get(path: str, cookie: str = "") -> tuple[int, int]:
    """Return status and length of one answer."""
    link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    link.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    answer = link.getresponse()
    return answer.status, len(answer.read())


def session_of(user: User) -> str:
    """Return the key of a session in which the person is signed in."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def workers_of(child: subprocess.Popen[bytes]) -> list[int]:
    """Return the process ids of its workers."""
    path = Path(f"/proc/{child.pid}/task/{child.pid}/children")
    return [int(pid) for pid in path.read_text().split()]


def resident(pid: int) -> float:
    """Return the resident megabytes of a process."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0
