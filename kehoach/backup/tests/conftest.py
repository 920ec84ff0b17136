"""A portal with an issued report, a proof, and folders of its own."""

import pytest

from agencies.tests.factories import make_user
from kehoach.backup.tests.sets import KEY, made
from reporting.models import YearlyReport
from reporting.tests.scenes import period_of
from reporting.yearly.freezing import issue
from reporting.yearly.tests.freezing import AFTER, frozen, head, scene
from reporting.yearly.tests.signing import complete, hand_in_newest
from tasks.evidence.tests import files
from tasks.evidence.tests.attaching import attach
from tasks.tests.factories import make_duty

__all__ = ["head", "scene"]


@pytest.fixture
def _folders(settings, tmp_path):
    files.kept_in(settings, tmp_path / "files")
    settings.SECOND_STORE = ""
    settings.BACKUP_KEY = b""
    (tmp_path / "files").mkdir()
    (tmp_path / "kept").mkdir()


@pytest.fixture
def proof():
    """A duty's evidence, with a file."""
    duty = make_duty()
    return attach(duty, make_user("officer", duty.agency), upload=files.upload())


@pytest.fixture
def report(scene, head):
    """An issued report with its signed file."""
    complete(period_of(scene))
    frozen(scene, head)
    hand_in_newest(period_of(scene), head, AFTER)
    YearlyReport.objects.update(number="05/BC-SNV", issued_on=AFTER, place="Khánh Hòa")
    return issue(
        period=period_of(scene), actor=head, today=AFTER, upload=files.upload()
    )


@pytest.fixture(params=[b"", KEY], ids=["plain", "sealed"])
def key(request):
    return request.param


@pytest.fixture
def path(tmp_path, key):
    return made(tmp_path / "set.tar", key)
