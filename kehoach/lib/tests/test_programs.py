"""A program that hangs is ended with its children."""

import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from kehoach.lib.programs import piped_within, run_within
from kehoach.lib.tests.processes import ended


def script(folder: Path, *lines: str) -> list[str]:
    path = folder / "soffice"
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return [str(path)]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc")
def test_what_hangs_ends_with_the_child_it_started(tmp_path: Path) -> None:
    command = script(tmp_path, "sleep 300 &", "echo $! > child", "wait")
    began = time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired):
        run_within(command, cwd=tmp_path, seconds=1, megabytes=500)
    assert time.monotonic() - began < 5
    assert ended(int((tmp_path / "child").read_text()))


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc")
@pytest.mark.parametrize("way", ["stdout", "stdin"])
def test_what_hangs_at_a_pipe_ends_with_the_child_it_started(
    tmp_path: Path, way: str
) -> None:
    command = script(tmp_path, "sleep 300 &", f"echo $! > {tmp_path}/child", "wait")
    began = time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired):
        wait_at(way, command)
    assert time.monotonic() - began < 5
    assert ended(int((tmp_path / "child").read_text()))


def wait_at(way: str, command: list[str]) -> None:
    """Read or write what never comes or goes."""
    pipes = {way: subprocess.PIPE}
    with piped_within(command, seconds=1, **pipes) as child, suppress(BrokenPipeError):
        if child.stdout:
            child.stdout.read()
        while child.stdin:
            child.stdin.write(bytes(1_000_000))


def test_what_fails_meanwhile_ends_it(tmp_path: Path) -> None:
    seen: list[int] = []
    with pytest.raises(KeyError):
        read_and_fail(script(tmp_path, "echo $$", "sleep 300"), seen)
    assert ended(seen[0])


def read_and_fail(command: list[str], seen: list[int]) -> None:
    with piped_within(command, seconds=60, stdout=subprocess.PIPE) as child:
        assert child.stdout
        seen.append(int(child.stdout.readline()))
        raise KeyError


def test_what_leaves_a_child_behind_is_not_waited_for(tmp_path: Path) -> None:
    run_within(script(tmp_path, "sleep 300 &"), cwd=tmp_path, seconds=5, megabytes=500)


def test_a_program_that_fails_raises(tmp_path: Path) -> None:
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
        run_within(command, cwd=tmp_path, seconds=1, megabytes=500)


def test_the_limits_hold_for_what_it_starts_too(tmp_path: Path) -> None:
    command = script(
        tmp_path, "ulimit -v > said", "sh -c 'ulimit -t; ulimit -c' >> said"
    )
    run_within(command, cwd=tmp_path, seconds=20, megabytes=500)
    assert (tmp_path / "said").read_text().split() == [str(500 * 1024), "21", "0"]
