"""Pytest plugin: a real PostgreSQL and a real Redis on unix sockets in a temp folder.

Loaded with `-p` because pytest-django reads the settings before any conftest. The
controller starts both once; xdist workers inherit the environment. Missing
binaries fail under CI and are said loudly elsewhere, where SQLite and a queue in
memory step in. Nothing of the developer's own environment reaches the tests, and
nothing stays behind, however the run ends.
"""

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import settings

# Machines differ and workers share cores: a slow example is not a failure.
settings.register_profile("kehoach", deadline=None)
settings.load_profile("kehoach")

IN_CI = os.environ.get("CI") == "true"
ON_SQLITE = os.environ.get("KEHOACH_TEST_DATABASE") == "sqlite"
STARTED = "KEHOACH_TEST_SERVICES"
UNPRIVILEGED = ("postgres", "nobody")
EXAMPLE = Path(__file__).resolve().parents[2] / ".env.example"
#: What is not on this machine, said again when the run ends.
absent: list[str] = []


def newest_postgresql() -> Path | None:
    """Return the folder of Debian's newest PostgreSQL server programs."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parent.parent.name),
    )
    return found[-1].parent if found else None


def as_user() -> list[str]:
    """Return the command prefix that drops root, empty for plain users."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", f"--reuid={owner()}", f"--regid={group()}", "--clear-groups"]


def as_child() -> list[str]:
    """Return the prefix of a server that ends with this run, even after kill -9."""
    if not shutil.which("setpriv"):
        return []
    return [*(as_user() or ["setpriv"]), "--pdeathsig=INT"]


def owner() -> int:
    """Return the id of the unprivileged user that servers run as."""
    return next(entry for name in UNPRIVILEGED if (entry := uid_of(name)) is not None)


def uid_of(name: str) -> int | None:
    """Return a user's id, None when there is no such user."""
    try:
        return pwd.getpwnam(name).pw_uid
    except KeyError:
        return None


def group() -> int:
    """Return the group of that user."""
    return pwd.getpwuid(owner()).pw_gid


def run(*command: str | Path) -> None:
    """Run a set-up program quietly; its words are shown when it fails."""
    done = subprocess.run(  # noqa: S603 -- fixed programs
        [*as_user(), *map(str, command)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        raise SystemExit(f"{command[0]} failed")


def serve(*command: str | Path, log: Path, ready: Callable[[], bool]) -> None:
    """Start a server and wait until it answers; stop it when this run ends."""
    with log.open("wb") as output:
        child = subprocess.Popen(
            [*as_child(), *map(str, command)], stdout=output, stderr=output
        )
    atexit.register(stop, child)
    deadline = time.monotonic() + 60
    while not ready():
        if child.poll() is not None or time.monotonic() > deadline:
            sys.stderr.write(log.read_text(errors="replace"))
            raise SystemExit(f"{command[0]} did not start")
        time.sleep(0.05)


def stop(child: subprocess.Popen[bytes]) -> None:
    """End a server at once; its data is thrown away anyhow."""
    child.send_signal(signal.SIGQUIT)
    try:
        child.wait(5)
    except subprocess.TimeoutExpired:
        child.kill()


def start_postgresql(folder: Path, programs: Path) -> None:
    """Start a server with an empty cluster; no network, no fsync."""
    data = folder / "data"
    run(programs / "initdb", "-N", "-A", "trust", "-U", "kehoach",
        "--locale=C.UTF-8", "-E", "UTF8", "-D", data)  # fmt: skip
    values = {
        "listen_addresses": "",
        "unix_socket_directories": folder,
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "off",
        "max_connections": 80,
    }
    options = [f"--{name}={value}" for name, value in values.items()]
    asked = [str(programs / "pg_isready"), "-q", "-h", str(folder), "-d", "postgres"]
    serve(
        programs / "postgres", "-D", data, *options,
        log=folder / "postgresql.log",
        ready=lambda: subprocess.run(asked, check=False).returncode == 0,
    )  # fmt: skip
    os.environ["DATABASE_URL"] = f"postgres://kehoach@/postgres?host={folder}"


def start_redis(folder: Path) -> None:
    """Start Redis on a unix socket without persistence."""
    socket = folder / "redis.sock"
    serve(
        "redis-server", "--port", "0", "--unixsocket", socket, "--save", "",
        "--dir", folder,
        log=folder / "redis.log",
        ready=socket.exists,
    )  # fmt: skip
    os.environ["REDIS_URL"] = f"redis+socket://{socket}"
    os.environ.pop("CELERY_BROKER_URL")


def missing(what: str) -> None:
    """Fail in CI, else remember to say loudly what is left out."""
    if IN_CI:
        raise SystemExit(f"{what} is missing, and CI=true: run .ci/system_packages.sh")
    absent.append(what)


def forget_environment() -> None:
    """Drop every variable the settings read: no test meets the developer's servers."""
    for line in EXAMPLE.read_text().splitlines():
        os.environ.pop(line.partition("=")[0], None)


def temporary_folder(prefix: str) -> Path:
    """Return a new folder that goes when this run ends."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def start() -> None:
    """Start what is there and point the settings to it."""
    forget_environment()
    os.environ[STARTED] = "yes"
    os.environ["DEBUG"] = "1"
    os.environ["EVIDENCE_ROOT"] = str(temporary_folder("kehoach-evidence-"))
    os.environ["CELERY_BROKER_URL"] = "memory://"
    folder = temporary_folder("kehoach-test-")
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'test.sqlite3'}"
    if not ON_SQLITE:
        start_servers(folder)


def start_servers(folder: Path) -> None:
    """Start PostgreSQL and Redis where they are installed."""
    programs = newest_postgresql()
    if os.geteuid() == 0:
        os.chown(folder, owner(), group())
    if programs:
        start_postgresql(folder, programs)
    else:
        missing("PostgreSQL")
    if shutil.which("redis-server"):
        start_redis(folder)
    else:
        missing("redis-server")
    if not shutil.which("chromium"):
        missing("chromium")


def leave(number: int, frame: FrameType | None) -> None:
    """End the run in good order, so that its servers and folders go."""
    pytest.exit(f"signal {number}", returncode=128 + number)


if not os.environ.get(STARTED) and not os.environ.get("PYTEST_XDIST_WORKER"):
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, leave)
    start()


def has(marker: str) -> bool:
    """Return whether what the marker needs is there."""
    if marker == "needs_postgres":
        return os.environ.get("DATABASE_URL", "").startswith("postgres")
    if marker == "needs_redis":
        return "REDIS_URL" in os.environ
    return bool(shutil.which("chromium"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what cannot run here; in CI, outside the SQLite round, fail instead. Files
    with long tests come first, so that no worker ends with one of them alone.
    """
    long = {item.path for item in items if is_long(item)}
    items.sort(key=lambda item: item.path not in long)
    for marker in ("needs_postgres", "needs_redis", "browser"):
        wanting = [item for item in items if item.get_closest_marker(marker)]
        if not wanting or has(marker):
            continue
        if IN_CI and not ON_SQLITE:
            raise pytest.UsageError(f"{marker}: not here, and CI=true")
        for item in wanting:
            item.add_marker(pytest.mark.skip(reason=f"{marker}: not on this machine"))


def is_long(item: pytest.Item) -> bool:
    """Return whether the test drives a browser or real workers."""
    return any(item.get_closest_marker(name) for name in ("browser", "needs_redis"))


@pytest.hookimpl
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say as the last thing what this run could not prove."""
    for what in absent:
        terminalreporter.write_line(
            f"*** {what} IS MISSING: what needs it was skipped ***", red=True, bold=True
        )
