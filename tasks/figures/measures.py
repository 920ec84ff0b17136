"""Ways of measuring are approved: by whom and when stays with each."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from agencies.models import User
from agencies.models.authority import Role, acts_for
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.duties.locks import hold
from tasks.models import Plan, TargetMeasure


def may_approve(user: User, plan: Plan, today: date) -> bool:
    """Return whether the person approves how targets of the plan are counted: the head
    of its steering agency, or who changes measures as an administrator.
    """
    by_head = acts_for(user, plan.steering_agency_id, today, Role.HEAD)
    return by_head or user.has_perm("tasks.change_targetmeasure")


@transaction.atomic
def approve_measures(
    *, keys: Iterable[int], actor: User, today: date, now: datetime
) -> list[TargetMeasure]:
    """Approve these measures and return those that were proposals until now; what
    somebody approved meanwhile keeps who and when. Raises InvalidInput, NotAllowed.
    """
    held = hold(TargetMeasure.objects)
    chosen = held.filter(pk__in=list(keys)).select_related("target__plan")
    rows = list(chosen.order_by("pk"))
    if not rows:
        message = "Chọn ít nhất một cách đo để duyệt."
        raise InvalidInput(message)
    plans = {row.target.plan for row in rows}
    if not all(may_approve(actor, plan, today) for plan in plans):
        message = "Chỉ thủ trưởng, cấp phó cơ quan theo dõi kế hoạch duyệt cách đo."
        raise NotAllowed(message)
    new = [row for row in rows if not row.is_approved]
    for row in new:
        row.is_approved = True
        stamp(row, actor=actor, now=now)
    columns = ["is_approved", "approved_by", "approved_at"]
    TargetMeasure.objects.bulk_update(new, columns)
    return new


def stamp(row: TargetMeasure, *, actor: User, now: datetime) -> None:
    """Note on the unsaved row who approved it and when; nobody once it is a proposal
    again.
    """
    row.approved_by = actor if row.is_approved else None
    row.approved_at = now if row.is_approved else None
