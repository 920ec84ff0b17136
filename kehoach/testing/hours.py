"""Pytest plugin: a sample of tests at the hours that hurt, and no SQL asks the clock.

A test (or file) marked `at_any_hour` runs as usual and once more at each of `HOURS`;
`make test-all` runs everything at each of them. What PostgreSQL or SQLite would read from
a clock of their own, no test could set: every statement of the suite is looked at.
"""

import os
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import pytest
import time_machine

from kehoach.testing import clock

#: An evening of a day off, the last minutes of a year, the first day of Tết.
HOURS = {
    "sunday-night": "2026-11-29T22:30",
    "end-of-year": "2026-12-31T23:50",
    "tet": "2027-02-06T09:00",
}
_MARK = "at_any_hour"
_DATABASE = "KEHOACH_TEST_DATABASE"
FIXTURE = "_hour"
ASKS = re.compile(
    r"\b(?:now|(?:clock|statement|transaction)_timestamp|timeofday)\s*\("
    r"|\bcurrent_(?:timestamp|date|time)\b|\blocaltime(?:stamp)?\b|'now'",
    re.IGNORECASE,
)


@lru_cache(maxsize=10_000)
def asks_the_clock(sql: str) -> bool:
    """Return whether the statement reads the database's clock."""
    return bool(ASKS.search(sql))


def refuse(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    """Run the statement unless it asks the clock."""
    assert not asks_the_clock(sql), f"SQL asks the clock, give it the moment: {sql}"
    return execute(sql, *rest)


def watch(connection: Any, **_: Any) -> None:
    """Look at every statement of a new connection."""
    if refuse not in connection.execute_wrappers:
        connection.execute_wrappers.append(refuse)


def pytest_configure(config: pytest.Config) -> None:
    """Watch every connection of this run."""
    from django.db.backends.signals import connection_created

    connection_created.connect(watch, dispatch_uid="kehoach.testing.hours")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a marked test as usual and at each of the hours, unless all run at one; on
    SQLite once, because the hour is Python's and not the database's.
    """
    once = clock.SWITCH in os.environ or os.environ.get(_DATABASE) == "sqlite"
    if metafunc.definition.get_closest_marker(_MARK) and not once:
        hours = ["", *HOURS.values()]
        metafunc.parametrize(FIXTURE, hours, ids=["now", *HOURS], indirect=True)


@pytest.fixture(autouse=True)
def _hour(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Set the clock of the test and of the processes that it starts."""
    hour = getattr(request, "param", "")
    if not hour:
        yield
        return
    moment = clock.moment_of(hour)
    monkeypatch.setenv(clock.SWITCH, clock.handed_on(moment))
    with time_machine.travel(moment, tick=True):
        yield
