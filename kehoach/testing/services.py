"""Pytest plugin: a real PostgreSQL and a real Redis on unix sockets in a temp folder.

Loaded with `-p` because pytest-django reads the settings before any conftest. The
controller starts both once; xdist workers inherit the environment. Missing
binaries fail under CI and are said loudly elsewhere.
"""

import atexit
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import settings

# Machines differ and workers share cores: a slow example is not a failure.
settings.register_profile("kehoach", deadline=None)
settings.load_profile("kehoach")

IN_CI = os.environ.get("CI") == "true"
ON_SQLITE = os.environ.get("KEHOACH_TEST_DATABASE") == "sqlite"
STARTED = "KEHOACH_TEST_SERVICES"
UNPRIVILEGED = ("postgres", "nobody")


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


def start_postgresql(folder: Path, programs: Path) -> None:
    """Start a server with an empty cluster; no network, no fsync."""
    data = folder / "data"
    run(programs / "initdb", "-N", "-A", "trust", "-U", "kehoach",
        "--locale=C.UTF-8", "-E", "UTF8", "-D", data)  # fmt: skip
    options = (
        f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        " -c full_page_writes=off -c synchronous_commit=off -c max_connections=80"
    )
    run(programs / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", folder / "pg.log",
        "-o", options, "start")  # fmt: skip
    stop = [*as_user(), str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate"]
    atexit.register(subprocess.run, [*stop, "stop"], capture_output=True)
    os.environ["DATABASE_URL"] = f"postgres://kehoach@/postgres?host={folder}"


def start_redis(folder: Path) -> None:
    """Start Redis on a unix socket without persistence."""
    socket = folder / "redis.sock"
    command = ["redis-server", "--port", "0", "--unixsocket", str(socket)]
    child = subprocess.Popen(  # noqa: S603 -- fixed program
        [*as_user(), *command, "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    atexit.register(child.kill)
    deadline = time.monotonic() + 20
    while not socket.exists():
        if child.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("redis-server did not start")
        time.sleep(0.05)
    os.environ["REDIS_URL"] = f"redis+socket://{socket}"


def missing(what: str) -> None:
    """Fail in CI, else say loudly what is left out."""
    if IN_CI:
        raise SystemExit(f"{what} is missing, and CI=true: run .ci/system_packages.sh")
    sys.stderr.write(f"\n*** {what} IS MISSING: its tests are skipped ***\n\n")


def start() -> None:
    """Start what is there and point the settings to it."""
    os.environ[STARTED] = "yes"
    os.environ["DEBUG"] = "1"
    os.environ.pop("DEMO", None)
    folder = Path(tempfile.mkdtemp(prefix="kehoach-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if os.geteuid() == 0:
        os.chown(folder, owner(), group())
    os.environ["EVIDENCE_ROOT"] = tempfile.mkdtemp(prefix="kehoach-evidence-")
    atexit.register(shutil.rmtree, os.environ["EVIDENCE_ROOT"], ignore_errors=True)
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'test.sqlite3'}"
    if os.geteuid() == 0 and ON_SQLITE:
        os.chown(folder, 0, 0)
    if ON_SQLITE:
        return
    if programs := newest_postgresql():
        start_postgresql(folder, programs)
    else:
        missing("PostgreSQL")
    if shutil.which("redis-server"):
        start_redis(folder)
    else:
        missing("redis-server")


if not os.environ.get(STARTED) and not os.environ.get("PYTEST_XDIST_WORKER"):
    start()


def has(marker: str) -> bool:
    """Return whether what the marker needs is there."""
    if marker == "needs_postgres":
        return os.environ.get("DATABASE_URL", "").startswith("postgres")
    if marker == "needs_redis":
        return "REDIS_URL" in os.environ
    return bool(shutil.which("chromium"))


@pytest.hookimpl
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what cannot run here; in CI, outside the SQLite round, fail instead."""
    for marker in ("needs_postgres", "needs_redis", "browser"):
        wanting = [item for item in items if item.get_closest_marker(marker)]
        if not wanting or has(marker):
            continue
        if IN_CI and not ON_SQLITE:
            raise pytest.UsageError(f"{marker}: not here, and CI=true")
        for item in wanting:
            item.add_marker(pytest.mark.skip(reason=f"{marker}: not on this machine"))
