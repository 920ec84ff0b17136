"""«Phân công xử lý»: a duty is given to a colleague, who owes no more than the agency."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from agencies.models import Agency, Membership, User
from agencies.models.authority import WRITERS
from tasks.duties.errors import InvalidInput
from tasks.duties.gates import open_for_agency
from tasks.duties.locks import lock_duties
from tasks.models import TO_DO, Duty, Notice
from tasks.notices.telling import tell_people


def colleagues(agency: Agency, today: date) -> QuerySet[User]:
    """Return who writes for the agency on `today`: to whom a duty can be given."""
    here = Membership.objects.alive_on(today).filter(agency=agency, role__in=WRITERS)
    people = User.objects.filter(pk__in=here.values("user_id"), is_active=True)
    return people.order_by("full_name", "pk")


@transaction.atomic
def assign_holder(
    *,
    duties: Sequence[Duty],
    to: User | None,
    actor: User,
    today: date,
    now: datetime,
) -> None:
    """Give the duties to a colleague and tell them; to nobody: to the primary contact.

    Nothing of the work changes, so an open form is not stale.
    """
    rows = lock_duties(duties)
    open_for_agency(rows, actor, today)
    if to and not colleagues(rows[0].agency, today).filter(pk=to.pk).exists():
        message = "Chọn một cán bộ đang cập nhật cho đơn vị."
        raise InvalidInput(message, field="to")
    Duty.objects.filter(pk__in=[row.pk for row in rows]).update(holder=to)
    if to and to != actor:
        tell_people(
            people=[to.pk],
            duties=rows,
            kind=Notice.Kind.ASSIGNED,
            words=f"{actor} phân công anh/chị xử lý",
            now=now,
        )


@transaction.atomic
def release_held(*, today: date) -> int:
    """Give what people held who write for the agency no more back to its primary
    contact; return how many. Again changes nothing.
    """
    here = Membership.objects.alive_on(today).filter(
        agency_id=OuterRef("agency_id"),
        user_id=OuterRef("holder_id"),
        role__in=WRITERS,
    )
    held = Duty.objects.filter(holder__isnull=False, state__in=TO_DO)
    keys = [duty.pk for duty in lock_duties(held.filter(~Exists(here)))]
    return Duty.objects.filter(pk__in=keys).update(holder=None)
