"""What a killed process left half: files in the middle of being written, uploads in the
middle of arriving, folders in which another program worked. Nobody's row names them.
"""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import gettempdir

from django.conf import settings
from django.core.files.storage import default_storage

from kehoach.lib.programs import OUR_PREFIX
from kehoach.site.storage import PART

#: Nothing is written, or arrives, for so long.
OLD = timedelta(days=1)
#: How Django calls uploads that lie on the disk.
ARRIVING = "tmp*.upload*"


def sweep_parts(*, now: datetime) -> int:
    """Take away what is older than a day; return how many there were."""
    count = 0
    for path in _parts():
        if _is_old(path, now):
            count += 1
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
    return count


def _parts() -> Iterator[Path]:
    for folder, _, files in os.walk(default_storage.path("")):
        yield from (Path(folder) / each for each in files if each.endswith(PART))
    yield from Path(settings.FILE_UPLOAD_TEMP_DIR or gettempdir()).glob(ARRIVING)
    yield from Path(gettempdir()).glob(f"{OUR_PREFIX}*")


def _is_old(path: Path, now: datetime) -> bool:
    """Return whether it is ours and nobody works on it any more."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return found.st_uid == os.getuid() and found.st_mtime < (now - OLD).timestamp()
