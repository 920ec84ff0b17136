"""Several documents of one form: files that come with it and files sent ahead of it.

A script sends each file ahead, so that each has its own progress and can be tried again;
it is kept for the agency, on no duty, until the form that names it is saved.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from agencies.models import Agency, User
from kehoach.lib.dates import format_date
from kehoach.lib.text import nfc
from tasks.duties.errors import InvalidInput
from tasks.duties.gates import open_for_agency, require_writer
from tasks.duties.locks import lock_duties
from tasks.evidence.checking import check_said
from tasks.evidence.file_types import JPG, PNG, clean_name
from tasks.evidence.keeping import after_proof, keep_evidence, link_all
from tasks.evidence.same_file import DuplicateFile
from tasks.models import Duty, Evidence

_PHOTOS = (*JPG.extensions, *PNG.extensions)
LONGEST_SUBJECT = 500
#: What cameras, scanners and chats call a picture; it says nothing to a reader.
_NAMELESS = re.compile(
    r"(img|dsc|dcim|image|photo|pxl|scan|screenshot|mmexport|received|z)?"
    r"[\s\d().-]*(jpeg|jpg)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class AttachedDocument:
    """What the form says of its document or documents."""

    subject: str = ""
    number: str = ""
    issued_on: date | None = None
    issuer: str = ""
    link: str = ""


@dataclass
class Attached:
    """What one form left: the evidence, and each file that was refused with its words."""

    evidence: list[Evidence] = field(default_factory=list)
    refused: list[tuple[str, InvalidInput]] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)

    @property
    def told(self) -> str:
        """Return what was saved, in words."""
        count = len(self.evidence)
        return "Đã thêm minh chứng" if count == 1 else f"Đã thêm {count} minh chứng"

    @property
    def left_out(self) -> list[str]:
        """Return a sentence for each file that was not taken."""
        return [f"«{name}»: {error.message}" for name, error in self.refused]


@transaction.atomic
def attach_documents(
    *,
    duties: Iterable[Duty],
    actor: User,
    document: AttachedDocument,
    files: Iterable["UploadedFile[Any]"] = (),
    kept: Iterable[int] = (),
    confirmed_open: bool = False,
    today: date,
    now: datetime,
) -> Attached:
    """Make each file evidence of the duties, all of one agency; without any file, the
    document itself. A refused file leaves the others; when none is left it is raised.
    """
    rows = lock_duties(duties)
    open_for_agency(rows, actor, today)
    done = attach_to(
        rows,
        actor=actor,
        document=document,
        files=files,
        kept=kept,
        confirmed_open=confirmed_open,
        today=today,
        now=now,
    )
    after_proof(done.duties, now=now)
    return done


def attach_to(
    rows: list[Duty],
    *,
    actor: User,
    document: AttachedDocument,
    files: Iterable["UploadedFile[Any]"] = (),
    kept: Iterable[int] = (),
    confirmed_open: bool = False,
    today: date,
    now: datetime,
) -> Attached:
    """Do the same for duties that the caller has locked and may work on, all but
    `after_change` of the duties that hold the evidence now.
    """
    common: dict[str, Any] = {
        "agency": rows[0].agency,
        "actor": actor,
        "confirmed_open": confirmed_open,
        "today": today,
        "now": now,
    }
    files = list(files)
    ahead = list(sent_ahead(rows[0].agency, kept))
    if files or ahead:
        names = [*(row.file_name for row in ahead), *map(clean_name, files)]
        done = _each(files, names, document, common)
        done.evidence += _described(ahead, names, document, actor, today)
        held_only = not files and document.number
        if held_only and not _is_told(document.number, done.evidence):
            done.evidence.append(keep_evidence(**vars(document), **common))
    else:
        done = Attached([keep_evidence(**vars(document), **common)])
    _raise_when_nothing_is_left(done)
    done.duties = link_all(done.evidence, rows, actor=actor, today=today, now=now)
    return done


def keep_file(
    *,
    agency: Agency,
    actor: User,
    upload: "UploadedFile[Any]",
    confirmed_open: bool,
    today: date,
    now: datetime,
) -> Evidence:
    """Keep one file that is sent ahead of its form. Raises InvalidInput, DuplicateFile."""
    require_writer(actor, agency.pk, today)
    with transaction.atomic():
        return keep_evidence(
            agency=agency,
            actor=actor,
            subject=subject_of(clean_name(upload), today),
            upload=upload,
            confirmed_open=confirmed_open,
            today=today,
            now=now,
        )


def sent_ahead(agency: Agency, keys: Iterable[int]) -> QuerySet[Evidence]:
    """Return the agency's evidence of these keys that a form may name."""
    keys = list(keys)
    if not keys:
        return Evidence.objects.none()
    rows = Evidence.objects.filter(agency=agency, quarantined_at__isnull=True)
    return rows.filter(pk__in=keys).order_by("pk")


