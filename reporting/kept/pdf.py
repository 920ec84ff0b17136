"""DOCX to PDF through LibreOffice: in a job, with a time limit, stored with its hash."""

import logging
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from django.core.files.base import ContentFile

from kehoach.lib.programs import Refusals, at_work, run_within
from reporting.models.files import HasPdf

#: Seconds that one conversion may take, and megabytes of addresses: a report of 300 pages
#: takes a tenth of these, most of which LibreOffice only reserves.
TIME_LIMIT, _MEGABYTES = 120, 6_000


_ABSENT = "Máy chủ chưa cài LibreOffice."


PDF_TOO_LONG = "Chuyển đổi quá hai phút nên đã dừng."


PDF_FAILED = "LibreOffice không chuyển được tệp."


PDF_NO_ROOM = "Máy chủ hết chỗ hoặc lỗi ổ đĩa nên chưa tạo, chưa cất được PDF."


_WHY = Refusals(_ABSENT, PDF_TOO_LONG, PDF_FAILED, PDF_NO_ROOM)


logger = logging.getLogger(__name__)


class NoPdf(Exception):
    """There is no PDF; the message says why, in Vietnamese."""


def to_pdf(docx: bytes, *, seconds: float = TIME_LIMIT) -> bytes:
    """Return the document as PDF; NoPdf when LibreOffice is absent, slow or fails.

    Every conversion has a profile of its own, so that two at once do not wait.
    """
    with at_work("soffice", NoPdf, _WHY) as (program, folder):
        return _converted(program, folder, docx, seconds)


def _converted(program: str, folder: Path, docx: bytes, seconds: float) -> bytes:
    (folder / "bao-cao.docx").write_bytes(docx)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    options = ["--headless", "--norestore", "--convert-to", "pdf:writer_pdf_Export"]
    run_within(
        [program, profile, *options, "--outdir", str(folder), "bao-cao.docx"],
        cwd=folder,
        seconds=seconds,
        megabytes=_MEGABYTES,
    )
    made = folder / "bao-cao.pdf"
    if not made.exists():
        raise NoPdf(PDF_FAILED)
    return made.read_bytes()


def keep_pdf(paper: HasPdf, docx: bytes) -> None:
    """Convert and keep; making it again from equal bytes changes nothing."""
    source = sha256(docx).hexdigest()
    if paper.pdf and paper.pdf_of == source:
        return
    try:
        content = to_pdf(docx)
        _store(paper, content)
    except NoPdf as problem:
        paper.pdf_problem = str(problem)
        paper.save(update_fields=["pdf_problem"])
        return
    paper.pdf_problem, paper.pdf_of = "", source
    paper.pdf_sha256 = sha256(content).hexdigest()
    paper.save(update_fields=["pdf", "pdf_sha256", "pdf_of", "pdf_problem"])


def _store(paper: HasPdf, content: bytes) -> None:
    try:
        paper.pdf.save(f"{uuid4().hex}.pdf", ContentFile(content), save=False)
    except OSError as error:
        logger.exception("A PDF could not be stored")
        raise NoPdf(PDF_NO_ROOM) from error
