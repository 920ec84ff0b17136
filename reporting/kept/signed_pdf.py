"""The signed PDF that came back: kept with its hash."""

from typing import TYPE_CHECKING, Any

from django.conf import settings

from reporting.models.files import HasSigned
from tasks.evidence.file_types import PDF, check_upload, clean_name
from tasks.evidence.same_file import file_digest
from tasks.evidence.storing import store

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

SIGNED = ("signed_file", "signed_name", "signed_sha256")


def keep_signed(paper: HasSigned, upload: "UploadedFile[Any]") -> None:
    """Put the file beside the paper (not saved yet); InvalidInput for another kind."""
    check_upload(upload, max_bytes=settings.EVIDENCE_MAX_BYTES, allowed=(PDF,))
    paper.signed_name, paper.signed_sha256 = clean_name(upload), file_digest(upload)
    store(paper.signed_file, upload, ".pdf")
