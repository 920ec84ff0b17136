"""Tests share fixtures and helpers in one place each, and say by marks what they need."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from kehoach.testing.services import PROGRAMS

ROOT = Path(settings.BASE_DIR)


def modules_of_tests() -> dict[str, str]:
    """Return the text of every module that only tests use, by its place."""
    found = {
        str(path.relative_to(ROOT)): path.read_text()
        for app in ("agencies", "tasks", "reporting", "kehoach")
        for path in (ROOT / app).rglob("*.py")
        if "tests" in path.parts or path.name == "conftest.py"
    }
    assert len(found) > 200
    return found


def test_what_tests_share_lies_in_no_test() -> None:
    """Who imports one test module from another gets its fixtures, marks and skips, too."""
    taken = re.compile(r"^ *(?:from|import) +[\w.]*\btest_\w+", re.MULTILINE)
    found = {name: taken.findall(text) for name, text in modules_of_tests().items()}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_one_fixture_sets_the_clock() -> None:
    others = re.compile(r"\btime_machine\b|django\.utils\.timezone\.(?:now|localdate)")
    found = {name for name, text in modules_of_tests().items() if others.search(text)}
    assert found == set()


def test_one_fixture_starts_a_browser() -> None:
    others = re.compile(r"\bsync_playwright\(")
    found = {name for name, text in modules_of_tests().items() if others.search(text)}
    assert found == set()


def test_what_a_machine_lacks_is_said_by_a_mark() -> None:
    """A skip of its own hides from CI that nothing was proved."""
    skips = re.compile(r"skip\w*\([^)]*which\(|pytest\.skip\(|importorskip\(")
    found = {name for name, text in modules_of_tests().items() if skips.search(text)}
    assert found == set()


@pytest.mark.needs_postgres  # the SQLite round asks for no program
def test_ci_fails_where_a_program_is_missing(tmp_path: Path) -> None:
    test = "reporting/files/tests/test_golden.py"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--collect-only", test],
        env=os.environ | {"CI": "true", "PATH": str(tmp_path)},
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "needs_libreoffice: not here, and CI=true" in done.stderr


def test_every_mark_of_something_outside_is_looked_for() -> None:
    marks = set(
        re.findall(
            r"^    (needs_\w+):", (ROOT / "pytest.ini").read_text(), re.MULTILINE
        )
    )
    assert marks == {"needs_postgres", "needs_redis", *PROGRAMS} - {"browser"}
