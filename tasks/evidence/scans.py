"""Files of people wait for a search for malware before anybody opens them (decision 040).

Off without CLAMD_ADDRESS. The row is written with the file; a worker that dies, a clamd
that is away or a message that is lost leaves it waiting, and the pulse asks again.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings

from agencies.asked.asking import ask
from kehoach.lib.acting import acting
from tasks.models import FileScan

JOB = "tasks.scan_files"


class PutAway(Exception):
    """Nobody may open the file, not yet or never."""

    def __init__(self, scan: FileScan) -> None:
        """Keep what is known."""
        super().__init__(str(scan))
        self.scan = scan

    @property
    def is_waiting(self) -> bool:
        """Return whether it may open soon."""
        return bool(self.scan.state == FileScan.State.WAITING)


def is_on() -> bool:
    """Return whether files wait for a search."""
    return bool(settings.CLAMD_ADDRESS)


def note_kept(name: str) -> None:
    """Let a file that was stored just now wait, and have it looked at."""
    if is_on():
        row = FileScan.objects.create(name=name, kept_by_id=acting().account())
        ask(job=JOB, now=row.kept_at)


def require_scanned(name: str) -> None:
    """Raise PutAway for a file that waits, or in which something was found; what waits
    is open again to all when the search is turned off.
    """
    row = FileScan.objects.filter(name=name).exclude(state=FileScan.State.CLEAN).first()
    if row and (is_on() or row.state == FileScan.State.INFECTED):
        raise PutAway(row)


def mark_checked(rows: Iterable[Any]) -> None:
    """Tell rows with a `file` whether it is being checked, at the cost of one query."""
    rows = list(rows)
    names = {row.file.name for row in rows if row.file} if is_on() else set()
    waiting = FileScan.objects.filter(name__in=names, state=FileScan.State.WAITING)
    found = set(waiting.values_list("name", flat=True)) if names else set()
    for row in rows:
        row.is_being_checked = bool(row.file) and row.file.name in found


def ask_again(*, now: datetime) -> None:
    """Have files looked at that still wait, however that came."""
    if is_on() and FileScan.objects.filter(state=FileScan.State.WAITING).exists():
        ask(job=JOB, now=now)
