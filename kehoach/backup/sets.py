"""One backup is one archive: pieces of the database, files, and last a list of hashes.

A plain tar, so that it can be read without the portal (docs/operations.md); encrypted as
a whole when there is a key.
"""

import json
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import IO, Any, BinaryIO

from kehoach.backup.refusing import Damaged, Refused, why
from kehoach.backup.sealing import MAGIC, PIECE, Sealing, Unsealing

DATABASE, FILES = "database/", "files/"
MANIFEST, MANIFEST_HASH = "manifest.json", "manifest.json.sha256"
FORMAT = 1
Reader = Callable[[str, "Hashing"], None]


@dataclass
class Manifest:
    """What a backup holds: each member with its hash, the last one to be written."""

    portal: str
    made_at: str
    day: str
    engine: str
    release: str
    format: int = FORMAT
    rows: dict[str, int] = field(default_factory=dict)
    reports: dict[str, dict[str, str]] = field(default_factory=dict)
    #: What was wrong already when the backup was made.
    troubles: list[str] = field(default_factory=list)
    #: Files that were removed, and their rows told so, while the backup was made.
    gone: list[str] = field(default_factory=list)
    members: dict[str, str] = field(default_factory=dict)


class Hashing:
    """A member that is read; knows the hash of what was read of it."""

    def __init__(self, source: "IO[bytes] | Whole") -> None:
        """Nothing is read yet."""
        self.source, self.digest = source, sha256()

    def read(self, size: int) -> bytes:
        """Return the next piece."""
        piece = self.source.read(size)
        self.digest.update(piece)
        return piece

    def pieces(self) -> Iterator[bytes]:
        """Yield the rest of it."""
        while piece := self.read(PIECE):
            yield piece


class Whole:
    """A file that is read to its size, come what may: what cannot be read is nulls."""

    def __init__(self, file: BinaryIO) -> None:
        """Take the size that it has now; that much is promised to the archive."""
        self.file, self.size = file, os.fstat(file.fileno()).st_size
        self.is_broken = False

    def read(self, size: int = -1) -> bytes:
        """Return exactly so many bytes."""
        try:
            piece = self.file.read(size)
        except OSError:
            piece = b""
        self.is_broken |= len(piece) < size
        return piece + bytes(size - len(piece))


