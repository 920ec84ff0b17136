"""Where files are kept; one that could not be written whole is not there at all."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp
from typing import Any
from uuid import uuid4

from django.core.files.storage import FileSystemStorage
from import_export.tmp_storages import TempFolderStorage

from kehoach.lib.programs import OUR_PREFIX

#: How a file is called while it is written; what a killed process leaves has this name.
PART = ".part"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all; what was there stays until then."""
    part = path.with_name(f"{path.name}.{uuid4().hex}{PART}")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


class WaitingSheet(TempFolderStorage):  # type: ignore[misc] # the library has no stubs
    """A sheet between its preview and the yes; one that nobody says yes to is swept at
    night, known by its name.
    """

    def save(self, data: bytes) -> None:
        """Keep it whole or not at all."""
        descriptor, self.name = mkstemp(prefix=OUR_PREFIX)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
        except OSError:
            Path(self.name).unlink()
            raise


class WholeFileStorage(FileSystemStorage):
    """A folder in which every file is whole: it gets its name once all of it is there."""

    def _save(self, name: str, content: Any) -> str:
        path, part = Path(self.path(name)), Path(self.path(name + PART))
        try:
            super()._save(name + PART, content)  # type: ignore[misc] # not in stubs
            part.rename(path)  # names are random: nobody else writes this one
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        return name
