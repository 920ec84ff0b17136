"""The documents of an agency as lines of the index, each with its file or with why it is
not in the set.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from kehoach.lib.dates import format_date
from kehoach.lib.safe_names import safe_name
from reporting.dossiers.agency_rows import AgencyRows
from reporting.dossiers.packing import MEGABYTE, Packed, Packer
from tasks.models import Contribution, Evidence, UnitReport

#: Where the files of a set lie.
FILES = "Tệp kèm theo"
PUT_AWAY = "Không kèm: tệp đã cách ly ngày {day}"
TAKEN_OFF = "Không kèm: đơn vị đã gỡ khỏi nhiệm vụ"
TAKEN_BACK = "Không kèm: văn bản ghi nhầm, đã gỡ ngày {day}"
NO_FILE = "Chỉ ghi số văn bản, không có tệp"


@dataclass(frozen=True)
class Document:
    """One line: what the document is, what it proves, its file."""

    number: str
    day: date | None
    issuer: str
    subject: str
    proves: str
    file: Any = None
    file_name: str = ""
    left_out: str = ""


def documents_of(rows: AgencyRows) -> Iterator[Document]:
    """Yield the agency's letters, then its proof, in the order they came."""
    for letter in rows.letters:
        yield letter_line(letter)
    parts = _parts(rows.given)
    for evidence in rows.evidence:
        yield _proof(evidence, parts.get(evidence.pk, ""))


def _parts(given: list[Contribution]) -> dict[int, str]:
    """Return evidence → the duty of another agency that it was given for."""
    return {
        each.pk: f"Phối hợp {one.request.duty}"
        for one in given
        if not one.withdrawn_at
        for each in one.evidence.all()
    }


def letter_line(letter: UnitReport) -> Document:
    """Return an agency's letter; one that was taken off is named only."""
    gone = letter.taken_off_at
    told = TAKEN_BACK.format(day=format_date(timezone.localdate(gone))) if gone else ""
    return Document(
        number=letter.number,
        day=letter.signed_on,
        issuer=f"{letter.agency}\n{letter.signer}".strip(),
        subject=f"Báo cáo của đơn vị, {letter.period}; đến ngày"
        f" {format_date(letter.arrived_on)}",
        proves="Cả kỳ",
        file=None if gone else letter.file,
        file_name=letter.file_name,
        left_out=told,
    )


def _proof(evidence: Evidence, part: str) -> Document:
    links = list(evidence.links.all())
    proves = ", ".join(sorted({link.duty.task.code for link in links})) or part
    if evidence.quarantined_at:
        day = format_date(timezone.localdate(evidence.quarantined_at))
        words = PUT_AWAY.format(day=day)
        return Document("", None, "", "(không nêu)", proves, left_out=words)
    stands = bool(part) or any(link.removed_at is None for link in links)
    return Document(
        number=evidence.number,
        day=evidence.issued_on,
        issuer=evidence.issuer,
        subject=evidence.subject,
        proves=proves,
        file=evidence.file if stands else None,
        file_name=evidence.file_name,
        left_out="" if stands else TAKEN_OFF,
    )


def index_line_of(
    number: int, document: Document, packed: Packed
) -> tuple[object, ...]:
    """Return a row of the index: the document, then its file and hash, or why not."""
    said = packed.problem or document.left_out or NO_FILE
    name = packed.path.rsplit("/", 1)[-1]
    return (
        number,
        document.number,
        document.day,
        document.issuer,
        document.subject,
        document.proves,
        f"{name} ({size_of(packed.size)})" if packed.path else said,
        in_groups(packed.sha256),
    )


def pack_document(
    packer: Packer, folder: str, number: int, document: Document
) -> Packed:
    """Pack the document's file under its number; what has none is counted."""
    if not document.file:
        packer.left_out += bool(document.left_out)
        return Packed()
    name = document.file_name or document.file.name.rsplit("/", 1)[-1]
    return packer.add(folder, f"{number:03d} {safe_name(name)}", document.file)


def size_of(size: int) -> str:
    """Return a size as people read it."""
    if size < MEGABYTE:
        return f"{max(round(size / 1024), 1)} KB"
    return f"{size / MEGABYTE:.1f} MB".replace(".", ",")


def in_groups(digest: str) -> str:
    """Return a hash in four lines, so that it fits a column and is compared by eye."""
    return "\n".join(digest[at : at + 16] for at in range(0, len(digest), 16))
