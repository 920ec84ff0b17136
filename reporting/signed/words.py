"""The words of the signed PDF against ours: listed, never blocking.

A stamp, a number written by hand and a sentence that the signer changed are told alike;
people judge.
"""

from datetime import date, datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from agencies.models import User
from kehoach.lib.refusals import RuleBroken
from reporting.files.docx_text import text_of_docx
from reporting.files.pdf_text import NoText, text_of_pdf
from reporting.kept.pdf import NoPdf, to_pdf
from reporting.models.files import HasSigned
from reporting.signed.word_changes import changed_words, stored_changes, words_of
from tasks.duties.access import can_review
from tasks.duties.errors import NotAllowed
from tasks.evidence.kept_files import opened
from tasks.evidence.scans import PutAway
from tasks.models import Period

#: A file with fewer than a twentieth of our words is a scan, perhaps with a stamp.
SCAN_SHARE = 20
SCAN = "Bản quét, không có chữ để so sánh."
GONE = "Không còn tệp đã ký trong kho."
INFECTED = "Tệp đã ký có mã độc, đã bị cách ly."
_COMPARED = (
    *("compared_at", "compared_with", "compare_problem"),
    *("signed_differences", "differences_found"),
)


def compare_signed(*, paper: HasSigned, docx: bytes, now: datetime) -> None:
    """Store where the signed PDF differs from our document, or why nobody can say."""
    paper.compared_at, paper.compared_with = now, sha256(docx).hexdigest()
    paper.compare_problem, paper.signed_differences = "", []
    paper.differences_found = 0
    try:
        theirs = text_of_pdf(_content(paper))
        ours = _our_text(docx)
    except NoText as problem:
        paper.compare_problem = str(problem)
    else:
        _compare(paper, ours, theirs)
    paper.save(update_fields=_COMPARED)


def _content(paper: HasSigned) -> bytes:
    try:
        with opened(paper.signed_file) as file:
            content: bytes = file.read(settings.EVIDENCE_MAX_BYTES + 1)
    except PutAway as problem:
        if problem.is_waiting:
            raise  # the job is tried again
        raise NoText(INFECTED) from problem
    except (FileNotFoundError, ValueError) as error:
        raise NoText(GONE) from error
    return content


def _our_text(docx: bytes) -> str:
    """Return our words as the same tool reads them: it orders columns in its own way."""
    try:
        return text_of_pdf(to_pdf(docx))
    except NoPdf:
        return text_of_docx(docx)


def _compare(paper: HasSigned, ours: str, theirs: str) -> None:
    if len(words_of(theirs)) * SCAN_SHARE < len(words_of(ours)):
        paper.compare_problem = SCAN
        return
    found = changed_words(ours, theirs)
    paper.signed_differences, paper.differences_found = (
        stored_changes(found),
        len(found),
    )


@transaction.atomic
def compare_again(
    *, paper: HasSigned, period: Period, actor: User, today: date
) -> HasSigned:
    """Forget what was found, so that a worker compares anew; return the paper."""
    if not can_review(actor, period.plan, today):
        raise NotAllowed
    if not paper.signed_file:
        message = "Chưa có bản đã ký để so sánh."
        raise RuleBroken(message)
    paper.compared_at, paper.compare_problem = None, ""
    paper.save(update_fields=["compared_at", "compare_problem"])
    return paper
