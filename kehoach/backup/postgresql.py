"""PostgreSQL's own pg_dump and pg_restore, on a snapshot that our connection shares."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from secrets import token_hex
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from psycopg import pq

from kehoach.backup.elsewhere import Place, connection_to, database, usual_database
from kehoach.backup.refusing import Refused
from kehoach.lib.programs import piped_within

#: A piece of the dump is one member of the archive.
_PIECE = 16 * 1024 * 1024
PLAIN = ("--no-owner", "--no-privileges")
#: Seconds for one program: a portal that is restored for longer is not back in time.
LONGEST_DUMP = 4 * 60 * 60


@contextmanager
def postgresql_snapshot() -> Iterator[Callable[[], Iterator[bytes]]]:
    """Let Django read what a dump, started within, will hold."""
    if connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
        message = (
            "BEHIND_PGBOUNCER đang bật: sao lưu phải nối thẳng tới PostgreSQL. Chạy với"
            " DATABASE_URL của chính máy chủ PostgreSQL và BEHIND_PGBOUNCER=0."
        )
        raise Refused(message)
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        yield partial(_dump, cursor.fetchone()[0])


def _dump(name: str) -> Iterator[bytes]:
    """Yield the dump of a snapshot in pieces."""
    command = ("pg_dump", "--format=custom", *PLAIN, f"--snapshot={name}")
    with _running(command, usual_database(), stdout=subprocess.PIPE) as child:
        assert child.stdout  # noqa: S101 -- it was asked for
        while piece := child.stdout.read(_PIECE):
            yield piece


@contextmanager
def postgresql_loading(place: Place) -> Iterator[Callable[[bytes], object]]:
    """Restore what is handed on into an empty database, all of it or nothing."""
    options = ("--exit-on-error", "--single-transaction", *PLAIN)
    command = ("pg_restore", *options, f"--dbname={place['NAME']}")
    with _running(command, place, stdin=subprocess.PIPE) as child:
        assert child.stdin  # noqa: S101 -- it was asked for
        # It ended already: `_running` tells why.
        with suppress(BrokenPipeError):
            yield child.stdin.write
        with suppress(BrokenPipeError):
            child.stdin.close()


@contextmanager
def postgresql_temporary() -> Iterator[Place]:
    """Create a database, on the server of RESTORE_DATABASE_URL if there is one."""
    server = usual_database()
    if settings.RESTORE_DATABASE:
        server |= {"OPTIONS": {}, **settings.RESTORE_DATABASE}
    name = f"{usual_database()['NAME'][:40]}_restore_{token_hex(4)}"
    quoted = connection.ops.quote_name(name)
    try:
        with database(server), connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {quoted}")
    except DatabaseError as error:
        message = (
            f"Không tạo được cơ sở dữ liệu tạm: {error}".strip() + "\nTài khoản cần"
            " quyền CREATEDB, hoặc đặt RESTORE_DATABASE_URL tới máy chủ và tài khoản khác."
        )
        raise Refused(message) from error
    try:
        yield server | {"NAME": name}
    finally:
        with database(server), connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {quoted} WITH (FORCE)")


def environment(place: Place) -> dict[str, str]:
    """Return what leads PostgreSQL's programs to a database; nothing of it stands on
    their command lines.
    """
    told = connection_to(place).get_connection_params()
    known = {
        option.keyword.decode(): option.envvar.decode()
        for option in pq.Conninfo.get_defaults()
        if option.envvar
    }
    found = {known[key]: str(told[key]) for key in known if told.get(key) is not None}
    return {**os.environ, **found}


@contextmanager
def _running(
    command: Sequence[str], place: Place, **pipes: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """Run one of PostgreSQL's programs; Refused with its words when it fails."""
    program = command[0]
    if not shutil.which(program):
        message = (
            f"Không có {program} trên máy này: cài gói postgresql-client, cùng bản với máy"
            " chủ PostgreSQL hoặc mới hơn."
        )
        raise Refused(message)
    options = pipes | {"env": environment(place)}
    with TemporaryFile() as said:
        try:
            with piped_within(
                command, seconds=LONGEST_DUMP, stderr=said, **options
            ) as child:
                yield child
        except subprocess.TimeoutExpired as error:
            message = (
                f"{program} không xong sau {LONGEST_DUMP // 3600} giờ nên đã bị dừng. Xem có phiên nào"
                " đang khóa bảng (pg_stat_activity), đĩa có chậm không, rồi chạy lại."
            )
            raise Refused(message) from error
        except subprocess.CalledProcessError as error:
            message = f"{program} không làm được: {_words(said)}"
            raise Refused(message) from error


def _words(said: IO[bytes]) -> str:
    """Return the end of what a program said."""
    said.seek(0)
    return said.read().decode(errors="replace").strip()[-600:]
