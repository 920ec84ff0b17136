"""Proof of what was done: a document and/or a file, attached to duties."""

from collections.abc import Collection, Iterable
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import F

from agencies.models import Agency, User
from kehoach.lib.refusals import RuleBroken
from kehoach.lib.text import nfc
from tasks.duties.authority import can_review
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.duties.gates import open_for_agency, take_from_head
from tasks.duties.locks import lock_duties
from tasks.duties.same_work_in_parts import twins_of
from tasks.evidence.checking import evidence_problems
from tasks.evidence.file_types import check_upload, clean_name
from tasks.evidence.quota import room_for
from tasks.evidence.same_file import as_kept, file_digest, refuse_twin
from tasks.evidence.storing import store
from tasks.models import Duty, Evidence, EvidenceLink, Plan
from tasks.reminders.planning import after_change

if TYPE_CHECKING:
    from collections.abc import Iterator


@transaction.atomic
def attach_evidence(
    *,
    duties: Iterable[Duty],
    actor: User,
    subject: str,
    number: str = "",
    issued_on: date | None = None,
    issuer: str = "",
    upload: UploadedFile | None = None,
    confirmed_open: bool = False,
    today: date,
    now: datetime,
) -> Evidence:
    """Keep a document and/or file as proof of the duties, all of one agency."""
    rows = lock_duties(duties)
    open_for_agency(rows, actor, today)
    evidence = keep_evidence(
        agency=rows[0].agency,
        actor=actor,
        subject=subject,
        number=number,
        issued_on=issued_on,
        issuer=issuer,
        upload=upload,
        confirmed_open=confirmed_open,
        today=today,
        now=now,
    )
    changed = link_all([evidence], rows, actor=actor, today=today, now=now)
    after_proof(changed, now=now)
    return evidence


def keep_evidence(
    *,
    agency: Agency,
    actor: User,
    subject: str,
    number: str = "",
    issued_on: date | None = None,
    issuer: str = "",
    link: str = "",
    upload: UploadedFile | None = None,
    confirmed_open: bool = False,
    today: date,
    now: datetime,
) -> Evidence:
    """Keep a document and/or file of the agency, on no duty yet; the caller has
    checked who may. Raises InvalidInput, DuplicateFile.
    """
    evidence = Evidence(
        agency=agency,
        subject=nfc(subject).strip(),
        number=nfc(number).strip(),
        issued_on=issued_on,
        issuer=nfc(issuer).strip(),
        link=link.strip(),
        confirmed_open=confirmed_open,
        uploaded_by=actor,
        recorded_at=now,
    )
    check_document(evidence, upload, today)
    if upload is None:
        evidence.fill_keys()
        evidence.save()
    else:
        with stored_file(evidence, upload, now):
            evidence.fill_keys()
            evidence.save()
    return evidence


def check_document(
    evidence: Evidence, upload: UploadedFile | None, today: date
) -> None:
    """Raise InvalidInput when the document is not told or the file may not come."""
    has_file = upload is not None or bool(evidence.file)
    problems = evidence_problems(evidence, today, has_file=has_file)
    if problems:
        message = "Chưa lưu được, xem các ô bên dưới."
        raise InvalidInput(message, problems=problems)


@contextmanager
def stored_file(
    evidence: Evidence, upload: UploadedFile, now: datetime
) -> "Iterator[None]":
    """Put the checked file under a random name; take it away if the row fails."""
    kind = check_upload(upload, max_bytes=settings.EVIDENCE_MAX_BYTES)
    upload = as_kept(upload, kind)
    evidence.file_name, evidence.content_type = clean_name(upload), kind.content_type
    evidence.size, evidence.sha256 = upload.size or 0, file_digest(upload)
    refuse_twin(evidence)
    room_for(evidence, upload, now)
    store(evidence.file, upload, kind.extensions[0])
    try:
        with transaction.atomic():
            yield
    except BaseException as error:
        evidence.file.delete(save=False)
        if isinstance(error, IntegrityError):
            refuse_twin(evidence)
        raise


