"""A backup goes back: all of it, and only to where nothing is."""

from pathlib import Path

from django.conf import settings
from django.db import connection

from agencies.trail.writing import AuditKind, record
from kehoach.backup.databases import Load, engine
from kehoach.backup.elsewhere import Place, usual_database
from kehoach.backup.making import OUR_SETS, SET_PART
from kehoach.backup.refusing import Refused, why
from kehoach.backup.sets import DATABASE, FILES, Hashing, Manifest, read_set
from kehoach.site.storage import WholeFileStorage


def chosen(target: Path) -> Path:
    """Return the backup that is meant; of a folder the newest."""
    if not target.is_dir():
        return target
    whole = [each for each in sorted(target.glob(OUR_SETS)) if each.suffix != SET_PART]
    if not whole:
        message = f"Trong {target} không có bản sao lưu nào."
        raise Refused(message)
    return whole[-1]


def looked_through(path: Path, key: bytes) -> tuple[Manifest | None, list[str]]:
    """Read a backup from end to end; return what it holds and what is wrong with it."""
    found = read_set(path, key)
    manifest = found.manifest
    if manifest and manifest.engine != connection.vendor:
        found.problems.append(
            f"Bản sao lưu của {manifest.engine}, DATABASE_URL là {connection.vendor}."
        )
    return manifest, found.problems


def put_back(*, path: Path, key: bytes, place: Place, folder: Path) -> None:
    """Write a backup into an empty database and an empty folder."""
    try:
        with engine().loading(place) as load:
            found = read_set(path, key, _Taker(load, folder))
            if found.problems:
                raise Refused("\n".join(found.problems))
    except OSError as error:
        message = f"Không ghi được bản khôi phục: {why(error)}."
        raise Refused(message) from error


class _Taker:
    """Hands pieces of the database on, and writes files."""

    def __init__(self, load: Load, folder: Path) -> None:
        """Write below `folder`, and nowhere else."""
        self.load, self.storage = load, WholeFileStorage(location=folder)

    def __call__(self, name: str, member: Hashing) -> None:
        """Take one member of the archive."""
        if name.startswith(DATABASE):
            for piece in member.pieces():
                self.load(piece)
        elif name.startswith(FILES):
            path = Path(self.storage.path(name.removeprefix(FILES)))
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                for piece in member.pieces():
                    file.write(piece)
            path.chmod(settings.FILE_UPLOAD_PERMISSIONS)


def restore(*, path: Path, key: bytes) -> Manifest:
    """Put a whole backup into the configured database and folder, both empty; Refused
    otherwise, before anything is written.
    """
    folder = Path(settings.EVIDENCE_ROOT)
    _require_empty(folder)
    manifest, problems = looked_through(path, key)
    if problems or manifest is None:
        raise Refused("\n".join(problems))
    connection.close()
    put_back(path=path, key=key, place=usual_database(), folder=folder)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # else pages are slow until the server gets to it
    files = sum(name.startswith(FILES) for name in manifest.members)
    record(
        AuditKind.RESTORE,
        target=path.name,
        after={"made_at": manifest.made_at, "files": files},
    )
    return manifest


def _require_empty(folder: Path) -> None:
    """Refuse to write where something is."""
    if connection.introspection.table_names():
        message = (
            f"Cơ sở dữ liệu {connection.settings_dict['NAME']} không trống: chỉ khôi phục"
            " vào cơ sở dữ liệu mới tạo."
        )
        raise Refused(message)
    if folder.exists() and any(folder.iterdir()):
        message = f"Thư mục {folder} không trống: chỉ khôi phục vào thư mục trống."
        raise Refused(message)
