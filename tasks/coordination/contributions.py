"""Contributions: a lead asks, a coordinating agency answers; no duty moves."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from agencies.models import Agency, Ancestry, User
from tasks.duties.authority import can_write
from tasks.duties.errors import DutyNotOpen, InvalidInput, NotAllowed
from tasks.duties.gates import require_to_do, require_writer, working_period
from tasks.duties.locks import hold, lock_duties
from tasks.duties.new_days import ask_day_off
from tasks.duties.versions import required_words
from tasks.evidence.keeping import keep_evidence
from tasks.evidence.same_file import DuplicateFile
from tasks.models import Contribution, ContributionRequest, Duty, Evidence, Notice
from tasks.notices.telling import Told, tell_agencies


@transaction.atomic
def ask_contribution(
    *,
    duty: Duty,
    agency: Agency,
    question: str,
    due_on: date,
    day_off: bool = False,
    actor: User,
    today: date,
    now: datetime,
) -> ContributionRequest:
    """Ask an agency for its part in an open duty by a day (rule 12).

    Raises InvalidInput for the asking agency itself, an agency that has ended, a past
    day, a day off that is not meant, no words, or an agency that was asked and has not answered.
    """
    row = lock_duties([duty])[0]
    require_writer(actor, row.agency_id, today)
    require_to_do(row)
    working_period(row, today)
    said = required_words(
        question, "question", "Ghi rõ đề nghị đơn vị phối hợp cung cấp gì."
    )
    _check(row, agency, due_on, today)
    ask_day_off(due_on, day_off=day_off)
    request = ContributionRequest.objects.create(
        duty=row,
        agency=agency,
        question=said,
        due_on=due_on,
        asked_by=actor,
        asked_on=today,
        recorded_at=now,
    )
    words = f"{row.agency} đề nghị phối hợp, chậm nhất ngày {due_on:%d/%m/%Y}: {said}"
    _tell(request, agency.pk, words, actor, today, now)
    return request


def _check(duty: Duty, agency: Agency, due_on: date, today: date) -> None:
    problems = {}
    if agency.pk == duty.agency_id:
        problems["agency"] = "Chọn đơn vị khác: đây là chính đơn vị mình."
    elif not agency.is_alive_on(today):
        problems["agency"] = "Đơn vị này đã kết thúc hoạt động; chọn đơn vị kế thừa."
    elif duty.contribution_requests.waiting().filter(agency=agency).exists():
        problems["agency"] = "Đã đề nghị đơn vị này và đang chờ trả lời."
    if due_on < today:
        problems["due_on"] = "Chọn ngày từ hôm nay trở đi."
    if problems:
        message = "Chưa gửi được đề nghị, xem các ô bên dưới."
        raise InvalidInput(message, problems=problems)


@transaction.atomic
def give_contribution(
    *,
    request: ContributionRequest,
    text: str,
    evidence: Iterable[Evidence] = (),
    uploads: Iterable[UploadedFile] = (),
    confirmed_open: bool = False,
    actor: User,
    today: date,
    now: datetime,
) -> Contribution:
    """Answer a request in the agency's name, or complete an earlier answer.

    `evidence` of other agencies is left out; each upload becomes the agency's evidence,
    or is what it has already.
    """
    row = _locked(request, actor, today)
    said = required_words(text, "text", "Ghi phần việc đơn vị đã phối hợp.")
    proof = [each for each in evidence if each.agency_id == row.agency_id]
    for upload in uploads:
        subject = f"Phối hợp {row.duty.task.code}: {said}"[:200]
        try:
            kept = keep_evidence(
                agency=row.agency,
                actor=actor,
                subject=subject,
                upload=upload,
                confirmed_open=confirmed_open,
                today=today,
                now=now,
            )
        except DuplicateFile as error:
            kept = error.evidence
        proof.append(kept)
    given = _give(row, said, ContributionRequest.State.ANSWERED, actor, today, now)
    given.evidence.set(proof)
    return given


@transaction.atomic
def decline_contribution(
    *,
    request: ContributionRequest,
    reason: str,
    actor: User,
    today: date,
    now: datetime,
) -> Contribution:
    """Say that the agency has nothing to give, and why."""
    row = _locked(request, actor, today)
    if row.state != ContributionRequest.State.ASKED:
        message = "Đơn vị đã trả lời đề nghị này."
        raise DutyNotOpen(message)
    said = required_words(reason, "reason", "Ghi lý do không có nội dung phối hợp.")
    return _give(row, said, ContributionRequest.State.DECLINED, actor, today, now)


@transaction.atomic
def withdraw_part_request(
    *, request: ContributionRequest, actor: User, today: date, now: datetime
) -> None:
    """Take back a request that nobody has answered."""
    rows = hold(ContributionRequest.objects)
    row = rows.select_related("duty__agency", "duty__task").get(pk=request.pk)
    require_writer(actor, row.duty.agency_id, today)
    if row.state != ContributionRequest.State.ASKED:
        message = "Đề nghị đã được trả lời nên không rút được."
        raise DutyNotOpen(message)
    row.state = ContributionRequest.State.WITHDRAWN
    row.save(update_fields=["state"])
    words = f"{row.duty.agency} rút đề nghị phối hợp {row.duty.task.code}"
    _tell(row, row.agency_id, words, actor, today, now)


def may_answer(user: User, request: ContributionRequest, today: date) -> bool:
    """Return whether the person writes for the asked agency or, once it has ended,
    for an heir of it.
    """
    if can_write(user, request.agency_id, today):
        return True
    heirs = Ancestry.objects.filter(elder_id=request.agency_id, since__lte=today)
    ids = heirs.values_list("heir_id", flat=True)
    return any(can_write(user, heir, today) for heir in ids)


def _locked(
    request: ContributionRequest, actor: User, today: date
) -> ContributionRequest:
    rows = hold(ContributionRequest.objects)
    row: ContributionRequest = rows.select_related(
        "agency", "duty__agency", "duty__task", "duty__period"
    ).get(pk=request.pk)
    if not may_answer(actor, row, today):
        message = "Chỉ cán bộ của đơn vị được đề nghị trả lời."
        raise NotAllowed(message)
    if row.state == ContributionRequest.State.WITHDRAWN:
        message = "Đơn vị chủ trì đã rút đề nghị này."
        raise DutyNotOpen(message)
    [row.duty] = lock_duties([row.duty])
    working_period(row.duty, today)
    return row


def _give(
    row: ContributionRequest,
    said: str,
    state: ContributionRequest.State,
    actor: User,
    today: date,
    now: datetime,
) -> Contribution:
    given = Contribution.objects.create(
        request=row,
        text=said,
        declined=state == ContributionRequest.State.DECLINED,
        given_by=actor,
        given_on=today,
        recorded_at=now,
    )
    row.state = state
    row.save(update_fields=["state"])
    words = f"{row.agency}: {state.label.lower()} cho {row.duty.task.code}"
    _tell(row, row.duty.agency_id, words, actor, today, now)
    return given


def _tell(
    row: ContributionRequest,
    agency_id: int,
    words: str,
    actor: User,
    today: date,
    now: datetime,
) -> None:
    told = Told(Notice.Kind.COORDINATE, words, f"/phoi-hop/{row.pk}/")
    tell_agencies(told={agency_id: told}, actor=actor, today=today, now=now)
