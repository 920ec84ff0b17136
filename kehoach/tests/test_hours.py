"""One switch sets the clock of tests, and no SQL asks another."""

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from kehoach.testing.clock import SWITCH
from kehoach.testing.hours import HOURS, asks_the_clock

#: A child of an interpreter that has to start first.
CHILD = """
import os, django
django.setup()
from django.utils import timezone
print(timezone.now().isoformat(), os.environ["KEHOACH_TEST_NOW"])
"""


def child(**environment: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if k != SWITCH}
    return subprocess.run(
        [sys.executable, "-c", CHILD],
        env={**clean, "DJANGO_SETTINGS_MODULE": "kehoach.settings", **environment},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_process_of_its_own_gets_the_clock_and_hands_it_on() -> None:
    first = child(**{SWITCH: "2026-12-31T23:50"})
    moment, word = first.stdout.split()
    wanted = datetime.fromisoformat("2026-12-31T23:50+07:00")
    assert (
        timedelta(0) <= datetime.fromisoformat(moment) - wanted < timedelta(minutes=1)
    )
    second = child(**{SWITCH: word}).stdout.split()
    assert datetime.fromisoformat(second[0]) > datetime.fromisoformat(moment)
    assert abs(float(second[1]) - float(word)) < 0.1


@pytest.mark.parametrize("given", [{"DEBUG": "0"}, {"KEHOACH_TEST_SERVICES": ""}])
def test_nobody_else_can_set_the_clock(given: dict[str, str]) -> None:
    refused = child(**{SWITCH: "2026-12-31T23:50"} | given)
    assert refused.returncode
    assert "can only be used by them" in refused.stderr


@pytest.mark.at_any_hour
def test_a_marked_test_runs_at_each_hour(request: pytest.FixtureRequest) -> None:
    name = request.node.callspec.id if hasattr(request.node, "callspec") else "now"
    if name in HOURS:
        local = timezone.localtime()
        wanted = datetime.fromisoformat(HOURS[name]).replace(tzinfo=local.tzinfo)
        assert timedelta(0) <= local - wanted < timedelta(minutes=1)
        assert (
            child(**{SWITCH: os.environ[SWITCH]}).stdout[:13]
            == (timezone.now().isoformat()[:13])
        )


def test_make_test_all_runs_at_the_same_hours() -> None:
    text = Path(settings.BASE_DIR, "Makefile").read_text()
    assert f"HOURS := {' '.join(HOURS.values())}\n" in text


@pytest.mark.parametrize(
    ("sql", "asks"),
    [
        ("SELECT now()", True),
        ("UPDATE x SET at = CURRENT_TIMESTAMP", True),
        ("SELECT date('now')", True),
        ("SELECT clock_timestamp ()", True),
        ('SELECT "known", unknown(1), now_at FROM "now"', False),
    ],
)
def test_what_counts_as_asking_the_clock(sql: str, asks: bool) -> None:
    assert asks_the_clock(sql) is asks


@pytest.mark.django_db
@pytest.mark.sqlite_too
def test_a_statement_that_asks_the_clock_is_refused() -> None:
    with connection.cursor() as cursor, pytest.raises(AssertionError, match="moment"):
        cursor.execute("SELECT CURRENT_TIMESTAMP")


ROUTINES = (
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
)
TRIGGERS = (
    "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
)
DEFAULTS = """
SELECT table_name || '.' || column_name, column_default
FROM information_schema.columns
WHERE table_schema = 'public' AND column_default IS NOT NULL
"""
ON_SQLITE = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"


@pytest.mark.django_db
@pytest.mark.sqlite_too
def test_nothing_that_lies_in_the_database_asks_the_clock() -> None:
    on_server = connection.vendor == "postgresql"
    places = (ROUTINES, TRIGGERS, DEFAULTS) if on_server else (ON_SQLITE,)
    with connection.cursor() as cursor:
        found = {}
        for place in places:
            cursor.execute(place)
            found |= dict(cursor.fetchall())
    assert found
    assert [name for name, sql in found.items() if asks_the_clock(sql)] == []


def test_no_code_gives_sql_a_clock_to_ask() -> None:
    ours = ("agencies", "benchmarks", "kehoach", "reporting", "tasks")
    files = [f for room in ours for f in Path(settings.BASE_DIR, room).rglob("*.py")]
    told = ("db.models.functions import Now", "functions.Now(", "TransactionNow")
    asking = [
        str(file)
        for file in files
        if file.name != "test_hours.py" and any(t in file.read_text() for t in told)
    ]
    assert asking == []
