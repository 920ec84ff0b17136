"""Difficulties and contributions are put right until somebody answered or used them."""

from datetime import date, datetime

from django.db import transaction

from agencies.models import User
from kehoach.lib.text import nfc
from tasks.coordination.contributions import may_answer
from tasks.difficulties.correcting import WITHDRAWN
from tasks.duties.errors import DutyNotOpen, InvalidInput, NotAllowed
from tasks.duties.gates import working_period
from tasks.duties.locks import hold, lock_duties
from tasks.duties.versions import keep_version, put_right, required_reason
from tasks.models import (
    Contribution,
    ContributionRequest,
    Correction,
    Notice,
)
from tasks.notices.telling import Told, tell_agencies


@transaction.atomic
def correct_contribution(
    *, contribution: Contribution, text: str, reason: str, actor: User,
    today: date, now: datetime,
) -> Contribution:  # fmt: skip
    """Give a contribution that the lead has not sent on new words; the lead is told."""
    row = _locked_contribution(contribution, actor, today)
    why = required_reason(reason)
    said = nfc(text).strip()
    if not said:
        message = "Ghi phần việc đơn vị đã phối hợp."
        raise InvalidInput(message, field="text")
    words = {"text": said}
    put_right(row, words, field="text", reason=why, actor=actor, now=now)
    row.save(update_fields=["text", "search_text"])
    _tell_lead(row, "sửa", why, actor, today, now)
    return row


@transaction.atomic
def withdraw_contribution(
    *, contribution: Contribution, reason: str, actor: User, today: date, now: datetime
) -> Contribution:
    """Take back a contribution that the lead has not sent on; the request waits again
    when nothing else answers it.
    """
    row = _locked_contribution(contribution, actor, today)
    why = required_reason(reason, WITHDRAWN)
    keep_version(row, act=Correction.Act.WITHDRAWN, reason=why, actor=actor, now=now)
    request = row.request
    asked = ContributionRequest.objects.waiting().exclude(pk=request.pk)
    if asked.filter(duty_id=request.duty_id, agency_id=request.agency_id).exists():
        message = (
            "Đơn vị chủ trì đã đề nghị lại: trả lời đề nghị mới thay vì rút phần này."
        )
        raise DutyNotOpen(message)
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    last = request.contributions.filter(withdrawn_at__isnull=True).last()
    request.state = ContributionRequest.State.ASKED
    if last:
        answered = ContributionRequest.State.ANSWERED
        declined = ContributionRequest.State.DECLINED
        request.state = declined if last.declined else answered
    request.save(update_fields=["state"])
    _tell_lead(row, "rút", why, actor, today, now)
    return row


def _locked_contribution(
    contribution: Contribution, actor: User, today: date
) -> Contribution:
    """Return the contribution with its request, which is locked first."""
    held = hold(ContributionRequest.objects)
    request: ContributionRequest = held.select_related(
        "agency", "duty__agency", "duty__task", "duty__period"
    ).get(pk=contribution.request_id)
    row: Contribution = Contribution.objects.get(pk=contribution.pk)
    row.request = request
    if not may_answer(actor, request, today):
        message = "Chỉ cán bộ của đơn vị được đề nghị sửa, rút được."
        raise NotAllowed(message)
    [request.duty] = lock_duties([request.duty])
    working_period(request.duty, today)
    if row.withdrawn_at:
        message = "Phần phối hợp này đã rút."
        raise DutyNotOpen(message)
    sent = request.duty.submitted_at
    if sent and sent >= row.recorded_at:
        message = (
            "Đơn vị chủ trì đã gửi nhiệm vụ sau khi nhận phần phối hợp này nên không"
            " sửa, rút được; gửi thêm phần bổ sung."
        )
        raise DutyNotOpen(message)
    return row


def _tell_lead(
    row: Contribution, done: str, why: str, actor: User, today: date, now: datetime
) -> None:
    request = row.request
    words = f"{request.agency} {done} phần phối hợp {request.duty.task.code}: {why}"
    told = Told(Notice.Kind.COORDINATE, words, f"/phoi-hop/{request.pk}/")
    lead = request.duty.agency_id
    tell_agencies(told={lead: told}, actor=actor, today=today, now=now)
