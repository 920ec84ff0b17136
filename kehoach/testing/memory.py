"""How much memory a piece of work took above what the process had before it."""

import ctypes
import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MEGABYTE = 1024


class Peak:
    """What was taken, in megabytes, once the work is over."""

    taken = 0


def _status(name: str) -> int:
    found = re.search(rf"{name}:\s+(\d+)", Path("/proc/self/status").read_text())
    assert found
    return int(found[1])


@contextmanager
def peak_memory() -> Iterator[Peak]:
    """Measure the highest resident memory of the process while the block runs, garbage
    swept as often as in a process that is no test.
    """
    usual = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    gc.collect()
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")  # forgets earlier peaks
    peak, before = Peak(), _status("VmRSS")
    try:
        yield peak
    finally:
        gc.set_threshold(*usual)
        peak.taken = (_status("VmHWM") - before) // _MEGABYTE
