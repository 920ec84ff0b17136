"""The data of a document, or its file, are put right; the earlier ones stay readable."""

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from agencies.models import User
from kehoach.lib.refusals import RuleBroken
from kehoach.lib.text import nfc
from tasks.duties.errors import DutyNotOpen, PeriodClosed
from tasks.duties.gates import require_writer, take_from_head, working_period
from tasks.duties.locks import hold, lock_duties
from tasks.duties.versions import put_right, required_reason
from tasks.evidence.keeping import check_document, stored_file
from tasks.models import LIVE, Duty, Evidence, State
from tasks.reminders.planning import after_change
from tasks.work.doubts import find_again
from tasks.work.telling import tell_reader


@transaction.atomic
def correct_evidence(
    *,
    evidence: Evidence,
    duty: Duty,
    subject: str,
    number: str = "",
    issued_on: date | None = None,
    issuer: str = "",
    link: str | None = None,
    upload: "UploadedFile[Any] | None" = None,
    confirmed_open: bool = False,
    reason: str,
    actor: User,
    today: date,
    now: datetime,
) -> Evidence:
    """Give the document new data or another file, wherever it is used.

    Refused while a duty that it proves belongs to a closed period and was not unlocked:
    a new document is the way then. Raises NotAllowed, PeriodClosed, InvalidInput.
    """
    row, rows = _locked(evidence, duty, actor, today)
    why = required_reason(reason)
    words = {
        "subject": nfc(subject).strip(),
        "number": nfc(number).strip(),
        "issued_on": issued_on,
        "issuer": nfc(issuer).strip(),
        "link": row.link if link is None else link.strip(),
    }
    changed = put_right(
        row, words, field="subject", upload=upload, reason=why, actor=actor, now=now
    )
    if upload is not None or (row.link and "link" in changed):
        row.confirmed_open = confirmed_open
    check_document(row, upload, today)
    _save(row, upload, now)
    take_from_head(rows, actor=actor, today=today, now=now)
    find_again(duties=[each for each in rows if each.state == State.SUBMITTED], now=now)
    after_change(rows, now=now)
    tell_reader(
        rows, f"minh chứng «{row}»", "minh-chung",
        why=why, actor=actor, today=today, now=now,
    )  # fmt: skip
    return row


def _locked(
    evidence: Evidence, duty: Duty, actor: User, today: date
) -> tuple[Evidence, list[Duty]]:
    """Return the document, locked, and the live duties that it proves, this one first."""
    held = Duty.objects.filter(
        evidence_links__evidence=evidence, evidence_links__removed_at__isnull=True
    )
    rows = lock_duties(held.only("agency_id").order_by("pk"))
    rows.sort(key=lambda each: each.pk != duty.pk)
    if not rows or rows[0].pk != duty.pk:
        message = "Minh chứng này không còn gắn với nhiệm vụ."
        raise DutyNotOpen(message)
    require_writer(actor, rows[0].agency_id, today)
    if rows[0].state not in LIVE:
        message = f"Nhiệm vụ {rows[0].task.code} đã kết thúc nên không sửa được."
        raise DutyNotOpen(message)
    live = [each for each in rows if each.state in LIVE]
    for each in live:
        _require_open(each, today)
    row: Evidence = hold(Evidence.objects).get(pk=evidence.pk)
    if row.quarantined_at:
        message = "Tệp này đã bị cách ly nên không sửa được."
        raise RuleBroken(message)
    return row, live


def _require_open(duty: Duty, today: date) -> None:
    try:
        working_period(duty, today)
    except PeriodClosed:
        message = (
            f"Minh chứng này thuộc cả {duty.task.code} ({duty.period}) đã chốt số liệu."
            " Thêm minh chứng mới rồi gỡ minh chứng này khỏi nhiệm vụ đang làm, hoặc đề"
            f" nghị {duty.period.plan.steering_agency} mở lại nhiệm vụ đã chốt."
        )
        raise PeriodClosed(message) from None


def _save(row: Evidence, upload: "UploadedFile[Any] | None", now: datetime) -> None:
    if upload is None:
        row.fill_keys()
        row.save()
        return
    with stored_file(row, upload, now):
        row.fill_keys()
        row.save()
