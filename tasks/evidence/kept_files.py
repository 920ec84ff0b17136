"""Stored files are compared with their hash before anybody gets them.

A column of files whose model has a column for its hash is known by their names (`file`
and `sha256`, `pdf` and `pdf_sha256`, `signed_file` and `signed_sha256`), so a new model is
checked without being listed.
"""

import logging
import os
from collections.abc import Iterator
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from shutil import copyfile
from typing import Any, NamedTuple
from uuid import uuid4

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db.models import FileField, Model, QuerySet

from kehoach.site.storage import PART
from tasks.evidence.scans import require_scanned
from tasks.models import FileTrouble

logger = logging.getLogger(__name__)
#: Where a damaged file is put when its copy takes its place.
DAMAGED_FILE = "hong"


class KeptWrong(Exception):
    """What is kept is not what it was; it is not handed out."""

    def __init__(self, place: str, kind: str, about: str) -> None:
        """Keep where, what and of which row."""
        super().__init__(f"{kind}: {place} ({about})")
        self.place, self.kind, self.about = place, kind, about


class FileColumn(NamedTuple):
    """A column of files and the one of their hashes."""

    model: type[Model]
    file: str
    digest: str


def columns() -> Iterator[FileColumn]:
    """Yield every column of files; `digest` is empty where no hash is kept."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, FileField):
                yield FileColumn(model, field.name, digest_column(model, field.name))


def is_held(file: Any) -> bool:
    """Return whether a row names the stored file: as a rule the one it was stored for."""
    row, name = file.instance, file.name
    if _named(type(row), file.field.name, name).filter(pk=row.pk).exists():
        return True
    return any(_named(each.model, each.file, name).exists() for each in columns())


def _named(model: type[Model], column: str, name: str) -> QuerySet[Any]:
    return model._default_manager.filter(**{column: name})


def digest_column(model: type[Model], name: str) -> str:
    """Return the name of the column that holds the hash of a file, else nothing."""
    prefix = name.removesuffix("file").rstrip("_")
    found = f"{prefix}_sha256" if prefix else "sha256"
    try:
        model._meta.get_field(found)
    except FieldDoesNotExist:
        return ""
    return found


def opened(file: Any) -> File[bytes]:
    """Return the stored file, opened; KeptWrong when it is gone or not what it was,
    PutAway while it waits for a search for malware, and when that found something.
    """
    require_scanned(file.name)
    return kept_file(file)


def kept_file(file: Any) -> File[bytes]:
    """Return the stored file for our own use, whether it was searched or not.

    A right copy in the second store takes its place first.
    """
    row = file.instance
    name = digest_column(type(row), file.field.name)
    wanted = getattr(row, name, "") if name else ""
    problem = problem_of(file.name, wanted)
    if problem and not (wanted and mend(file.name, wanted)):
        raise KeptWrong(file.name, problem, about(row))
    return default_storage.open(file.name, "rb")


def about(row: Model) -> str:
    """Return which row holds the file, in words."""
    return f"{row._meta.verbose_name} {row.pk}: {row}"[:300]


def problem_of(name: str, wanted: str) -> str:
    """Return what is the matter with a file; nothing when it has the hash, or none is
    known.
    """
    try:
        path = Path(default_storage.path(name))
        if not wanted:
            return "" if path.is_file() else FileTrouble.Kind.MISSING
        return "" if digest_of_path(path) == wanted else FileTrouble.Kind.WRONG
    except FileNotFoundError:
        return FileTrouble.Kind.MISSING
    except OSError:
        logger.exception("A stored file cannot be read")
        return FileTrouble.Kind.WRONG


def digest_of_path(path: Path) -> str:
    """Return the SHA-256 of a file, read piece by piece."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def mend(name: str, wanted: str) -> bool:
    """Put the second store's copy in place of a file, if it is right; the damaged one
    is kept aside.
    """
    if not settings.SECOND_STORE:
        return False
    copy, path = Path(settings.SECOND_STORE) / name, Path(default_storage.path(name))
    fresh = path.with_name(f"{path.name}.{uuid4().hex}{PART}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        copyfile(copy, fresh)  # piece by piece: a set of papers has gigabytes
        if digest_of_path(fresh) != wanted:
            return False
        if path.exists():
            aside = (
                Path(default_storage.path(DAMAGED_FILE)) / f"{uuid4().hex}-{path.name}"
            )
            aside.parent.mkdir(exist_ok=True)
            path.rename(aside)
        fresh.chmod(settings.FILE_UPLOAD_PERMISSIONS)
        os.replace(fresh, path)  # noqa: PTH105 -- Path.replace is the same
    except OSError:
        logger.exception("A stored file could not be mended from the second store")
        return False
    finally:
        fresh.unlink(missing_ok=True)
    logger.warning("Mended %s from the second store", name)
    return True


def note(*, place: str, kind: str, about: str, now: datetime) -> None:
    """Write down what is the matter, once while it lasts."""
    rows = FileTrouble.objects.filter(place=place, kind=kind, mended_at=None)
    if not rows.update(seen_at=now):
        FileTrouble.objects.bulk_create(
            [
                FileTrouble(
                    place=place, kind=kind, about=about, found_at=now, seen_at=now
                )
            ],
            ignore_conflicts=True,
        )