def subject_of(name: str, today: date) -> str:
    """Return what a file is about, told by its name; a photo without one by its day."""
    path = PurePosixPath(name)
    words = re.sub(r"[_\s]+", " ", path.stem).strip()
    if path.suffix.lower() in _PHOTOS and _NAMELESS.fullmatch(words):
        return f"Ảnh chụp ngày {format_date(today)}"
    return words[:LONGEST_SUBJECT] or name


def told_by(
    name: str, names: list[str], document: AttachedDocument, today: date
) -> AttachedDocument:
    """Return what the form says of this one of its files.

    Number, day and issuer are the document's; photos beside a document have none. Of
    several files each keeps its own name in its subject.
    """
    own = subject_of(name, today)
    if len(names) > 1 and document.subject:
        own = f"{document.subject[: LONGEST_SUBJECT - len(own) - 3]} – {own}"[
            :LONGEST_SUBJECT
        ]
    elif document.subject:
        own = document.subject
    if _is_photo(name) and not all(map(_is_photo, names)):
        return AttachedDocument(subject=own)
    return replace(document, subject=own)


def _is_photo(name: str) -> bool:
    return name.lower().endswith(_PHOTOS)


def _each(
    files: list["UploadedFile[Any]"],
    names: list[str],
    document: AttachedDocument,
    common: dict[str, Any],
) -> Attached:
    """Keep the files one by one; a file sent twice in one form is kept once."""
    done = Attached()
    for upload in files:
        name = clean_name(upload)
        said = told_by(name, names, document, common["today"])
        try:
            done.evidence.append(keep_evidence(upload=upload, **vars(said), **common))
        except DuplicateFile as error:
            if error.evidence not in done.evidence:
                done.refused.append((name, error))
        except InvalidInput as error:
            if "file" not in error.problems:
                raise
            done.refused.append((name, error))
    return done


def _described(
    ahead: list[Evidence],
    names: list[str],
    document: AttachedDocument,
    actor: User,
    today: date,
) -> list[Evidence]:
    """Write what the form says on files that were sent ahead for it; what an earlier
    form said of a file stays.
    """
    said = Evidence(
        number=document.number, issued_on=document.issued_on, link=document.link
    )
    check_said(said, today)
    document = replace(document, link=said.link)
    new = Evidence.objects.filter(
        pk__in=[row.pk for row in ahead],
        uploaded_by=actor,
        number="",
        links=None,
        contributions=None,
    )
    fresh = set(new.values_list("pk", flat=True)) if ahead else set()
    for row in ahead:
        if row.pk not in fresh:
            continue
        for name, value in vars(told_by(row.file_name, names, document, today)).items():
            setattr(row, name, value)
        row.fill_keys()
        row.save()
    return ahead


def _is_told(number: str, evidence: Iterable[Evidence]) -> bool:
    """Return whether one of them is the document of this number: a file that the agency
    held already keeps what was said of it, so the number may be of none.
    """
    said = nfc(number).strip().casefold()
    return any(row.number.casefold() == said for row in evidence)


def _raise_when_nothing_is_left(done: Attached) -> None:
    if done.evidence:
        return
    if len(done.refused) == 1:
        raise done.refused[0][1]
    raise InvalidInput(" ".join(done.left_out), field="file")
