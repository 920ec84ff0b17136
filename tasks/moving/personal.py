"""What is a person's own ends with the person; nobody inherits it.

Drafts, followed difficulties, the calendar's address and one-time links hang on the
account and never move. A delegation is a role, so it is ended here.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from agencies.models import Membership
from agencies.models.authority import Role
from agencies.models.dated import outlasts
from kehoach.lib.text import fitted
from tasks.duties.locks import hold
from tasks.models import Notice
from tasks.notices.telling import LONGEST_NOTICE, Told, notice_to

_Place = tuple[int, int]


def own_ends(people: Iterable[int]) -> dict[_Place, date | None]:
    """Return (person, agency) → last day (none: open) of the roles that the people hold
    or held there by themselves.
    """
    ends: dict[_Place, date | None] = {}
    rows = Membership.objects.filter(user_id__in=list(people), is_delegation=False)
    for user, agency, end in rows.values_list("user_id", "agency_id", "valid_to"):
        known = ends.get((user, agency), end)
        ends[user, agency] = max(known, end) if known and end else None
    return ends


@transaction.atomic
def settle_delegations(*, today: date, now: datetime) -> int:
    """End the delegations that outlast the person's own role at the agency, and tell
    who gave them; return how many. Again changes nothing.
    """
    yesterday = today - timedelta(days=1)
    rows = hold(Membership.objects).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=today), is_delegation=True
    )
    live = list(rows.select_related("user", "agency").order_by("pk"))
    ends = own_ends({row.user_id for row in live})
    number = 0
    for row in live:
        own = ends.get((row.user_id, row.agency_id), yesterday)
        last = max(own, yesterday) if own else None
        if last and outlasts(row.valid_to, last):
            end_role(row, last)
            tell_givers([row], last=last, today=today, now=now)
            number += 1
    return number


def end_role(row: Membership, last: date) -> None:
    """End the role after `last`; one that would begin later never begins."""
    if row.valid_from and row.valid_from > last:
        Membership.objects.filter(pk=row.pk).delete()
    else:
        Membership.objects.filter(pk=row.pk).update(valid_to=last, note=row.note)


def tell_givers(
    rows: Iterable[Membership], *, last: date, today: date, now: datetime
) -> int:
    """Tell who gave each delegation that it ended with the person after `last`; the
    heads of the agency too when the giver acts for it no more.
    """
    notices = [
        notice_to(person_id=person, told=_ended(row, last), now=now)
        for row in rows
        if row.is_delegation
        for person in sorted(_concerned(row, today))
    ]
    return len(Notice.objects.bulk_create(notices))


def _ended(row: Membership, last: date) -> Told:
    begun = row.valid_from is None or row.valid_from <= last
    when = f"hết hiệu lực sau ngày {last:%d/%m/%Y}" if begun else "không bắt đầu nữa"
    text = fitted(
        f"Ủy quyền gửi thay {{agency}} cho {{person}} {when}, vì vai trò của người này"
        " tại đơn vị kết thúc. Nếu cần, hãy ủy quyền cho người khác.",
        LONGEST_NOTICE,
        agency=row.agency,
        person=row.user,
    )
    return Told(Notice.Kind.DELEGATION, text, f"/co-quan/{row.agency.code}/")


def _concerned(row: Membership, today: date) -> set[int]:
    """Return the giver, and the heads when the giver is not one of the agency."""
    here = Membership.objects.alive_on(today).filter(
        agency_id=row.agency_id, user__is_active=True
    )
    giver = row.delegated_by if row.delegated_by_id else None
    if giver and here.filter(user_id=giver.pk).exists():
        return {giver.pk}
    heads = here.filter(role=Role.HEAD, is_delegation=False)
    people = set(heads.exclude(user_id=row.user_id).values_list("user_id", flat=True))
    return people | ({giver.pk} if giver and giver.is_active else set())
