"""Pytest plugin of `make check`: tests of the rooms that changed, for so many seconds.

`--changed=main` keeps the tests of the rooms whose files differ from that branch, and those
of the house. `--seconds=100` starts none after that time; what is left to `make test` is
counted in the summary. Changed tests come first, so that they are never among the rest.
"""

import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
APPS = ("kehoach", "agencies", "tasks", "reporting")
#: What every change is held against.
HOUSE = "kehoach/tests/test_house.py"
LEFT = "left to make test: the time of make check is over"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the branch and the time."""
    parser.addoption(
        "--changed", metavar="BRANCH", help="only rooms that differ from it"
    )
    parser.addoption("--seconds", type=float, help="start no test after so long")


def changed_files(branch: str) -> set[str]:
    """Return what differs from the branch, also what nobody committed; on the branch
    itself, what its last commit changed.
    """
    base = _git_says("merge-base", branch, "HEAD")
    new = _git_says("ls-files", "--others", "--exclude-standard")
    found = set(
        _git_says("diff", "--name-only", base).split("\n") + new.split("\n")
    ) - {""}
    return found or set(_git_says("diff", "--name-only", "HEAD~1").split("\n"))


def _git_says(*command: str) -> str:
    """Return what git answers."""
    done = subprocess.run(
        ["git", *command], cwd=_ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def rooms_of(paths: Iterable[str]) -> set[str]:
    """Return the rooms that the files belong to, templates beside their code."""
    return {
        "/".join(parts[:2])
        for parts in (path.removeprefix("templates/").split("/") for path in paths)
        if parts[0] in APPS and len(parts) > 2
    }


def is_wanted(path: str, rooms: set[str]) -> bool:
    """Return whether the test module is of such a room, or of the house."""
    return path == HOUSE or "/".join(path.split("/")[:2]) in rooms


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave out what is of no changed room; begin with changed tests."""
    if not (branch := config.getoption("--changed")):
        return
    changed = changed_files(branch)
    rooms = rooms_of(changed)
    kept: dict[bool, list[pytest.Item]] = {True: [], False: []}
    for item in items:
        kept[is_wanted(place_of(item), rooms)].append(item)
    config.hook.pytest_deselected(items=kept[False])
    items[:] = sorted(kept[True], key=lambda item: place_of(item) not in changed)


def place_of(item: pytest.Item) -> str:
    """Return the test module by its place in the repository."""
    return item.nodeid.partition("::")[0]


@pytest.hookimpl
def pytest_sessionstart(session: pytest.Session) -> None:
    """Say when this process may start its last test; the clock is real, no test set it."""
    seconds = session.config.getoption("--seconds")
    session.stash[LAST] = time.monotonic() + seconds if seconds else None


LAST = pytest.StashKey[float | None]()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Start nothing when the time is over."""
    last = item.session.stash[LAST]
    if last and time.monotonic() > last:
        pytest.skip(LEFT)
