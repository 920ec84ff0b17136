"""A colleague sends in the agency's name for some days."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from agencies.authority import Role
from agencies.models import Agency, Membership, User
from kehoach.lib.text import nfc
from tasks.services.errors import InvalidInput
from tasks.services.staffing import heads_until, require_staff

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

    A delegation is a dated head's role with its basis: it begins and ends by itself.
    """
    require_staff(actor, agency, today)
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
    held = Membership.objects.filter(agency=agency, user=to, role=Role.HEAD)
    if held.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first)).exists():
        message = "Người này đã được gửi thay mặt đơn vị trong thời gian đó."
        raise InvalidInput(message, field="to")
    return Membership.objects.create(
        agency=agency,
        user=to,
        role=Role.HEAD,
        valid_from=first,
        valid_to=last,
        note=f"Ủy quyền: {nfc(basis).strip() or f'của {actor}'}"[:300],
    )


def _require_as_long(actor: User, agency: Agency, today: date, last: date) -> None:
    """Refuse a delegation that outlasts the role of the head who gives it."""
    until = heads_until(actor, today).get(agency.pk)
    if until and until < last:
        message = (
            f"Vai trò của anh/chị chỉ đến {until:%d/%m/%Y}: không ủy quyền lâu hơn."
        )
        raise InvalidInput(message, field="last")
