"""Who is asked to comment on a draft, until when; one notice, one reminder."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from agencies.models import Agency, User
from agencies.models.group import members_of
from kehoach.lib.dates import format_date
from kehoach.lib.text import fitted
from tasks.duties.access import may_change_plan
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.duties.locks import hold
from tasks.models import Assignment, DraftComment, DraftInvite, Notice, Plan
from tasks.notices.telling import LONGEST_NOTICE, Told, tell_agencies

#: So many days before the last one who has said nothing is reminded, once.
REMINDED_BEFORE = timedelta(days=2)


def agencies_named_in(plan: Plan, today: date) -> list[Agency]:
    """Return the agencies that the draft gives something to, by name or in a group; who
    steers it is not asked (2 queries).
    """
    given = Assignment.objects.filter(task__plan=plan).alive_on(today)
    groups = given.exclude(group=None).order_by().values_list("group_id", flat=True)
    named = Q(pk__in=given.values("agency_id"))
    for group in set(groups):
        named |= members_of(group, today)
    rows = Agency.objects.alive_on(today).exclude(pk=plan.steering_agency_id)
    return list(rows.filter(named).order_by("sort_key", "pk"))


@transaction.atomic
def ask_opinions(
    *,
    plan: Plan,
    agencies: Iterable[Agency],
    due_on: date,
    actor: User,
    today: date,
    now: datetime,
) -> int:
    """Ask the agencies to comment until the day, or give who was asked that day; tell
    each. Returns how many were told; who had agreed is asked about the text of now.

    Raises NotAllowed, InvalidInput once it is published, or for a day that is over.
    """
    row = _drafted(plan, actor, today)
    if due_on < today:
        raise InvalidInput("Chọn từ hôm nay trở đi.", field="due_on")
    asked = {each.agency_id: each for each in row.invites.all()}
    told = []
    for agency in agencies:
        invite = asked.get(agency.pk) or DraftInvite(
            plan=row, agency=agency, asked_by=actor, asked_at=now
        )
        if invite.due_on == due_on:
            continue
        invite.due_on, invite.reminded_on = due_on, None
        invite.agrees_no_more()
        invite.save()
        told.append(invite)
    if not told:
        raise InvalidInput("Chọn ít nhất một cơ quan, hoặc đổi ngày.", field="agencies")
    _tell(row, told, "Đề nghị góp ý dự thảo", actor=actor, today=today, now=now)
    return len(told)


def _drafted(plan: Plan, actor: User, today: date) -> Plan:
    """Return the draft, held, for who drafts it."""
    row: Plan = hold(Plan.objects.select_related("steering_agency")).get(pk=plan.pk)
    if not may_change_plan(actor, row, today):
        raise NotAllowed
    if not row.is_draft:
        raise InvalidInput("Kế hoạch đã công bố nên không lấy ý kiến nữa.")
    return row


@transaction.atomic
def remind_of_drafts(*, today: date, now: datetime) -> int:
    """Remind, once, the agencies that have said nothing shortly before their day; return
    how many.
    """
    said = DraftComment.objects.filter(invite=OuterRef("pk"), withdrawn_at=None)
    rows = DraftInvite.objects.filter(
        ~Exists(said),
        agreed_at=None,
        reminded_on=None,
        due_on__gte=today,
        due_on__lte=today + REMINDED_BEFORE,
        plan__in=Plan.objects.drafts(),
    )
    by_plan: dict[Plan, list[DraftInvite]] = {}
    for invite in rows.select_related("plan").order_by("pk"):
        by_plan.setdefault(invite.plan, []).append(invite)
    for plan, invites in by_plan.items():
        _tell(plan, invites, "Sắp hết hạn góp ý dự thảo", today=today, now=now)
    keys = [invite.pk for invites in by_plan.values() for invite in invites]
    return DraftInvite.objects.filter(pk__in=keys).update(reminded_on=today)


def _tell(
    plan: Plan,
    invites: Iterable[DraftInvite],
    words: str,
    *,
    actor: User | None = None,
    today: date,
    now: datetime,
) -> None:
    told = {
        invite.agency_id: Told(
            Notice.Kind.OPINION,
            fitted(
                "{what} «{plan}» đến hết ngày {day}.",
                LONGEST_NOTICE,
                what=words,
                plan=plan.short_title,
                day=format_date(invite.due_on),
            ),
            f"/ke-hoach/{plan.code}/",
        )
        for invite in invites
    }
    tell_agencies(told=told, actor=actor, today=today, now=now)
