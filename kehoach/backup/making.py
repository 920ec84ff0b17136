"""One backup: the database as it was at one moment, and every file that it names."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from agencies.trail.writing import AuditKind, record
from kehoach.backup.databases import count_rows, engine
from kehoach.backup.proofs import FAILS, code_release, report_proofs
from kehoach.backup.sets import DATABASE, FILES, Manifest, Whole, Writer, writing
from tasks.evidence.kept_files import columns
from tasks.models import FileTrouble

NAME = "kehoach-%Y%m%d-%H%M"
OUR_SETS = "kehoach-[0-9]*-[0-9]*.tar*"
#: Of a backup that was broken off; younger, another one may still be running.
SET_PART, PART_OLD = ".part", timedelta(days=1)


@dataclass(frozen=True)
class Made:
    """What was made."""

    path: Path
    digest: str
    files: int
    size: int
    troubles: list[str]
    removed: list[Path]


def backup(*, target: Path, key: bytes, now: datetime, keep: int = 0) -> Made:
    """Write a backup; in a folder, keep so many of them (0: all).

    A file that is wrong or missing already is named and keeps nothing else from being
    kept; older backups then stay, one of them may hold it.
    """
    path = _path(target, key, now)
    manifest = Manifest(
        portal=settings.SITE_URL,
        made_at=now.isoformat(),
        day=timezone.localdate(now).isoformat(),
        engine=connection.vendor,
        release=code_release(),
    )
    with writing(path, key) as archive:
        files = _add_database(archive, manifest, now)
        missing = [
            name
            for name, wanted in sorted(files.items())
            if not _add_file(archive, name, wanted, manifest)
        ]
        _judge(missing, manifest)
        digest = archive.finish(manifest)
    made = Made(
        path, digest, len(files), path.stat().st_size, manifest.troubles,
        _removed(path, keep, now) if keep and not manifest.troubles else [],
    )  # fmt: skip
    said = {"files": made.files, "bytes": made.size, "sha256": digest}
    troubles = {"troubles": len(made.troubles), "removed": len(made.removed)}
    record(AuditKind.BACKUP, target=path.name, after=said | troubles)
    return made


def _path(target: Path, key: bytes, now: datetime) -> Path:
    """Return the file to write; a folder gets one that is named by the moment."""
    if not target.is_dir():
        return target
    ending = ".tar.enc" if key else ".tar"
    return target / (timezone.localtime(now).strftime(NAME) + ending)


def _add_database(archive: Writer, manifest: Manifest, now: datetime) -> dict[str, str]:
    """Add a dump; return the files that its rows name, with their hashes."""
    with engine().snapshot() as dump:
        manifest.rows = count_rows()
        manifest.reports = report_proofs(timezone.localdate(now))
        files = dict(named_files())
        for number, piece in enumerate(dump()):
            archive.add(f"{DATABASE}{number:06}", piece)
    manifest.troubles += [
        f"Báo cáo {name}: {FAILS} (xem nhật ký máy chủ)"
        for name, proofs in manifest.reports.items()
        if FAILS in proofs.values()
    ]
    return files


def named_files() -> Iterator[tuple[str, str]]:
    """Yield the name and the hash of every file that a row names."""
    for model, file, digest in columns():
        names = [file, digest] if digest else [file]
        for name, *wanted in model._base_manager.values_list(*names).iterator():
            if name:
                yield name, *(wanted or [""])


def _add_file(archive: Writer, name: str, wanted: str, manifest: Manifest) -> bool:
    """Add a file and note what is the matter with it; return whether it is there.

    Files are written before their rows and never change: what is there now is what the
    dump means.
    """
    try:
        file = Path(default_storage.path(name)).open("rb")  # noqa: SIM115 -- closed below
    except FileNotFoundError:
        return False
    except OSError as error:
        manifest.troubles.append(f"Không đọc được: {name} ({error.strerror})")
        return True
    with file:
        source = Whole(file)
        found = archive.copy(f"{FILES}{name}", source, source.size)
    if source.is_broken:
        manifest.troubles.append(f"Không đọc được hết: {name}")
    elif wanted and found != wanted:
        manifest.troubles.append(f"{FileTrouble.Kind.WRONG.label}: {name}")
    return True


def _judge(missing: list[str], manifest: Manifest) -> None:
    """Tell files that went with the word of their row from those that are missing."""
    named = {name for name, _ in named_files()} if missing else set[str]()
    manifest.gone = [name for name in missing if name not in named]
    manifest.troubles += [
        f"{FileTrouble.Kind.MISSING.label}: {name}" for name in missing if name in named
    ]


def _removed(path: Path, keep: int, now: datetime) -> list[Path]:
    """Take away older backups beside this one, and what broken ones left."""
    ours = sorted(path.parent.glob(OUR_SETS))
    whole = [each for each in ours if each.suffix != SET_PART]
    before = (now - PART_OLD).timestamp()
    gone = whole[:-keep] if path in whole else []
    gone += [e for e in ours if e.suffix == SET_PART and e.stat().st_mtime < before]
    for each in gone:
        each.unlink(missing_ok=True)
    return gone
