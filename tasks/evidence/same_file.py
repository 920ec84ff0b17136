"""The same content is kept once per agency, and found by its sum."""

from hashlib import sha256
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db.models import Exists, OuterRef, Q

from tasks.duties.errors import InvalidInput
from tasks.evidence.file_types import PHOTOS, FileKind
from tasks.evidence.photos import clean_photo
from tasks.models import Correction, Evidence

PUT_AWAY = "Tệp này đã bị cách ly, không dùng làm minh chứng được."


class DuplicateFile(InvalidInput):
    """The agency has this very file already; `evidence` can be used again."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        message = (
            f"Đơn vị đã tải tệp này lên rồi («{evidence}»)."
            " Dùng lại minh chứng đó thay vì tải lên lần nữa."
        )
        super().__init__(message, field="file")


def as_kept(upload: "UploadedFile[Any]", kind: FileKind | None) -> "UploadedFile[Any]":
    """Return the file with the bytes that are stored: a photo without camera data."""
    if kind not in PHOTOS:
        return upload
    upload.seek(0)
    return SimpleUploadedFile(upload.name or "", clean_photo(upload.read()))


def file_digest(upload: "UploadedFile[Any]") -> str:
    """Return the SHA-256 of the file, read piece by piece."""
    digest = sha256()
    upload.seek(0)
    for piece in upload.chunks():
        digest.update(piece)
    upload.seek(0)
    return digest.hexdigest()


def refuse_twin(evidence: Evidence) -> None:
    """Raise when the agency has the same content already, or had it as an earlier file
    of a document that was quarantined.
    """
    earlier = Correction.objects.filter(evidence=OuterRef("pk"), sha256=evidence.sha256)
    put_away = Q(Exists(earlier), quarantined_at__isnull=False)
    found = Evidence.objects.filter(
        Q(sha256=evidence.sha256) | put_away, agency_id=evidence.agency_id
    )
    rows = {row.sha256 == evidence.sha256: row for row in found.order_by("pk")[:2]}
    if twin := rows.get(True):
        raise twin_problem(twin)
    if rows:
        raise InvalidInput(PUT_AWAY, field="file")


def twin_problem(twin: Evidence) -> InvalidInput:
    """Return what to say of a file whose content the agency has already."""
    if twin.quarantined_at:
        return InvalidInput(PUT_AWAY, field="file")
    return DuplicateFile(twin)
