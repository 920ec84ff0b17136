"""Other programs that we run: what takes too long, too much memory or too much of the disk
ends with everything it started.
"""

import logging
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Timer
from typing import Any, NamedTuple

logger = logging.getLogger(__name__)

_MEGABYTE = 1024 * 1024
#: Bytes of one file that a program may write.
LARGEST_FILE = 200 * _MEGABYTE
#: How the names of the folders begin in which they work: what a killed process of ours
#: left behind is known by it.
OUR_PREFIX = "kehoach-"
#: A small process of ours takes its limits and becomes the program: a function that runs
#: between fork and exec may hang where there are threads.
_LIMITED = """
import os, resource, signal, sys
for name, most in zip(("AS", "CPU", "FSIZE", "CORE"), sys.argv[1:5]):
    kind = getattr(resource, "RLIMIT_" + name)
    hard = resource.getrlimit(kind)[1]
    most = int(most) if hard == resource.RLIM_INFINITY else min(int(most), hard)
    resource.setrlimit(kind, (most, most))
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
os.execvp(sys.argv[5], sys.argv[5:])
"""


class Refusals(NamedTuple):
    """Why a program did nothing, in words."""

    absent: str
    too_long: str
    failed: str
    no_room: str


@contextmanager
def at_work(
    program: str, refused: type[Exception], why: Refusals
) -> Iterator[tuple[str, Path]]:
    """Yield where the program is and a folder for one piece of work; what goes wrong with
    either comes out as `refused` with its words.
    """
    path = shutil.which(program)
    if path is None:
        raise refused(why.absent)
    try:
        with TemporaryDirectory(prefix=OUR_PREFIX) as name:
            yield path, Path(name)
    except subprocess.TimeoutExpired as error:
        raise refused(why.too_long) from error
    except subprocess.CalledProcessError as error:
        raise refused(why.failed) from error
    except OSError as error:
        logger.exception("No room or no disk for the work of %s", program)
        raise refused(why.no_room) from error


def run_within(
    command: Sequence[str], *, cwd: Path, seconds: float, megabytes: int
) -> None:
    """Run a program in a process group of its own, quietly, with so much time and memory
    for each of its processes.

    Raises TimeoutExpired, CalledProcessError or OSError as `subprocess.run` does; that
    one ends only the program itself, and LibreOffice's is a shell script that starts
    others. Nothing is read from it: a pipe is open as long as any of its children.
    """
    most = (megabytes * _MEGABYTE, int(seconds) + 1, LARGEST_FILE, 0)
    with subprocess.Popen(  # noqa: S603 -- fixed programs, files of ours
        [sys.executable, "-I", "-S", "-c", _LIMITED, *map(str, most), *command],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as child:
        try:
            code = child.wait(seconds)
        finally:
            _end_group(child)
    if code:
        raise subprocess.CalledProcessError(code, command[0])


@contextmanager
def piped_within(
    command: Sequence[str],
    *,
    seconds: float,
    **options: Any,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program that we read from or write to, in a process group of its own, with so
    much time: then the group ends, and with it what waits at the pipe.

    Raises as `run_within` does. Its other limits are not set: who gives us the whole
    database, or takes it, needs what it needs.
    """
    late = Event()

    def end() -> None:
        late.set()
        _end_group(child)

    child = subprocess.Popen(  # noqa: S603 -- fixed programs
        command, start_new_session=True, **options
    )
    timer = Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield child
        _close_pipes(child)
        child.wait()
    finally:
        timer.cancel()
        _end_group(child)
        _close_pipes(child)
        child.wait()
    if late.is_set():
        raise subprocess.TimeoutExpired(command[0], seconds)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command[0])


def _end_group(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def _close_pipes(child: subprocess.Popen[bytes]) -> None:
    for pipe in (child.stdin, child.stdout):
        if pipe:
            with suppress(BrokenPipeError):
                pipe.close()
