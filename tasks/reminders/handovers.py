"""Which letters of a batch the other side took, noted at once in a file.

A foreground run marks its ledger rows some dozens at a time. Between two marks a kill
would leave letters that went out and look as if they had not; so each acceptance is
appended to a file of the batch first (one write, no statement), and the sweep reads
what a dead run left. The folder is shared by the hosts that run the portal, as the
folder of evidence is. Why a file, and not a mark of each letter: decision 042.
"""

import logging
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

logger = logging.getLogger(__name__)

#: A file that nobody's rows belong to any more is deleted after this time.
_KEPT = timedelta(days=7)
#: Bytes of a line, at most.
HANDOVER_LINE = 64


class HandoverJournal:
    """The file of one batch of letters; it exists once a letter was taken, with room for
    the others: a disk that fills up later takes nothing from it.
    """

    def __init__(self, batch: UUID, letters: int) -> None:
        self.path = Path(settings.HANDOVER_ROOT) / f"{batch}.txt"
        self.file: int | None = None
        self.size, self.end = letters * HANDOVER_LINE, 0

    def note(self, person_id: int, now: datetime) -> bool:
        """Write down a letter; once this returns True a killed process cannot forget it.
        False where the file takes nothing: the ledger has to be marked at once.
        """
        line = f"{person_id} {now.isoformat()}\n".encode()
        try:
            if self.file is None:
                self.file = self._opened()
            written = os.pwrite(self.file, line, self.end)
        except OSError:
            logger.exception("%s takes no note of a letter", settings.HANDOVER_ROOT)
            return False
        if written == len(line):
            self.end += written
        return written == len(line)

    def _opened(self) -> int:
        """Make the file at its full size, or no file."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o640)
        try:
            os.posix_fallocate(file, 0, self.size)
        except OSError:
            os.close(file)
            self.path.unlink()
            raise
        return file

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
    if now.timestamp() - path.stat().st_mtime > _KEPT.total_seconds():
        path.unlink(missing_ok=True)
