"""Which letters of a batch the other side took, noted at once in a file.

A foreground run marks its ledger rows some dozens at a time. Between two marks a kill
would leave letters that went out and look as if they had not; so each acceptance is
appended to a file of the batch first (one write, no statement), and the sweep reads
what a dead run left. The folder is shared by the hosts that run the portal, as the
folder of evidence is.
"""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

#: A file that nobody's rows belong to any more is deleted after this time.
KEPT = timedelta(days=7)


class Journal:
    """The file of one batch; it exists once a letter was taken."""

    def __init__(self, batch: UUID) -> None:
        self.path = Path(settings.HANDOVER_ROOT) / f"{batch}.txt"
        self.file: int | None = None

    def note(self, person_id: int, now: datetime) -> None:
        """Append a letter; once this returns a killed process cannot forget it."""
        if self.file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
            self.file = os.open(self.path, flags, 0o640)
        os.write(self.file, f"{person_id} {now.isoformat()}\n".encode())

    def forget(self) -> None:
        """Delete the file: its rows are marked."""
        if self.file is not None:
            os.close(self.file)
            self.file = None
            self.path.unlink(missing_ok=True)


def left_behind() -> Iterator[tuple[UUID, dict[int, datetime], Path]]:
    """Yield batch, who took a letter and when, and the file, of unfinished batches."""
    for path in sorted(Path(settings.HANDOVER_ROOT).glob("*.txt")):
        lines = path.read_bytes().split(b"\n")[:-1]
        pairs = (line.decode().split(" ", 1) for line in lines)
        yield (
            UUID(path.stem),
            {int(key): datetime.fromisoformat(moment) for key, moment in pairs},
            path,
        )


def tidy(path: Path, now: datetime) -> None:
    """Delete a file that has lain for a week."""
    if now.timestamp() - path.stat().st_mtime > KEPT.total_seconds():
        path.unlink(missing_ok=True)
