"""The one packer: files into a ZIP on the disk, each compared with its hash on its way.

Nothing is held in memory but names: a file is copied piece by piece. What is not right in
the store is not packed; it is named instead.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.conf import settings
from django.utils import timezone

from kehoach.lib.safe_names import Names
from tasks.duties.errors import InvalidInput
from tasks.evidence.kept_files import KeptWrong, digest_column, note, opened
from tasks.evidence.scans import PutAway

PIECE = 256 * 1024
MEGABYTE = 1024 * 1024
#: The list that `sha256sum -c` reads.
_SUMS = "SHA256SUMS.txt"
FULL_DISK = (
    "Máy chủ không đủ chỗ cho bộ hồ sơ này. Chọn ít đơn vị hơn hoặc khoảng ngày ngắn"
    " hơn, hoặc báo người quản trị Cổng rồi yêu cầu lại."
)


class TooLarge(InvalidInput):
    """More files or bytes than one set may have."""

    def __init__(self) -> None:
        """Say what fits and what to do."""
        super().__init__(
            f"Bộ hồ sơ vượt {settings.DOSSIER_FILES} tệp hoặc"
            f" {settings.DOSSIER_MEGABYTES} MB. Chọn ít đơn vị hơn hoặc khoảng ngày"
            " ngắn hơn rồi yêu cầu từng phần."
        )


class ChangedMeanwhile(Exception):
    """A file changed between looking at it and copying it; the set is packed anew."""


@dataclass(frozen=True)
class Packed:
    """What became of one file: its path in the set, or why it is not in it."""

    path: str = ""
    sha256: str = ""
    size: int = 0
    problem: str = ""


class Packer:
    """A ZIP that grows on the disk, with the bounds of `settings.DOSSIER_*`."""

    def __init__(self, out: IO[bytes], now: datetime) -> None:
        """Begin an empty set."""
        self.zip = ZipFile(out, "w", ZIP_STORED)
        self.names = Names([_SUMS])
        self.now = now
        self.sums: list[str] = []
        self.files = self.bytes = self.damaged = self.left_out = self.made = 0

    def add(self, folder: str, name: str, file: Any) -> Packed:
        """Pack a stored file; one that is not what it was is noted and named only."""
        try:
            with opened(file) as source:
                self._room(source.size)
                path = self.names.path(folder, name)
                digest, size = self._copy(source.chunks(PIECE), path)
        except KeptWrong as wrong:
            self.damaged += 1
            note(place=wrong.place, kind=wrong.kind, about=wrong.about, now=self.now)
            lost = wrong.kind == "missing"
            told = "mất khỏi kho" if lost else "không còn nguyên vẹn trong kho"
            return Packed(problem=f"Không kèm: tệp {told}, đã báo quản trị")
        except PutAway as kept_away:
            self.left_out += 1
            told = "đang kiểm tra mã độc" if kept_away.is_waiting else "có mã độc"
            return Packed(problem=f"Không kèm: tệp {told}")
        if digest_kept(file) not in {"", digest}:
            raise ChangedMeanwhile(file.name)
        return Packed(path, digest, size)

    def add_bytes(self, folder: str, name: str, content: bytes) -> Packed:
        """Pack what the portal made."""
        self._room(len(content))
        self.made += 1
        path = self.names.path(folder, name)
        digest, size = self._copy([content], path, compressed=True)
        return Packed(path, digest, size)

    def folder(self, name: str) -> str:
        """Return a folder that nothing else has."""
        return self.names.path("", name)

    def close(self) -> None:
        """Write the list of hashes and end the ZIP."""
        text = "".join(self.sums).encode()
        self._write([text], _SUMS, compressed=True)
        self.zip.close()

    def abandon(self) -> None:
        """Leave the ZIP as it is: nothing more is written to it."""
        self.zip.fp = None

    def _room(self, size: int) -> None:
        self.files += 1
        self.bytes += size
        most = settings.DOSSIER_MEGABYTES * MEGABYTE
        if self.files > settings.DOSSIER_FILES or self.bytes > most:
            raise TooLarge

    def _copy(
        self, pieces: Iterable[bytes], path: str, *, compressed: bool = False
    ) -> tuple[str, int]:
        digest, size = self._write(pieces, path, compressed=compressed)
        self.sums.append(f"{digest}  {path}\n")
        return digest, size

    def _write(
        self, pieces: Iterable[bytes], path: str, *, compressed: bool
    ) -> tuple[str, int]:
        entry = ZipInfo(path, timezone.localtime(self.now).timetuple()[:6])
        entry.compress_type = ZIP_DEFLATED if compressed else ZIP_STORED
        entry.external_attr = 0o644 << 16
        found, size = sha256(), 0
        with self.zip.open(entry, "w") as target:
            for piece in pieces:
                target.write(piece)
                found.update(piece)
                size += len(piece)
        return found.hexdigest(), size


def digest_kept(file: Any) -> str:
    """Return the hash that the row keeps of its file."""
    row = file.instance
    return str(getattr(row, digest_column(type(row), file.field.name)))
