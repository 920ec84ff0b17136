"""People hear of roles that are offered to them; who offered hears the answer."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from agencies.models import RoleOffer, User
from agencies.services import offers
from agencies.services.errors import EventError
from tasks.models import Notice
from tasks.services.errors import InvalidInput

#: Where a person answers.
PAGE = "/vai-tro-de-nghi/"


def tell_offered(*, rows: Iterable[RoleOffer], now: datetime) -> None:
    """Tell each person what is offered and where to answer."""
    Notice.objects.bulk_create(
        Notice(
            person_id=row.user_id,
            kind=Notice.Kind.OFFER,
            text=(
                f"{row.agency.short_name} đề nghị anh/chị giữ vai trò"
                f" «{row.get_role_display()}». Mở để đồng ý hoặc từ chối."
            )[:300],
            address=PAGE,
            created_at=now,
        )
        for row in rows
    )


@transaction.atomic
def answer(
    *, offer: RoleOffer, agrees: bool, actor: User, today: date, now: datetime
) -> RoleOffer:
    """Take the person's answer and tell who offered."""
    try:
        row = offers.answer_offer(
            offer=offer, agrees=agrees, actor=actor, today=today, now=now
        )
    except EventError as error:
        raise InvalidInput(error.message) from error
    if row.offered_by_id:
        said = "đồng ý" if agrees else "không đồng ý"
        Notice.objects.create(
            person_id=row.offered_by_id,
            kind=Notice.Kind.OFFER,
            text=f"{row.user} {said} giữ vai trò «{row.get_role_display()}» tại"
            f" {row.agency.short_name}."[:300],
            address=f"/co-quan/{row.agency.code}/",
            created_at=now,
        )
    return row


@transaction.atomic
def withdraw(*, offer: RoleOffer, now: datetime) -> None:
    """Take an offer back before it is answered; who may is asked by the door."""
    try:
        offers.withdraw_offer(offer=offer, now=now)
    except EventError as error:
        raise InvalidInput(error.message) from error
