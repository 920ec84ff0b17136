"""PostgreSQL's programs and accounts, when they are not as they should be."""

import os

import pytest
from django.db import connection

from kehoach.backup import postgresql
from kehoach.backup.elsewhere import usual_database
from kehoach.backup.tests.running import databases, run
from kehoach.backup.tests.sets import made
from kehoach.lib.tests.processes import ended

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("_folders"),
    pytest.mark.needs_postgres,
]


@pytest.mark.django_db(transaction=True)
def test_without_pg_dump_there_is_a_word_and_no_backup(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    said, well = run("backup", tmp_path / "set.tar")
    assert not well
    assert "Không có pg_dump trên máy này: cài gói postgresql-client" in said
    assert list(tmp_path.glob("set*")) == []


def test_without_pg_restore_there_is_a_word_and_no_database(tmp_path, monkeypatch):
    made(tmp_path / "set.tar", engine=connection.vendor)
    monkeypatch.setenv("PATH", str(tmp_path))
    said, well = run("restore_check", tmp_path / "set.tar")
    assert not well
    assert "Không có pg_restore trên máy này: cài gói postgresql-client" in said
    assert databases() == []


@pytest.mark.django_db(transaction=True)
def test_a_program_that_fails_leaves_nothing(tmp_path, monkeypatch):
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\nhead -c 300000 /dev/zero; echo vỡ >&2; exit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    said, well = run("backup", tmp_path / "set.tar")
    assert not well
    assert "pg_dump không làm được: vỡ" in said
    assert list(tmp_path.glob("set*")) == []


@pytest.mark.django_db(transaction=True)
def test_a_program_that_hangs_ends_with_what_it_started(tmp_path, monkeypatch):
    program, child = tmp_path / "pg_dump", tmp_path / "child"
    program.write_text(f"#!/bin/sh\nsleep 300 &\necho $! > {child}\nwait\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(postgresql, "LONGEST_DUMP", 1)
    said, well = run("backup", tmp_path / "set.tar")
    assert not well
    assert "pg_dump không xong" in said
    assert list(tmp_path.glob("set*")) == []
    assert ended(int(child.read_text()))


def test_the_password_is_on_no_command_line(tmp_path, monkeypatch):
    place = usual_database() | {"PASSWORD": "bi-mat", "HOST": "db", "PORT": "5433"}
    found = postgresql.environment(place)
    assert found["PGPASSWORD"] == "bi-mat"
    assert (found["PGHOST"], found["PGPORT"]) == ("db", "5433")
    assert found["PGDATABASE"] == connection.settings_dict["NAME"]


def test_pgbouncer_is_refused(tmp_path, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    said, well = run("backup", tmp_path / "set.tar")
    assert not well
    assert "BEHIND_PGBOUNCER" in said


def test_an_account_that_may_not_create_is_told(tmp_path, settings):
    made(tmp_path / "set.tar", engine=connection.vendor)
    settings.RESTORE_DATABASE = usual_database() | {"USER": "nobody"}
    said, well = run("restore_check", tmp_path / "set.tar")
    assert not well
    assert "RESTORE_DATABASE_URL" in said


def test_a_dump_that_cannot_be_loaded_is_told(tmp_path):
    path = made(tmp_path / "set.tar", engine=connection.vendor)
    said, well = run("restore_check", path)
    assert not well
    assert "pg_restore không làm được" in said
    assert databases() == []