def link_all(
    evidence: Iterable[Evidence],
    rows: list[Duty],
    *,
    actor: User,
    today: date,
    now: datetime,
) -> list[Duty]:
    """Attach the evidence to the locked duties that do not hold it yet, and to the same
    work of the year and its parts that today lies in; return all of them, for
    `after_change`.
    """
    day = rows[0].period.data_day(today)
    rows = [*rows, *twins_of(rows, rows[0].period, day)]
    links = [
        EvidenceLink(evidence=each, duty=duty, added_by=actor, recorded_at=now)
        for each in evidence
        for duty in rows
    ]
    EvidenceLink.objects.bulk_create(links, ignore_conflicts=True)
    take_from_head(rows, actor=actor, today=today, now=now)
    return rows


@transaction.atomic
def link_evidence(
    *,
    evidence: Evidence,
    duties: Iterable[Duty],
    actor: User,
    today: date,
    now: datetime,
) -> None:
    """Use evidence that the agency already has as proof of more duties."""
    rows = lock_duties(duties)
    open_for_agency(rows, actor, today)
    if evidence.agency_id != rows[0].agency_id or evidence.quarantined_at:
        message = "Chỉ dùng lại được minh chứng của chính đơn vị."
        raise NotAllowed(message)
    changed = link_all([evidence], rows, actor=actor, today=today, now=now)
    after_proof(changed, now=now)


@transaction.atomic
def unlink_evidence(
    *, evidence: Evidence, duty: Duty, actor: User, today: date, now: datetime
) -> None:
    """Take evidence off a duty; the row stays with the moment it was taken off."""
    rows = lock_duties([duty])
    open_for_agency(rows, actor, today)
    link = evidence.links.filter(duty=duty, removed_at__isnull=True)
    if not link.update(removed_at=now):
        message = "Minh chứng này không còn gắn với nhiệm vụ."
        raise RuleBroken(message)
    take_from_head(rows, actor=actor, today=today, now=now)
    after_proof(rows, now=now)


@transaction.atomic
def mark_product(
    *,
    evidence: Evidence,
    duty: Duty,
    is_product: bool,
    actor: User,
    today: date,
    now: datetime,
) -> None:
    """Say that the proof is, or is not, the product that the plan asks of the duty."""
    rows = lock_duties([duty])
    open_for_agency(rows, actor, today)
    if is_product and not rows[0].task.product:
        raise RuleBroken("Kế hoạch không nêu sản phẩm của nhiệm vụ này.")
    link = evidence.links.filter(duty=duty, removed_at__isnull=True)
    if not link.update(is_product=is_product):
        message = "Minh chứng này không còn gắn với nhiệm vụ."
        raise RuleBroken(message)
    take_from_head(rows, actor=actor, today=today, now=now)
    after_proof(rows, now=now)


@transaction.atomic
def quarantine(
    *, evidence: Evidence, actor: User, reason: str, today: date, now: datetime
) -> None:
    """Hide a file from everybody at once; only people of the steering agency may."""
    plans = Plan.objects.filter(periods__duties__evidence=evidence).distinct()
    if not any(can_review(actor, plan, today) for plan in plans):
        message = "Chỉ cán bộ, lãnh đạo cơ quan theo dõi kế hoạch được cách ly tệp."
        raise NotAllowed(message)
    reason = nfc(reason).strip()
    if not reason:
        message = "Ghi lý do cách ly."
        raise InvalidInput(message, field="reason")
    evidence.quarantined_at = now
    evidence.quarantined_by = actor
    evidence.quarantine_reason = reason
    evidence.save(
        update_fields=["quarantined_at", "quarantined_by", "quarantine_reason"]
    )


def after_proof(duties: Collection[Duty], *, now: datetime) -> None:
    """Do the same after proof alone changed, and make forms opened before stale."""
    keys = [duty.pk for duty in duties]
    Duty.objects.filter(pk__in=keys).update(version=F("version") + 1)
    after_change(duties, now=now)
