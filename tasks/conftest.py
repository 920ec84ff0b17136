"""What tests of the tasks room need."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

from agencies.tests.factories import make_agency, make_user
from tasks.evidence.tests import files
from tasks.tests.factories import make_duty


@pytest.fixture(autouse=True)
def _files_in_a_temporary_folder(settings, tmp_path: Path):
    """Keep uploads of tests out of the real folder."""
    files.kept_in(settings, tmp_path / "evidence")
    settings.HANDOVER_ROOT = str(tmp_path / "handovers")


@pytest.fixture
def _inside_the_period():
    """Let the doors read `factories.NOW` from the clock."""
    moment = datetime(2026, 6, 10, 9, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    with time_machine.travel(moment, tick=False):
        yield


@pytest.fixture
def duty():
    """Return an open duty of a commune."""
    return make_duty(agency=make_agency("UBND xã Hòa Bình", kind="cap-xa"))


@pytest.fixture
def officer(duty):
    """Return an officer of the duty's agency."""
    return make_user("officer", duty.agency)


@pytest.fixture
def head(duty):
    """Return the head of the duty's agency."""
    return make_user("head", duty.agency)


@pytest.fixture
def login(client):
    """Return what signs a person in and gives the client back."""

    def enter(user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


@pytest.fixture
def admin(login):
    """Return the client of an administrator."""
    return login(make_user(is_staff=True, is_superuser=True))
