"""The job's part of a set of papers: pack it, keep it for some days, remove its file."""

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from agencies.asked.asking import GIVEN_UP_AFTER
from agencies.trail.writing import AuditKind, record
from kehoach.lib.refusals import RuleBroken
from kehoach.lib.safe_names import safe_name
from kehoach.site.uploads import is_full_disk
from reporting.dossiers.access import ARCHIVE, INSPECTION, may_take
from reporting.dossiers.archive import pack_archive
from reporting.dossiers.inspection import pack_inspection
from reporting.dossiers.packing import FULL_DISK, MEGABYTE, Packer
from reporting.models import Dossier
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.duties.locks import hold
from tasks.evidence.kept_files import digest_of_path

#: Room that is left on the disk for what people send meanwhile.
SPARE = 500 * MEGABYTE
PACK = {INSPECTION: pack_inspection, ARCHIVE: pack_archive}


def pack(*, dossier_id: int, now: datetime) -> None:
    """Pack what was asked for; a reason that waiting does not mend is kept in the row."""
    rows = Dossier.objects.select_related("asked_by", "period__plan__steering_agency")
    row = rows.filter(pk=dossier_id, state=Dossier.State.ASKED).first()
    if row is None:
        return
    try:
        if not may_take(row.asked_by, row, timezone.localdate(now)):
            raise NotAllowed
        _pack(row, now)
    except RuleBroken as problem:
        _failed(row, problem.message)
    except OSError as error:
        if not is_full_disk(error):
            raise
        _failed(row, FULL_DISK)


def _pack(row: Dossier, now: datetime) -> None:
    """Write the ZIP beside its place and put it there once it is whole."""
    name = f"dossiers/{row.pk}.zip"
    path = Path(default_storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(path.parent).free < SPARE:
        raise InvalidInput(FULL_DISK)
    part = path.with_suffix(".part")
    try:
        with part.open("wb") as out:
            packer = Packer(out, now)
            try:
                PACK[Dossier.Kind(row.kind)](row, packer, now)
                packer.close()
            except BaseException:
                packer.abandon()
                raise
        digest, size = digest_of_path(part), part.stat().st_size
        part.chmod(settings.FILE_UPLOAD_PERMISSIONS)
        os.replace(part, path)  # noqa: PTH105 -- Path.replace is the same
    finally:
        part.unlink(missing_ok=True)
    _keep(row, packer, name, (digest, size), now)


def _keep(
    row: Dossier, packer: Packer, name: str, found: tuple[str, int], now: datetime
) -> None:
    row.state, row.problem = Dossier.State.READY, ""
    row.file.name, row.file_name = name, _file_name(row)
    row.sha256, row.size = found
    row.packed = packer.files - packer.made
    row.left_out, row.damaged = packer.left_out, packer.damaged
    row.ready_at = now
    row.kept_until = timezone.localdate(now) + timedelta(days=settings.DOSSIER_DAYS)
    with transaction.atomic():
        row.save()
        said = {"sha256": row.sha256, "files": row.packed, "size": row.size}
        record(AuditKind.EXPORT, target=row, actor=row.asked_by, after=said)


def _file_name(row: Dossier) -> str:
    if row.kind == ARCHIVE:
        words = f"Hồ sơ nộp lưu {row.period.words}" if row.period else ""
    else:
        names = list(row.agencies.values_list("short_name", flat=True)[:2])
        whose = names[0] if len(names) == 1 else "nhiều đơn vị"
        words = (
            f"Hồ sơ kiểm tra {whose} {row.first_day:%d-%m-%Y} {row.last_day:%d-%m-%Y}"
        )
    return f"{safe_name(words, longest=100)}.zip"


def _failed(row: Dossier, problem: str) -> None:
    row.state, row.problem = Dossier.State.FAILED, problem[:300]
    row.save(update_fields=["state", "problem"])


@transaction.atomic
def drop(*, row: Dossier, now: datetime) -> None:
    """Remove the file of a set; the row with its hash stays."""
    held = hold(Dossier.objects).get(pk=row.pk)
    if held.state != Dossier.State.READY:
        return
    name, held.file, held.state = str(held.file.name), "", Dossier.State.GONE
    held.save(update_fields=["file", "state"])
    record(AuditKind.EXPORT, target=held, after={"removed": held.sha256})
    transaction.on_commit(lambda: default_storage.delete(name))


def sweep(*, now: datetime) -> None:
    """Remove the files past their last day; say so where a set was never packed."""
    today = timezone.localdate(now)
    for row in Dossier.objects.filter(state=Dossier.State.READY, kept_until__lt=today):
        drop(row=row, now=now)
    late = Dossier.objects.filter(
        state=Dossier.State.ASKED, asked_at__lt=now - GIVEN_UP_AFTER
    )
    late.update(
        state=Dossier.State.FAILED,
        problem="Máy chủ không đóng gói được sau nhiều lần thử; báo người quản trị Cổng"
        " rồi yêu cầu lại.",
    )
