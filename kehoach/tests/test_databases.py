"""The copy that tests begin with is what the migrations give today."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from kehoach.testing import databases

pytestmark = [
    pytest.mark.slow,
    pytest.mark.own_hour,
    pytest.mark.sqlite_too,
    pytest.mark.django_db,
]
OBJECTS = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"


def migrate(url: str) -> None:
    """Migrate the empty database there, as an operator does."""
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"],
        cwd=databases.ROOT, env=os.environ | {"DATABASE_URL": url}, check=True,
    )  # fmt: skip


def schema(database: str, folder: Path) -> list[str]:
    """Return a PostgreSQL schema, without the key that each dump draws."""
    file = folder / f"{database}.sql"
    databases.client("pg_dump", database, "-s", "-O", "-f", str(file))
    lines = file.read_text().splitlines()
    return [line for line in lines if not line.startswith("\\")]


def on_postgresql(folder: Path) -> tuple[list[str], list[str]]:
    """Return the schema of the copy and that of a new database."""
    copy = connection.settings_dict["NAME"]
    host = connection.get_connection_params()["host"]
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS fresh_{copy}")
        cursor.execute(f"CREATE DATABASE fresh_{copy}")
    migrate(f"postgres://kehoach@/fresh_{copy}?host={host}")
    return schema(copy, folder), schema(f"fresh_{copy}", folder)


def on_sqlite(folder: Path) -> tuple[list[tuple[str]], list[tuple[str]]]:
    """Return the objects of the copy and those of a new database."""
    file = folder / "fresh.sqlite3"
    migrate(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as fresh, connection.cursor() as cursor:
        cursor.execute(OBJECTS)
        return cursor.fetchall(), fresh.execute(OBJECTS).fetchall()


def test_the_copy_is_what_migrations_give(tmp_path: Path) -> None:
    both = on_postgresql if connection.vendor == "postgresql" else on_sqlite
    copy, fresh = both(tmp_path)
    assert len(copy) > 100
    assert copy == fresh
