"""What tests of the tasks room need."""

from pathlib import Path

import pytest

from agencies.tests.factories import make_agency, make_user
from tasks.evidence.tests import files
from tasks.tests.factories import make_duty


@pytest.fixture(autouse=True)
def _files_in_a_temporary_folder(settings, tmp_path: Path):
    """Keep uploads of tests out of the real folder."""
    files.kept_in(settings, tmp_path / "evidence")
    settings.HANDOVER_ROOT = str(tmp_path / "handovers")


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
def admin(login):
    """Return the client of an administrator."""
    return login(make_user(is_staff=True, is_superuser=True))
