"""Roles offered to people of other agencies: nothing holds until the person agrees."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from agencies.models import Agency, Membership, RoleOffer, User
from agencies.models.locks import hold
from agencies.trail.writing import AuditKind, Fact, record, record_all
from kehoach.lib.dates import format_date
from kehoach.lib.refusals import RuleBroken


def facts_of(row: Membership | RoleOffer) -> dict[str, Any]:
    """Return what the trail keeps of a role."""
    names = ("role", "is_primary", "valid_from", "valid_to")
    return {name: getattr(row, name) for name in names}


def role_fact(
    row: Membership | RoleOffer, *, before: dict[str, Any] | None = None, **after: Any
) -> Fact:
    """Return that a role was given, changed or offered, for the trail."""
    return Fact(
        kind=AuditKind.ROLE,
        target=row.agency,
        person=row.user,
        before=before or {},
        after=facts_of(row) | after,
    )


def offer_roles(rows: Iterable[RoleOffer]) -> list[RoleOffer]:
    """Store the offers that are not open already; return the new ones."""
    rows = list(rows)
    held = RoleOffer.objects.filter(
        state=RoleOffer.State.OPEN, user__in=[row.user_id for row in rows]
    )
    known = set(held.values_list("user_id", "agency_id", "role"))
    fresh = [row for row in rows if (row.user_id, row.agency_id, row.role) not in known]
    RoleOffer.objects.bulk_create(fresh)
    record_all(role_fact(row, state="offered") for row in fresh)
    return fresh


@transaction.atomic
def answer_offer(
    *, offer: RoleOffer, agrees: bool, actor: User, today: date, now: datetime
) -> RoleOffer:
    """Give the role to the person who agrees, from today on at the earliest, or keep
    that they do not.
    """
    row = _open(offer)
    if row.user_id != actor.pk:
        message = "Chỉ người được đề nghị trả lời được."
        raise RuleBroken(message)
    if agrees:
        _give(row, today)
    _close(row, RoleOffer.State.ACCEPTED if agrees else RoleOffer.State.DECLINED, now)
    return row


@transaction.atomic
def withdraw_offer(*, offer: RoleOffer, now: datetime) -> RoleOffer:
    """Take an open offer back; whether the actor may is asked above."""
    row = _open(offer)
    _close(row, RoleOffer.State.WITHDRAWN, now)
    return row


def _open(offer: RoleOffer) -> RoleOffer:
    rows = RoleOffer.objects.select_related("user", "agency", "offered_by")
    row = hold(rows).get(pk=offer.pk)
    if row.state != RoleOffer.State.OPEN:
        message = f"Đề nghị này đã có kết quả: {row.get_state_display().lower()}."
        raise RuleBroken(message)
    return row


def _close(row: RoleOffer, state: str, now: datetime) -> None:
    row.state, row.answered_at = state, now
    row.save(update_fields=["state", "answered_at"])
    record(AuditKind.ROLE, target=row.agency, person=row.user, before=facts_of(row),
           after={"state": state})  # fmt: skip


def _give(row: RoleOffer, today: date) -> None:
    refusal = _refusal(row.agency, row.valid_to, today)
    if refusal:
        raise RuleBroken(refusal)
    held = Membership.objects.filter(
        user=row.user, agency=row.agency, role=row.role, is_delegation=False
    )
    first = max(today, row.valid_from or today)
    if held.alive_on(first).exists():
        return
    Membership.objects.create(
        user=row.user,
        agency=row.agency,
        role=row.role,
        is_primary=row.is_primary,
        valid_from=first,
        valid_to=row.valid_to,
        note=f"Nhận theo đề nghị của {row.offered_by or row.agency}"[:300],
    )


def _refusal(agency: Agency, last: date | None, today: date) -> str:
    if not agency.is_alive_on(today):
        return f"{agency} đã kết thúc hoạt động: không nhận vai trò ở đây nữa."
    if last and last < today:
        return f"Vai trò này chỉ đến {format_date(last)}: đề nghị đơn vị đề nghị lại."
    return ""
