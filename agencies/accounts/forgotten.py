"""A forgotten password: the one-time link goes by mail, asked for by anybody."""

from datetime import datetime

from django.core.mail import EmailMessage, get_connection
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string

from agencies.accounts.activating import activation_link
from agencies.accounts.falling_asleep import LINK_EVERY
from agencies.models import AccountEvent, User
from kehoach.lib.contact_words import clean_email
from kehoach.lib.outside import speaking
from kehoach.site.portal_name import portal_called


def send_password_link(*, email: str, now: datetime) -> bool:
    """Send whoever has this e-mail the link that sets a password, also to who never set
    one or sleeps; return whether a letter went.

    An account gets one such letter in ten minutes. The caller says the same to everybody.
    """
    recent = AccountEvent.objects.filter(
        user=OuterRef("pk"), kind=AccountEvent.Kind.RESET, at__gt=now - LINK_EVERY
    )
    asked = User.objects.filter(email__iexact=clean_email(email), is_active=True)
    user = asked.exclude(email="").exclude(Exists(recent)).first()
    speaking("mail")
    if user is None or not get_connection().send_messages([_letter(user)]):
        return False
    AccountEvent.objects.create(user=user, kind=AccountEvent.Kind.RESET, at=now)
    return True


def _letter(user: User) -> EmailMessage:
    context = {"user": user, "link": activation_link(user)}
    body = render_to_string("emails/password_reset.txt", context)
    subject = f"Đặt mật khẩu trên {portal_called()}"
    return EmailMessage(subject=subject, body=body, to=[user.email])
