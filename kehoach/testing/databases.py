"""A migrated database is made once and copied: by every worker, and by the next run.

Migrating an empty database renders each model hundreds of times, half a minute of it.
What came out is kept in `.pytest_cache/databases`, as a dump for PostgreSQL and as a file
for SQLite, under a name made of everything it comes from: an edited migration is a new
name. `make clean` forgets it. Django's own set-up runs `migrate` on the copy all the same.
"""

import fcntl
import hashlib
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from kehoach.testing import services

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".pytest_cache" / "databases"
#: What a migrated database comes from: migrations, the settings and packages that bring
#: some, and what `post_migrate` puts in place (triggers). A proof that nothing is missing
#: here: `kehoach/tests/test_databases.py`, in `make test-all`.
SOURCES = (
    *("*/*.py", "*/models/*.py", "*/migrations/*.py", "requirements.txt"),
    *(f"tasks/services/{name}.py" for name in ("duty_counts", "triggers", "summary")),
    "kehoach/testing/databases.py",
)
#: So many are kept: some branches, on both databases.
AT_MOST = 8


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest,
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Let Django's set-up of the test database begin with a migrated one."""
    services.start_postgresql()
    if request.config.getoption("reuse_db"):
        yield
    elif connection.vendor == "sqlite":
        with django_db_blocker.unblock():
            database = in_memory()
        with closing(database):
            yield
    else:
        with django_db_blocker.unblock(), locked():
            connection.settings_dict["TEST"]["TEMPLATE"] = template()
        yield


@contextmanager
def locked() -> Iterator[None]:
    """Let one process at a time make what the others then find; ends with its holder."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def kept(suffix: str) -> Path:
    """Return where the result is kept, and forget the oldest of the others."""
    seen = hashlib.sha256()
    for path in sorted({path for each in SOURCES for path in ROOT.glob(each)}):
        seen.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    file = KEPT / f"{seen.hexdigest()[:20]}.{suffix}"
    if file.exists():
        file.touch()
    others = sorted(KEPT.glob("*.*"), key=lambda path: path.stat().st_mtime)
    for path in others[:-AT_MOST]:
        path.unlink()
    return file


def in_memory() -> sqlite3.Connection:
    """Return what keeps this process's test database, in memory and migrated."""
    name = str(connection.creation._get_test_db_name())  # type: ignore[attr-defined]
    database = sqlite3.connect(name, uri=True)
    with locked():
        file = kept("sqlite3")
        if file.exists():
            with closing(sqlite3.connect(file)) as source:
                source.backup(database)
            return database
        migrate(name)
        half = file.with_suffix(".half")
        half.unlink(missing_ok=True)
        with closing(sqlite3.connect(half)) as target:
            database.backup(target)
        half.replace(file)
    return database


def template() -> str:
    """Return the migrated database that this server's test databases are copied from. It
    gets its name when it is done, so that a run that was killed leaves no half of one.
    """
    file = kept(f"{programs().parent.name}.sql")
    name, half = f"migrated_{file.name.partition('.')[0]}", "migrating"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone():
            return name
        cursor.execute(f"DROP DATABASE IF EXISTS {half} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {half}")
        if file.exists():
            client(
                "psql", half, "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", str(file)
            )
        else:
            migrate(half)
            dump = file.with_suffix(".half")
            client("pg_dump", half, "-O", "-f", str(dump))
            dump.replace(file)
        cursor.execute(f"ALTER DATABASE {half} RENAME TO {name}")
    return name


def migrate(name: str) -> None:
    """Run all migrations on the empty database of this name."""
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def programs() -> Path:
    """Return the folder of PostgreSQL's programs."""
    found = services.newest_postgresql()
    assert found
    return found


def client(program: str, database: str, *options: str) -> None:
    """Run one of PostgreSQL's own programs on the database."""
    told = connection.get_connection_params()
    where = ("-h", told["host"], "-U", told["user"], "-d", database)
    done = subprocess.run(
        [programs() / program, *where, *options],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert not done.returncode, f"{program} failed:\n{done.stderr}"
