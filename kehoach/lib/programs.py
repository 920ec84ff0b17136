"""Other programs that we run: what takes too long ends with everything it started."""

import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path


def run_within(command: Sequence[str], *, cwd: Path, seconds: float) -> None:
    """Run a program in a process group of its own, quietly.

    Raises TimeoutExpired, CalledProcessError or OSError as `subprocess.run` does; that
    one ends only the program itself, and LibreOffice's is a shell script that starts
    others. Nothing is read from it: a pipe is open as long as any of its children.
    """
    with subprocess.Popen(  # noqa: S603 -- fixed programs, files of ours
        list(command),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as child:
        try:
            code = child.wait(seconds)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
    if code:
        raise subprocess.CalledProcessError(code, command[0])
