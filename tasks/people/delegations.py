"""A colleague sends in the agency's name for some days; it ends with the person."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from agencies.models import Agency, Membership, User
from agencies.models.authority import Role
from agencies.people.accounts import ask_activations
from agencies.people.offers import role_fact
from agencies.people.rows import PeopleRow
from agencies.people.scope import Scope
from agencies.people.sheets import Imported, import_people
from agencies.trail.writing import record_all
from kehoach.lib.text import nfc
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.moving.personal import own_ends, settle_delegations
from tasks.people.offering import tell_offered
from tasks.people.staffing import heads_until, require_staff
from tasks.work.holding import release_held

#: Longest delegation in days: longer is an appointment.
DELEGATION_MOST = 366


@transaction.atomic
def delegate(
    *,
    agency: Agency,
    to: User,
    first: date,
    last: date,
    basis: str,
    actor: User,
    today: date,
) -> Membership:
    """Let a colleague send in the agency's name from `first` to `last`, both included.

    A delegation is a dated head's role with its basis: it begins and ends by itself,
    and no later than the person's own role.
    """
    require_staff(actor, agency, today)
    _require_first_hand(actor, agency, today)
    if not Membership.objects.alive_on(today).filter(agency=agency, user=to).exists():
        message = "Người được ủy quyền phải là cán bộ của đơn vị."
        raise InvalidInput(message, field="to")
    if first < today or last < first:
        message = "Ủy quyền bắt đầu từ hôm nay trở đi và kết thúc sau ngày bắt đầu."
        raise InvalidInput(message, field="last")
    if (last - first).days >= DELEGATION_MOST:
        message = "Ủy quyền không quá một năm; lâu hơn thì giao vai trò thủ trưởng."
        raise InvalidInput(message, field="last")
    _require_as_long(actor, agency, today, last)
    _require_own_role(to, agency, last)
    held = Membership.objects.filter(agency=agency, user=to, role=Role.HEAD)
    if held.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first)).exists():
        message = "Người này đã được gửi thay mặt đơn vị trong thời gian đó."
        raise InvalidInput(message, field="to")
    given = Membership.objects.create(
        agency=agency,
        user=to,
        role=Role.HEAD,
        valid_from=first,
        valid_to=last,
        is_delegation=True,
        delegated_by=actor,
        note=f"Ủy quyền: {nfc(basis).strip() or f'của {actor}'}"[:300],
    )
    record_all([role_fact(given, delegated=True)])
    return given


def _require_first_hand(actor: User, agency: Agency, today: date) -> None:
    """Refuse who is head by delegation only (NĐ 30/2020/NĐ-CP Điều 13 khoản 3)."""
    heads = Membership.objects.alive_on(today).filter(
        agency=agency, user=actor, role=Role.HEAD
    )
    given = set(heads.values_list("is_delegation", flat=True))
    if given == {True}:
        message = "Người được ủy quyền không được ủy quyền lại cho người khác."
        raise NotAllowed(message)


def _require_as_long(actor: User, agency: Agency, today: date, last: date) -> None:
    """Refuse a delegation that outlasts the role of the head who gives it."""
    until = heads_until(actor, today).get(agency.pk)
    if until and until < last:
        message = (
            f"Vai trò của anh/chị chỉ đến {until:%d/%m/%Y}: không ủy quyền lâu hơn."
        )
        raise InvalidInput(message, field="last")


def _require_own_role(to: User, agency: Agency, last: date) -> None:
    """Refuse a delegation that outlasts the role of the person who gets it."""
    ends = own_ends([to.pk]).get((to.pk, agency.pk))
    if ends and ends < last:
        message = (
            f"Vai trò của {to} tại đơn vị chỉ đến {ends:%d/%m/%Y}: không ủy quyền"
            " lâu hơn."
        )
        raise InvalidInput(message, field="last")


@transaction.atomic
def name_people(
    *,
    rows: Sequence[PeopleRow],
    scope: Scope,
    answers: Mapping[int, str],
    today: date,
    now: datetime,
    actor: User | None = None,
) -> Imported:
    """Write a list of people; what a role that now ends earlier carried ends with it.
    Each new account is sent its link by a job; who belongs to another agency is offered
    the role.
    """
    done = import_people(rows=rows, scope=scope, answers=answers, today=today)
    ask_activations(users=done.new, actor=actor, now=now)
    tell_offered(rows=done.offered, now=now)
    settle_delegations(today=today, now=now)
    release_held(today=today)
    return done
