"""`make check` runs the tests of the rooms that changed, as long as there is time."""

import os
import subprocess
import sys
from pathlib import Path

from kehoach.testing.changed import HOUSE, LEFT, is_wanted, rooms_of

ROOT = Path(__file__).resolve().parents[2]
TEST = "kehoach/lib/tests/test_changes.py"


def test_files_belong_to_the_room_that_they_serve() -> None:
    changed = [
        "tasks/reminders/planning.py", "templates/reporting/yearly/page.html",
        "agencies/urls.py", "static/js/app.js", "README.md", "kehoach/lib/days.py",
    ]  # fmt: skip
    assert rooms_of(changed) == {"tasks/reminders", "reporting/yearly", "kehoach/lib"}


def test_tests_of_changed_rooms_and_of_the_house_run() -> None:
    rooms = {"tasks/reminders"}
    assert is_wanted("tasks/reminders/tests/test_ladder.py", rooms)
    assert is_wanted(HOUSE, set())
    assert (ROOT / HOUSE).exists()
    assert not is_wanted("tasks/review/tests/test_review.py", rooms)


def test_what_the_time_does_not_suffice_for_is_counted() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "kehoach.testing.changed",
         "--seconds=0.000001", TEST],
        cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert LEFT in done.stdout
    assert " passed" not in done.stdout
