"""People hear of roles that are offered to them; who offered hears the answer."""

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string

from agencies.asked.asking import ask
from agencies.models import RoleOffer, User
from agencies.people import offers
from kehoach.lib.outside import speaking
from kehoach.lib.text import fitted
from tasks.models import Notice
from tasks.notices.telling import LONGEST_NOTICE, Told, notice_to

#: Where a person answers.
_PAGE = "/vai-tro-de-nghi/"
SUBJECT = "Đề nghị giữ vai trò, chờ đồng chí trả lời"


def tell_offered(*, rows: Iterable[RoleOffer], now: datetime) -> None:
    """Tell each person what is offered and where to answer: on the portal, and by a
    letter that a job sends, since who works elsewhere may not look for weeks.
    """
    rows = list(rows)
    for person in sorted({row.user_id for row in rows}):
        ask(job="tasks.send_offers", now=now, person_id=person)
    Notice.objects.bulk_create(
        notice_to(person_id=row.user_id, told=_offered(row), now=now) for row in rows
    )


def _offered(row: RoleOffer) -> Told:
    text = (
        f"{row.agency.short_name} đề nghị anh/chị giữ vai trò"
        f" «{row.get_role_display()}». Mở để đồng ý hoặc từ chối."
    )
    return Told(Notice.Kind.OFFER, text, _PAGE)


def send_offers(*, person: User) -> bool:
    """Send the letter about what waits for the person's answer; return whether there
    was one to send.
    """
    rows = RoleOffer.objects.filter(user=person, state=RoleOffer.State.OPEN)
    waiting = list(rows.select_related("agency", "offered_by").order_by("pk"))
    if not (waiting and person.is_active and person.email):
        return False
    context = {"user": person, "offers": waiting, "link": f"{settings.SITE_URL}{_PAGE}"}
    body = render_to_string("emails/role_offer.txt", context)
    letter = EmailMessage(subject=SUBJECT, body=body, to=[person.email])
    speaking("mail")
    get_connection().send_messages([letter])
    return True


@transaction.atomic
def take_offer_answer(
    *, offer: RoleOffer, agrees: bool, actor: User, today: date, now: datetime
) -> RoleOffer:
    """Take the person's answer and tell who offered."""
    row = offers.answer_offer(
        offer=offer, agrees=agrees, actor=actor, today=today, now=now
    )
    if row.offered_by_id:
        said = "đồng ý" if agrees else "không đồng ý"
        text = fitted(
            f"{{person}} {said} giữ vai trò «{row.get_role_display()}» tại {{agency}}.",
            LONGEST_NOTICE,
            person=row.user,
            agency=row.agency,
        )
        told = Told(Notice.Kind.OFFER, text, f"/co-quan/{row.agency.code}/")
        notice_to(person_id=row.offered_by_id, told=told, now=now).save()
    return row


@transaction.atomic
def take_back_offer(*, offer: RoleOffer, now: datetime) -> None:
    """Take an offer back before it is answered; who may is asked by the door."""
    offers.withdraw_offer(offer=offer, now=now)
