"""What agencies say of a draft, and what the steering agency does with it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from agencies.models import User
from agencies.models.authority import WRITERS, reads_agency
from kehoach.lib.dates import format_date
from kehoach.lib.text import shortened
from tasks.duties.access import may_change_plan
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.duties.locks import hold_row
from tasks.models import (
    DraftComment,
    DraftInvite,
    DraftReply,
    Plan,
    Section,
    Target,
    Task,
)

#: A row of a draft that something is said of; the plan itself: of the whole.
Commented = Section | Task | Target | Plan
#: Characters in which the row is called.
_CALLED = 300


#: What is said to who is late with a comment's answer.
CONSULTED = "Kế hoạch đã công bố, việc lấy ý kiến đã xong: ý kiến và trả lời chỉ còn để đọc."  # fmt: skip


def invites_of(user: User, plan: Plan, today: date) -> list[DraftInvite]:
    """Return the invitations for which the person may comment: officers and heads of an
    agency that was asked, or of one that follows it; the one of the latest day first.
    """
    rows = plan.invites.filter(reads_agency(user, today, roles=WRITERS))
    return list(rows.select_related("agency").order_by("-due_on", "pk"))


@transaction.atomic
def comment(
    *, row: Commented, text: str, actor: User, today: date, now: datetime
) -> DraftComment:
    """Say something of the row in the name of the person's agency.

    Raises NotAllowed for who was not asked, InvalidInput after its day or when published.
    """
    plan = row if isinstance(row, Plan) else row.plan
    invite = _open_invite(plan, actor, today)
    invite.agrees_no_more()
    invite.save(update_fields=["agreed_by", "agreed_at"])
    place: dict[str, Any] = {}
    if not isinstance(row, Plan):
        place[str(row._meta.model_name)] = row
    found: DraftComment = DraftComment.objects.create(
        invite=invite,
        about=_called(row),
        text=text,
        author=actor,
        written_at=now,
        **place,
    )
    return found


@transaction.atomic
def agree(*, plan: Plan, actor: User, today: date, now: datetime) -> None:
    """Say that the person's agency agrees with the draft as it is.

    Raises NotAllowed, InvalidInput as `comment` does, and where it has comments.
    """
    invite = _open_invite(plan, actor, today)
    if invite.comments.filter(withdrawn_at=None).exists():
        message = "Đơn vị đã có ý kiến góp ý: rút các ý kiến rồi nhất trí."
        raise InvalidInput(message)
    invite.agreed_by, invite.agreed_at = actor, now
    invite.save(update_fields=["agreed_by", "agreed_at"])


@transaction.atomic
def withdraw_comment(*, comment: DraftComment, actor: User, today: date, now: datetime) -> None:  # fmt: skip
    """Take a comment back while nobody has answered it.

    Raises NotAllowed for other agencies, InvalidInput once it is answered.
    """
    row = _held(comment)
    _open_invite(row.invite.plan, actor, today, of=row.invite_id)
    if row.answer:
        raise InvalidInput("Ý kiến đã được trả lời nên không rút được.")
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])


@transaction.atomic
def answer_comment(
    *,
    comment: DraftComment,
    verdict: str,
    text: str,
    actor: User,
    today: date,
    now: datetime,
) -> DraftReply:
    """Answer a comment; an answer that was given before stays below the new one.

    Raises NotAllowed for who does not steer, InvalidInput for one that was withdrawn,
    or once the plan is published (decision 057).
    """
    row = _held(comment)
    if not may_change_plan(actor, row.invite.plan, today):
        raise NotAllowed
    if not row.invite.plan.is_draft:
        raise InvalidInput(CONSULTED)
    if row.withdrawn_at:
        raise InvalidInput("Đơn vị đã rút ý kiến này.")
    return DraftReply.objects.create(
        comment=row, verdict=verdict, text=text, author=actor, written_at=now
    )


def _called(row: Commented) -> str:
    """Return what a comment keeps of the row that it is about."""
    if isinstance(row, Plan):
        return "Toàn bộ dự thảo"
    return shortened(str(row), _CALLED)


def _held(comment: DraftComment) -> DraftComment:
    """Return the comment, held, its plan before it: publishing comes wholly before or
    after.
    """
    hold_row(Plan.objects, comment.invite.plan_id)
    rows = DraftComment.objects.select_related("invite__plan", "invite__agency")
    found: DraftComment = hold_row(rows, comment.pk)
    return found


def _open_invite(
    plan: Plan, actor: User, today: date, of: int | None = None
) -> DraftInvite:
    """Return the invitation, or the one named, held after its plan, by which the person
    may still comment.
    """
    hold_row(Plan.objects, plan.pk)
    invites = invites_of(actor, plan, today)
    keys = [each.pk for each in invites if of in {None, each.pk}]
    if not keys:
        raise NotAllowed
    held: DraftInvite = hold_row(DraftInvite.objects.select_related("plan"), keys[0])
    if not held.plan.is_draft:
        raise InvalidInput("Kế hoạch đã công bố nên không nhận góp ý nữa.")
    if not held.is_open_on(today):
        day = format_date(held.due_on)
        message = f"Đã hết hạn góp ý (ngày {day}): đề nghị cơ quan soạn thảo lùi ngày."
        raise InvalidInput(message)
    return held
