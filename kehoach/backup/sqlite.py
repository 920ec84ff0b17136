"""SQLite makes a copy of itself; the copy is the snapshot."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import DatabaseError, connection

from kehoach.backup.elsewhere import Place, database, usual_database
from kehoach.backup.refusing import Refused

_PIECE = 16 * 1024 * 1024


@contextmanager
def sqlite_snapshot() -> Iterator[Callable[[], Iterator[bytes]]]:
    """Let Django read a copy, beside the database itself, that the dump will hold."""
    usual = usual_database()
    path = Path(usual["NAME"])
    beside = path.parent if path.is_file() else None  # one in memory has none
    with TemporaryDirectory(prefix="sao-luu-", dir=beside) as folder:
        copy = Path(folder) / "copy.sqlite3"
        try:
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(copy)])
        except DatabaseError as error:
            message = f"Không chép được cơ sở dữ liệu: {error}."
            raise Refused(message) from error
        with database(usual | {"NAME": str(copy)}):
            yield partial(_pieces, copy)


def _pieces(path: Path) -> Iterator[bytes]:
    """Yield the file in pieces."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


@contextmanager
def sqlite_loading(place: Place) -> Iterator[Callable[[bytes], object]]:
    """Put what is handed on in place of an empty database, all of it or nothing."""
    path = Path(place["NAME"])
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.part")
    try:
        with half.open("wb") as file:
            yield file.write
        for rest in ("-wal", "-shm"):
            path.with_name(path.name + rest).unlink(missing_ok=True)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


@contextmanager
def sqlite_temporary() -> Iterator[Place]:
    """Lead to a file that is gone afterwards."""
    with TemporaryDirectory(prefix="khoi-phuc-") as folder:
        yield usual_database() | {"NAME": str(Path(folder) / "restored.sqlite3")}
