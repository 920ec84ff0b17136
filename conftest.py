"""What every test may ask for; PostgreSQL here, because a conftest wins over a plugin."""

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from agencies.models import User
from kehoach.testing import services
from kehoach.testing.clock import Clock

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Let the first test that wants a database start the server."""
    services.start_postgresql()


@pytest.fixture
def clock(_hour: None, time_machine: Any) -> Clock:
    """Return the clock of this test: `clock.at(2026, 11, 30, 9)`, `clock.shift(…)`."""
    return Clock(time_machine)


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Return Chromium; whoever takes it is marked `browser`."""
    from kehoach.testing.chromium import chromium

    # Playwright runs a loop in this thread, and Django takes the test for async code.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with chromium() as started:
        yield started


@pytest.fixture
def _inside_the_period(clock: Clock) -> None:
    """Let the doors read `tasks.tests.factories.NOW` from the clock."""
    clock.at(2026, 6, 10, 9, 30)


@pytest.fixture
def login(client: Client) -> Callable[[User], Client]:
    """Return what signs a person in and gives the client back."""

    def enter(user: User) -> Client:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter
