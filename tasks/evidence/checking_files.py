"""Every stored file is looked at: wrong, missing, of nobody; mended where that is possible."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.storage import default_storage

from tasks.evidence.kept_files import (
    DAMAGED_FILE,
    FileColumn,
    KeptWrong,
    about,
    columns,
    mend,
    note,
    problem_of,
)
from tasks.models import FileTrouble

#: A file that came just now may not have its row yet.
YOUNG = timedelta(days=1)


@dataclass
class CheckedFiles:
    """What one look at everything found."""

    files: int = 0
    mended: list[str] = field(default_factory=list)
    found: list[KeptWrong] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        """Return whether nothing is wrong or missing; files of nobody harm nobody."""
        return all(each.kind == FileTrouble.Kind.ORPHAN for each in self.found)


def check_files(*, now: datetime) -> CheckedFiles:
    """Compare every stored file with its hash, mend what can be, find what is of nobody."""
    done, names = CheckedFiles(), set()
    for column in columns():
        for name, wanted, row in stored_in(column):
            names.add(name)
            done.files += 1
            if not (problem := problem_of(name, wanted)):
                continue
            if wanted and mend(name, wanted):
                done.mended.append(name)
            else:
                done.found.append(KeptWrong(name, problem, row))
    done.found += [
        KeptWrong(name, FileTrouble.Kind.ORPHAN, "") for name in orphans(names, now)
    ]
    return done


def stored_in(column: FileColumn) -> Iterator[tuple[str, str, str]]:
    """Yield name, hash and row of each file of a column."""
    rows = column.model._default_manager.exclude(**{column.file: ""})
    for row in rows.order_by("pk").iterator(chunk_size=500):
        file = getattr(row, column.file)
        if file:
            wanted = getattr(row, column.digest) if column.digest else ""
            yield file.name, wanted, about(row)


def orphans(names: set[str], now: datetime) -> Iterator[str]:
    """Yield the files that no row names."""
    root = Path(default_storage.path(""))
    before = (now - YOUNG).timestamp()
    for folder, folders, files in os.walk(root):
        place = Path(folder)
        if place == root and DAMAGED_FILE in folders:
            folders.remove(DAMAGED_FILE)
        for each in sorted(files):
            path = place / each
            name = path.relative_to(root).as_posix()
            if name not in names and path.stat().st_mtime < before:
                yield name


def record(found: Iterable[KeptWrong], *, now: datetime) -> None:
    """Keep what is the matter now; what was and is no longer is marked as mended."""
    for each in found:
        note(place=each.place, kind=each.kind, about=each.about, now=now)
    standing = FileTrouble.objects.filter(mended_at=None, seen_at__lt=now)
    standing.update(mended_at=now)