class Writer:
    """Adds members to an archive and keeps their hashes."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        """Begin with none."""
        self.tar, self.members = tar, dict[str, str]()

    def add(self, name: str, content: bytes) -> str:
        """Add a member; return its hash."""
        return self.copy(name, BytesIO(content), len(content))

    def copy(self, name: str, source: BinaryIO | Whole, size: int) -> str:
        """Add a member from what is read; return its hash."""
        member, read = tarfile.TarInfo(name), Hashing(source)
        member.size, member.mode = size, 0o600
        self.tar.addfile(member, read)  # type: ignore[arg-type] # `read` is all it needs
        self.members[name] = read.digest.hexdigest()
        return self.members[name]

    def finish(self, manifest: Manifest) -> str:
        """Add the list of all, and its own hash, which is returned."""
        manifest.members = dict(self.members)
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
        digest = self.add(MANIFEST, text.encode())
        self.add(MANIFEST_HASH, f"{digest}  {MANIFEST}\n".encode())
        return digest


@contextmanager
def writing(path: Path, key: bytes) -> Iterator[Writer]:
    """Write an archive that gets its name when it is whole, and is nothing before."""
    if path.exists():
        message = f"{path} đã có: chọn tên khác."
        raise Refused(message)
    half = path.with_name(f"{path.name}.part")
    try:
        number = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        message = f"{half} còn đó: một lần sao lưu đang chạy, hoặc đã bị ngắt (xóa đi)."
        raise Refused(message) from error
    except OSError as error:
        raise _unwritten(half, error) from error
    try:
        with os.fdopen(number, "wb") as file:
            yield from _into(file, key)
            file.flush()
            os.fsync(file.fileno())
        half.rename(path)
    except OSError as error:
        raise _unwritten(half, error) from error
    finally:
        half.unlink(missing_ok=True)


def _unwritten(half: Path, error: OSError) -> Refused:
    return Refused(f"Không ghi được {half}: {why(error)}. Không có gì được giữ lại.")


def _into(file: BinaryIO, key: bytes) -> Iterator[Writer]:
    """Let an archive be written into the file, sealed with a key."""
    sealing = Sealing(file, key) if key else None
    target: Any = sealing or file
    with tarfile.open(mode="w|", fileobj=target, bufsize=PIECE) as tar:
        yield Writer(tar)
    if sealing:
        sealing.finish()


@contextmanager
def _opened(path: Path, key: bytes) -> Iterator[tarfile.TarFile]:
    """Open an archive for reading from its beginning to its end."""
    try:
        file = path.open("rb")
    except OSError as error:
        message = f"Không đọc được {path}: {why(error)}."
        raise Refused(message) from error
    with file:
        is_sealed = file.peek(len(MAGIC))[: len(MAGIC)] == MAGIC
        if key and not is_sealed:
            message = (
                f"{path.name} không mã hóa mà BACKUP_KEY đang đặt: có thể đã bị thay."
                " Bản sao lưu từ trước khi có khóa: chạy với BACKUP_KEY trống."
            )
            raise Refused(message)
        source: Any = Unsealing(file, key) if is_sealed else file
        with tarfile.open(mode="r|", fileobj=source, bufsize=PIECE) as tar:
            yield tar
        while source.read(PIECE):  # what is cut off behind the last member is noticed
            pass


@dataclass
class Found:
    """What an archive holds, and what is the matter with it."""

    manifest: Manifest | None = None
    problems: list[str] = field(default_factory=list)
    members: dict[str, str] = field(default_factory=dict)
    last: str = ""


def read_set(path: Path, key: bytes, take: Reader = lambda name, member: None) -> Found:
    """Read a whole archive, hand each member to `take`, and compare what was read with
    the list; Refused when it cannot be opened.
    """
    found, texts = Found(), dict[str, bytes]()
    try:
        with _opened(path, key) as tar:
            for info in tar:
                _read(tar, info, found, texts, take)
    except (tarfile.TarError, Damaged, EOFError) as error:
        after = f" sau «{found.last}»" if found.last else ""
        found.problems.append(f"{path.name} hỏng{after}: {error}")
    _compare(found, texts)
    return found


def _read(
    tar: tarfile.TarFile,
    info: tarfile.TarInfo,
    found: Found,
    texts: dict[str, bytes],
    take: Reader,
) -> None:
    source = tar.extractfile(info) if info.isreg() else None
    if source is None or info.name in found.members or ".." in Path(info.name).parts:
        found.problems.append(f"Không phải của bản sao lưu: {info.name}")
        return
    member = Hashing(source)
    if info.name in (MANIFEST, MANIFEST_HASH):
        texts[info.name] = b"".join(member.pieces())
    else:
        take(info.name, member)
        for _ in member.pieces():
            pass
    found.members[info.name] = member.digest.hexdigest()
    found.last = info.name


def _compare(found: Found, texts: dict[str, bytes]) -> None:
    """Name what is not as the list says."""
    if MANIFEST_HASH not in texts or MANIFEST not in texts:
        found.problems.append(
            f"Thiếu {MANIFEST}: bản sao lưu bị cắt, hoặc chưa ghi xong."
        )
        return
    if texts[MANIFEST_HASH].split()[:1] != [found.members[MANIFEST].encode()]:
        found.problems.append(f"{MANIFEST} không khớp mã băm của nó: đã bị sửa.")
    with suppress(ValueError, TypeError):
        found.manifest = Manifest(**json.loads(texts[MANIFEST]))
    if found.manifest is None or found.manifest.format != FORMAT:
        found.problems.append(f"Không đọc được {MANIFEST}: hỏng, hoặc bản khác.")
        return
    wanted = found.manifest.members
    read = {name: found.members[name] for name in found.members if name not in texts}
    for name in sorted(wanted.keys() | read.keys()):
        if name not in read:
            found.problems.append(f"Thiếu: {name}")
        elif name not in wanted:
            found.problems.append(f"Không có trong {MANIFEST}: {name}")
        elif wanted[name] != read[name]:
            found.problems.append(f"Nội dung khác lúc sao lưu: {name}")
