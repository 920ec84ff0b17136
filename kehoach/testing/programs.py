"""Programs that tests start: not as root, and they end with the run that started them."""

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

UNPRIVILEGED = ("postgres", "nobody")


def as_user() -> list[str]:
    """Return the command prefix that drops root, empty for plain users."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", f"--reuid={owner()}", f"--regid={group()}", "--clear-groups"]


def as_child() -> list[str]:
    """Return the prefix of a server that ends with this run, even after kill -9."""
    if not shutil.which("setpriv"):
        return []
    return [*(as_user() or ["setpriv"]), "--pdeathsig=INT"]


def owner() -> int:
    """Return the id of the unprivileged user that servers run as."""
    return next(entry for name in UNPRIVILEGED if (entry := uid_of(name)) is not None)


def uid_of(name: str) -> int | None:
    """Return a user's id, None when there is no such user."""
    try:
        return pwd.getpwnam(name).pw_uid
    except KeyError:
        return None


def group() -> int:
    """Return the group of that user."""
    return pwd.getpwuid(owner()).pw_gid


def run(*command: str | Path) -> None:
    """Run a set-up program quietly; its words are shown when it fails."""
    done = subprocess.run(
        [*as_user(), *map(str, command)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        raise SystemExit(f"{command[0]} failed")


def serve(*command: str | Path, log: Path, ready: Callable[[], bool]) -> None:
    """Start a server and wait until it answers; stop it when this run ends."""
    with log.open("wb") as output:
        child = subprocess.Popen(
            [*as_child(), *map(str, command)], stdout=output, stderr=output
        )
    atexit.register(stop, child)
    deadline = time.monotonic() + 60
    while not ready():
        if child.poll() is not None or time.monotonic() > deadline:
            sys.stderr.write(log.read_text(errors="replace"))
            raise SystemExit(f"{command[0]} did not start")
        time.sleep(0.05)


def stop(child: subprocess.Popen[bytes]) -> None:
    """End a server at once; its data is thrown away anyhow."""
    child.send_signal(signal.SIGQUIT)
    try:
        child.wait(5)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
