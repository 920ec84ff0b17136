"""The events of 2025 replayed: nothing is lost and nothing is counted twice."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from agencies.events.history import Shipped, shipped
from kehoach.sample.replay import replay_2025, replay_text
from tasks.models import Duty, EntryLink, Period
from tasks.reorganising.conservation import conserve

pytestmark = pytest.mark.django_db
#: The successors of the eight divided communes.
DIVIDED = {f"ubnd-x{code}" for code in (22435, 22453, 22465, 22708, 22780, 22888)}


def few() -> Shipped:
    """Return the shipped files with the communes around the divided ones only."""
    files = shipped()
    touched = {r["predecessor"] for r in files.lines if r["successor"] in DIVIDED}
    communes = touched | DIVIDED
    agencies = [
        row
        for row in files.agencies
        if row["kind"] != "cap-xa" or row["code"] in communes
    ]
    codes = {row["code"] for row in agencies}
    lines = [row for row in files.lines if row["predecessor"] in codes]
    return Shipped(agencies, lines)


def assert_conserved(found) -> None:
    """Fail with the whole table when something is not conserved."""
    assert found.holds, replay_text(found)
    assert len(found.events) == 2
    assert len(found.checks) == 27


@pytest.mark.slow
@pytest.mark.sqlite_too
@pytest.mark.parametrize("with_ninh_thuan", [False, True])
@pytest.mark.parametrize("seed", [1, 2])
def test_divided_communes_conserve_everything(with_ninh_thuan, seed) -> None:
    """The eight divided communes and their neighbours, with three outcomes each."""
    found = replay_2025(files=few(), with_ninh_thuan=with_ninh_thuan, seed=seed)

    assert_conserved(found)
    press, communes = found.events
    assert press.total.before == 26
    districts, commune_level = communes.by_level[1:]
    assert districts.transferred == districts.joined == 0
    assert districts.before == (16 if with_ninh_thuan else 9) * 15
    assert commune_level.before == (20 if with_ninh_thuan else 14) * 12
    assert min(commune_level.kept, commune_level.transferred, commune_level.joined) > 0
    assert communes.total.entries == communes.total.entries_after > 100


@pytest.mark.slow
@pytest.mark.sqlite_too
def test_a_lost_entry_is_found() -> None:
    """The replay holds, and would notice: an entry taken from a successor breaks the table."""
    found = replay_2025(files=few(), with_ninh_thuan=False)
    period = Period.objects.get()
    goal = Duty.objects.filter(carried_from__entry_links__isnull=False)
    moved = goal.filter(agency__valid_from__year=2025, period=period).first()
    EntryLink.objects.filter(
        duty=moved, entry__agency__in=[d.agency for d in moved.carried_from.all()]
    ).delete()
    event = moved.agency.succeeds.first().event

    assert found.holds
    assert not conserve(event=event).holds


@pytest.mark.parametrize(
    ("with_ninh_thuan", "before"),
    [
        pytest.param(False, 1719, id="kh", marks=pytest.mark.slow),
        pytest.param(True, 2568, id="kh+nt", marks=pytest.mark.slow),
    ],
)
def test_the_whole_province_conserves_everything(with_ninh_thuan, before) -> None:
    """All 207 lines and 16 dissolved districts."""
    found = replay_2025(files=shipped(), with_ninh_thuan=with_ninh_thuan)

    assert_conserved(found)
    assert [event.total.before for event in found.events] == [26, before]


@pytest.mark.slow
def test_the_command_leaves_the_configured_database_alone(tmp_path: Path) -> None:
    """It prints the table, says that everything is conserved, and makes no file."""
    database = tmp_path / "portal.sqlite3"
    done = subprocess.run(
        [sys.executable, "manage.py", "replay_reorganisation", "--seed", "7"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{database}", "DEBUG": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.rstrip().endswith("Bảo toàn.")
    assert "Sắp xếp tổ chức từ 01/07/2025" in done.stdout
    assert not database.exists()
