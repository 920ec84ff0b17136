"""Accounts for focal points: found or made by e-mail, activated by a one-time link."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.mail import get_connection

from agencies.accounts.activating import activation_letter
from agencies.asked.asking import ask
from agencies.models import AccountEvent, User
from agencies.models.errors import READS_ONLY
from kehoach.lib.contact_words import clean_email
from kehoach.lib.outside import speaking
from kehoach.lib.text import nfc


def person_for(
    *, email: str, full_name: str, position: str = "", phone: str = ""
) -> User:
    """Return the account with this e-mail, made without a password when missing.

    An account that is there keeps its name: who else has the address is asked.
    """
    email = clean_email(email)
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User(username=email, email=email)
        user.set_unusable_password()
    if user.reads_only:
        raise ValidationError(READS_ONLY)
    user.full_name = user.full_name or nfc(full_name).strip()
    user.position = user.position or nfc(position).strip()
    user.phone = user.phone or phone.strip()
    user.full_clean()
    user.save()
    return user


def ask_activations(
    *, users: Iterable[User], now: datetime, actor: User | None = None
) -> int:
    """Have a job send each active person with an e-mail the activation; return how many."""
    invited = [user for user in users if user.is_active and user.email]
    for user in invited:
        key = actor.pk if actor else None
        ask(job="agencies.send_activation", now=now, user_id=user.pk, actor_id=key)
    return len(invited)


def send_activations(
    *, users: Iterable[User], now: datetime, actor: User | None = None
) -> int:
    """Send one letter to each active person with an e-mail, and keep that it went;
    return how many went.
    """
    invited = [user for user in users if user.is_active and user.email]
    speaking("mail")
    sent = get_connection().send_messages([activation_letter(u) for u in invited]) or 0
    AccountEvent.objects.bulk_create(
        AccountEvent(user=user, kind=AccountEvent.Kind.INVITED, at=now, actor=actor)
        for user in invited[:sent]
    )
    return sent
