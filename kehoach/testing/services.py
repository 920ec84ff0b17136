"""Pytest plugin: a real PostgreSQL and a real Redis on unix sockets in a temp folder.

Loaded with `-p` because pytest-django reads the settings before any conftest. The
controller starts both once; xdist workers inherit the environment. Without workers
PostgreSQL starts when the first test wants a database: one test is quick. Missing
binaries fail under CI and are said loudly elsewhere, where SQLite and a queue in
memory step in. Nothing of the developer's own environment reaches the tests, and
nothing stays behind, however the run ends.
"""

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path
from types import FrameType

import pytest

from kehoach.testing.programs import group, owner, run, serve

IN_CI = os.environ.get("CI") == "true"
ON_SQLITE = os.environ.get("KEHOACH_TEST_DATABASE") == "sqlite"
STARTED = "KEHOACH_TEST_SERVICES"
EXAMPLE = Path(__file__).resolve().parents[2] / ".env.example"
NOT_HERE = "not on this machine"
#: The programs that a test with the mark starts.
PROGRAMS = {
    "browser": ("chromium",),
    "needs_libreoffice": ("soffice",),
    "needs_poppler": ("pdftotext", "pdffonts"),
    "needs_fontconfig": ("fc-query", "fc-match"),
    "needs_pgbouncer": ("pgbouncer",),
    "needs_clamd": ("clamd",),
    "needs_systemd": ("systemd-analyze",),
}
#: What is not on this machine, said again when the run ends.
absent: list[str] = []
#: The folder and the programs of the PostgreSQL that nobody has asked for yet.
wanted: list[tuple[Path, Path]] = []


def newest_postgresql() -> Path | None:
    """Return the folder of Debian's newest PostgreSQL server programs."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parent.parent.name),
    )
    return found[-1].parent if found else None


def start_postgresql() -> None:
    """Start a server with an empty cluster, unless it runs; no network, no fsync."""
    if not wanted:
        return
    folder, programs = wanted.pop()
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
        # What a test committed says nothing of the rows of the next.
        "autovacuum_analyze_threshold": 2_000_000_000,
        # Rows that were rolled back count until they are swept: costs look high enough
        # to compile a query, which takes longer than running it.
        "jit": "off",
    }
    options = [f"--{name}={value}" for name, value in values.items()]
    asked = [str(programs / "pg_isready"), "-q", "-h", str(folder), "-d", "postgres"]
    serve(
        programs / "postgres", "-D", data, *options,
        log=folder / "postgresql.log",
        ready=lambda: subprocess.run(asked, check=False).returncode == 0,
    )  # fmt: skip


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
    """Start Redis and say where PostgreSQL will be, where they are installed."""
    programs = newest_postgresql()
    if os.geteuid() == 0:
        os.chown(folder, owner(), group())
    if programs:
        wanted.append((folder, programs))
        os.environ["DATABASE_URL"] = f"postgres://kehoach@/postgres?host={folder}"
    else:
        missing("PostgreSQL")
    if shutil.which("redis-server"):
        start_redis(folder)
    else:
        missing("redis-server")


def leave(number: int, frame: FrameType | None) -> None:
    """End the run in good order, so that its servers and folders go."""
    pytest.exit(f"signal {number}", returncode=128 + number)


if not os.environ.get(STARTED) and not os.environ.get("PYTEST_XDIST_WORKER"):
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, leave)
    start()


@pytest.hookimpl
def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL for the workers, who find it running."""
    if config.getoption("tx", None):
        start_postgresql()


def has(marker: str) -> bool:
    """Return whether what the marker needs is there."""
    if marker == "needs_postgres":
        return os.environ.get("DATABASE_URL", "").startswith("postgres")
    if marker == "needs_redis":
        return "REDIS_URL" in os.environ
    return all(map(shutil.which, PROGRAMS[marker]))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what cannot run here; in CI, outside the SQLite round, fail instead. Files
    with long tests come first, so that no worker ends with one of them alone; who has
    nothing left takes over half of what another has.
    """
    long = {item.path for item in items if is_long(item)}
    items.sort(key=lambda item: item.path not in long)
    for marker in ("needs_postgres", "needs_redis", *PROGRAMS):
        wanting = [item for item in items if item.get_closest_marker(marker)]
        if not wanting or has(marker):
            continue
        if IN_CI and not ON_SQLITE:
            raise pytest.UsageError(f"{marker}: not here, and CI=true")
        for item in wanting:
            item.add_marker(pytest.mark.skip(reason=f"{marker}: {NOT_HERE}"))


def is_long(item: pytest.Item) -> bool:
    """Return whether the test drives a browser or real workers."""
    return any(item.get_closest_marker(name) for name in ("browser", "needs_redis"))


@pytest.hookimpl
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say as the last thing what this run could not prove."""
    skipped = " ".join(
        str(report.longrepr) for report in terminalreporter.stats.get("skipped", ())
    )
    lacking = [
        " or ".join(programs)
        for marker, programs in PROGRAMS.items()
        if f"{marker}: {NOT_HERE}" in skipped
    ]
    for what in absent + lacking:
        terminalreporter.write_line(
            f"*** {what} IS MISSING: what needs it was skipped ***", red=True, bold=True
        )
