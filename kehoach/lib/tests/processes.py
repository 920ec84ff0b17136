"""Whether a process of a test is gone."""

import os
import time
from pathlib import Path


def is_running(pid: int) -> bool:
    """Return whether the process runs; one that ended and was not asked for does not."""
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        )
    except (FileNotFoundError, ProcessLookupError):
        return False


def ended(pid: int) -> bool:
    """Return whether the process is gone within seconds; one that is not is ended."""
    deadline = time.monotonic() + 5
    while is_running(pid):
        if time.monotonic() > deadline:
            os.kill(pid, 9)
            return False
        time.sleep(0.02)
    return True
