"""A PostgreSQL of a test's own, to be stopped and started."""

import os
import subprocess
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import psycopg
from django.db import connection

from kehoach.testing.programs import as_child, group, owner, run, stop
from kehoach.testing.services import newest_postgresql


class Cluster:
    """A PostgreSQL of this test that can be stopped and started."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        found = newest_postgresql()
        assert found
        self.programs = found
        if os.geteuid() == 0:
            os.chown(folder, owner(), group())
        run(found / "initdb", "-A", "trust", "-U", "kehoach", "--locale=C.UTF-8",
            "-E", "UTF8", "-D", self.data)  # fmt: skip
        self.start()
        self.told = {"host": str(folder), "user": "kehoach"}

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = {"listen_addresses": "", "unix_socket_directories": self.folder}
        command = [*as_child(), str(self.programs / "postgres"), "-D", str(self.data)]
        command += [f"--{name}={value}" for name, value in options.items()]
        with (self.folder / "log").open("ab") as log:
            self.child = subprocess.Popen(command, stdout=log, stderr=log)
        asks = [self.programs / "pg_isready", "-q", "-h", self.folder, "-d", "postgres"]
        until(lambda: subprocess.run(asks, check=False).returncode == 0, 60)

    def stop(self) -> None:
        """Stop it at once."""
        stop(self.child)
        self.child.wait()

    def one(self, asks: str, *said: object) -> object:
        """Return the one value that the portal's database answers."""
        name = connection.settings_dict["NAME"]
        with psycopg.connect(**self.told, dbname=name) as link:
            found = link.execute(asks, said).fetchone()
            return found[0] if found else None

    def beats_since(self, moment: datetime) -> object:
        """Return how many jobs beat sent."""
        table = "django_celery_beat_periodictask"
        return self.one(f"SELECT count(*) FROM {table} WHERE last_run_at > %s", moment)

    def is_idle(self) -> bool:
        """Return whether the worker did all that was asked of it."""
        return self.one("SELECT count(*) FROM agencies_askedjob") == 0

    def take(self) -> None:
        """Copy the test's database, as it now is, under the same name."""
        source, name = (
            connection.get_connection_params(),
            connection.settings_dict["NAME"],
        )
        with psycopg.connect(**self.told, dbname="postgres", autocommit=True) as link:
            link.execute(f'CREATE DATABASE "{name}"')
        dump = [self.programs / "pg_dump", "-h", source["host"], "-U", source["user"]]
        into = [self.programs / "psql", "-qX", "-h", self.folder, "-U", "kehoach"]
        with subprocess.Popen([*dump, name], stdout=subprocess.PIPE) as copy:
            done = subprocess.run(
                [*into, "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", name],
                stdin=copy.stdout, check=False,
            )  # fmt: skip
        assert (copy.returncode, done.returncode) == (0, 0)


def until(is_so: Callable[[], object], seconds: float) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.2)
