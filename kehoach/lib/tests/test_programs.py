"""A program that hangs is ended with its children."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kehoach.lib.programs import run_within


def script(folder: Path, *lines: str) -> list[str]:
    path = folder / "soffice"
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return [str(path)]


def is_running(pid: int) -> bool:
    """Return whether the process runs; one that ended and was not asked for does not."""
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        )
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc")
def test_what_hangs_ends_with_the_child_it_started(tmp_path: Path) -> None:
    command = script(tmp_path, "sleep 300 &", "echo $! > child", "wait")
    began = time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired):
        run_within(command, cwd=tmp_path, seconds=1, megabytes=500)
    assert time.monotonic() - began < 5
    child = int((tmp_path / "child").read_text())
    deadline = time.monotonic() + 5
    while is_running(child):
        assert time.monotonic() < deadline, os.kill(child, 9)
        time.sleep(0.02)


def test_what_leaves_a_child_behind_is_not_waited_for(tmp_path: Path) -> None:
    run_within(script(tmp_path, "sleep 300 &"), cwd=tmp_path, seconds=5, megabytes=500)


def test_a_failure_is_told(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        run_within(script(tmp_path, "exit 3"), cwd=tmp_path, seconds=5, megabytes=500)


@pytest.mark.parametrize(
    "act",
    [
        "held = bytearray(900 * 1024 * 1024)",
        "while True: pass",
        "open('large', 'wb').truncate(300 * 1024 * 1024)",
    ],
    ids=["memory", "time", "disk"],
)
def test_what_takes_too_much_ends(tmp_path: Path, act: str) -> None:
    command = [sys.executable, "-c", act]
    with pytest.raises((subprocess.CalledProcessError, subprocess.TimeoutExpired)):
        run_within(command, cwd=tmp_path, seconds=3, megabytes=500)


def test_the_limits_hold_for_what_it_starts_too(tmp_path: Path) -> None:
    command = script(
        tmp_path, "ulimit -v > said", "sh -c 'ulimit -t; ulimit -c' >> said"
    )
    run_within(command, cwd=tmp_path, seconds=20, megabytes=500)
    assert (tmp_path / "said").read_text().split() == [str(500 * 1024), "21", "0"]
