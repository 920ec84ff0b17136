"""A zip of an Office file, opened with care: what is read is counted, not believed.

The headers of a zip are the sender's words. The library that ships with Python believes
them twice: it reads the whole directory before anybody can count it, and unzips a whole
entry before it cuts it to the stated size. Here the directory is bounded first, and every
byte that leaves an entry is counted while it comes.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

#: Bytes that are read, or unzipped, at a time.
CHUNK = 64 * 1024
#: Bytes of the directory (20 times what a workbook of 200 sheets has) and entries in it.
DIRECTORY, _ENTRIES = 1024 * 1024, 5_000
_END, _END_SIZE, _COMMENT = b"PK\x05\x06", 22, 65_535
_LOCAL, _LOCAL_SIZE = b"PK\x03\x04", 30
_RAW = -zlib.MAX_WBITS


class PackageError(ValueError):
    """A zip that is not read on."""


class NotPackage(PackageError):
    """No zip at all, or one that nobody's Office writes."""


class LockedPackage(PackageError):
    """Entries that ask for a password."""


class LargePackage(PackageError):
    """More entries or bytes than the bounds allow."""


class Package:
    """A zip whose entries are read one after the other."""

    def __init__(self, stream: BinaryIO, unzipped: int) -> None:
        """Open the directory; `unzipped` bounds the bytes of all entries together
        (`whole`).
        """
        self.stream, self.unzipped = stream, unzipped
        require_small_directory(stream)
        try:
            entries = ZipFile(stream).infolist()
        except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise NotPackage from error
        self.entries = {each.filename: each for each in entries}
        self.whole = sum(each.file_size for each in entries)
        require_sound(entries, unzipped)
        if len(self.entries) != len(entries):
            raise NotPackage

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield an entry piece by piece; raise when it is not what the directory says."""
        entry = self.entries[name]
        size = check = 0
        for piece in self._unzipped(entry):
            size += len(piece)
            check = zlib.crc32(piece, check)
            if size > entry.file_size:
                raise LargePackage
            yield piece
        if size != entry.file_size or check != entry.CRC:
            raise NotPackage

    def read(self, name: str, most: int) -> bytes:
        """Return an entry of no more than `most` bytes."""
        if self.entries[name].file_size > most:
            raise LargePackage
        return b"".join(self.pieces(name))

    def _unzipped(self, entry: ZipInfo) -> Iterator[bytes]:
        if entry.compress_type == ZIP_STORED:
            yield from self._stored(entry)
            return
        unzip = zlib.decompressobj(_RAW)
        try:
            for data in self._stored(entry):
                yield from inflated(unzip, data)
        except zlib.error as error:
            raise NotPackage from error
        if not unzip.eof or unzip.unused_data:
            raise NotPackage

    def _stored(self, entry: ZipInfo) -> Iterator[bytes]:
        """Yield the bytes of an entry as they lie in the file."""
        self.stream.seek(entry.header_offset)
        head = self.stream.read(_LOCAL_SIZE)
        if len(head) != _LOCAL_SIZE or not head.startswith(_LOCAL):
            raise NotPackage
        offset = (
            entry.header_offset + _LOCAL_SIZE + sum(struct.unpack("<HH", head[26:]))
        )
        left = entry.compress_size
        while left > 0:
            self.stream.seek(offset)
            data = self.stream.read(min(left, CHUNK))
            if not data:
                raise NotPackage
            offset, left = offset + len(data), left - len(data)
            yield data


def inflated(unzip: "zlib._Decompress", data: bytes) -> Iterator[bytes]:
    """Yield what some bytes unzip to, never more than a chunk at a time."""
    while True:
        piece = unzip.decompress(data, CHUNK)
        data = unzip.unconsumed_tail
        if piece:
            yield piece
        if not data and len(piece) < CHUNK:
            return


def require_small_directory(stream: BinaryIO) -> None:
    """Raise for a directory that would not be small in memory, before it is read."""
    size = stream.seek(0, 2)
    stream.seek(max(size - _END_SIZE - _COMMENT, 0))
    tail = stream.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + _END_SIZE:
        raise NotPackage
    if b"PK\x06\x07" in tail[max(at - 20, 0) : at]:
        raise LargePackage  # zip64: for more than 4 GB or 65,535 entries
    (directory,) = struct.unpack_from("<L", tail, at + 12)
    if directory > DIRECTORY:
        raise LargePackage
    stream.seek(0)


def require_sound(entries: list[ZipInfo], unzipped: int) -> None:
    """Raise for what passes bounds, needs a password or is packed unlike Office does."""
    if len(entries) > _ENTRIES or sum(each.file_size for each in entries) > unzipped:
        raise LargePackage
    if any(each.header_offset < 0 for each in entries):
        raise NotPackage  # the directory says that it lies further on than it does
    if any(each.flag_bits & 1 for each in entries):
        raise LockedPackage
    if any(each.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for each in entries):
        raise NotPackage
