"""Accounts nobody signed in to: warned, then asleep, reopened by a one-time link.

A sleeping account gets its reminders and loses nothing; only its password does not
open the portal until the link that went to the official e-mail was used.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from agencies.accounts import bounds
from agencies.accounts.account_events import remember
from agencies.accounts.activating import activation_letter
from agencies.accounts.states import UNUSABLE
from agencies.models import AccountEvent, User
from agencies.models.locks import hold
from kehoach.lib.contact_words import clean_email
from kehoach.lib.outside import speaking
from kehoach.site.portal_name import portal_called

#: Days between the warning and the sleep.
WARNING_DAYS = 7
#: Minutes in which an account gets one link only, however often it is asked for.
LINK_EVERY = timedelta(minutes=10)


class ReopeningTokens(PasswordResetTokenGenerator):
    """Dead once used (that sets `woken_at`), once the e-mail changed, and after
    PASSWORD_RESET_TIMEOUT.
    """

    key_salt = "agencies.services.sleeping.ReopeningTokens"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        slept = user.slept_at.isoformat() if user.slept_at else ""
        woken = user.woken_at.isoformat() if user.woken_at else ""
        return f"{user.pk}{slept}|{woken}{user.email.lower()}{user.password}{timestamp}"


reopening_tokens = ReopeningTokens()


@dataclass(frozen=True)
class Slept:
    """What one run did."""

    warned: int
    slept: int


def last_seen() -> Greatest:
    """Return the moment that the days count from: the last sign-in, reopening or, for
    who never signed in, the day the account was made.
    """
    made = F("date_joined")
    return Greatest(
        Coalesce(F("last_login"), made), Coalesce(F("woken_at"), made), made
    )


def awake() -> QuerySet[User]:
    """Return the accounts that can sign in and could fall asleep: with a password that
    somebody set, and an e-mail that the warning and the link can reach.
    """
    rows = User.objects.filter(is_active=True, slept_at__isnull=True)
    return rows.exclude(email="").exclude(password__startswith=UNUSABLE)


def sleep_accounts(*, now: datetime, days: int | None = None) -> Slept:
    """Warn who has not signed in for long, put to sleep who was warned and still did not.

    Nobody sleeps without a warning a week before, so an outage of mail or of the job only
    delays it; the administrator seen last never sleeps, so somebody can always get in.
    """
    limit = settings.ACCOUNT_SLEEP_DAYS if days is None else days
    if limit <= 0:
        return Slept(0, 0)
    rows = awake().annotate(seen=last_seen())
    late = rows.filter(seen__lte=now - timedelta(days=limit))
    slept = _put_to_sleep(_warned_in_time(late, now), now)
    nearly = rows.filter(seen__lte=now - timedelta(days=max(limit - WARNING_DAYS, 1)))
    unwarned = nearly.filter(
        Q(sleep_warned_at__isnull=True) | Q(sleep_warned_at__lt=F("seen"))
    )
    return Slept(_warn(unwarned, limit, now), slept)


def _warned_in_time(rows: QuerySet[User], now: datetime) -> QuerySet[User]:
    week_ago = now - timedelta(days=WARNING_DAYS)
    warned = rows.filter(sleep_warned_at__gte=F("seen"), sleep_warned_at__lte=week_ago)
    admins = awake().filter(is_superuser=True).annotate(seen=last_seen())
    kept = admins.order_by("-seen", "-pk").values("pk")[:1]
    return warned.exclude(pk__in=list(kept.values_list("pk", flat=True)))


@transaction.atomic
def _put_to_sleep(rows: QuerySet[User], now: datetime) -> int:
    people = list(hold(rows).order_by("pk"))
    User.objects.filter(pk__in=[user.pk for user in people]).update(slept_at=now)
    remember(people, AccountEvent.Kind.SLEPT, now)
    return len(people)


def _warn(rows: QuerySet[User], limit: int, now: datetime) -> int:
    """Send one warning each; who could not be reached is tried again the next day."""
    connection, warned = get_connection(), []
    for user in rows.order_by("pk"):
        day = max(user.seen + timedelta(days=limit), now + timedelta(days=WARNING_DAYS))  # type: ignore[attr-defined] # annotated
        letter = _letter("account_warning", user, day=day, login=_login_address())
        if connection.send_messages([letter]):
            warned.append(user)
            User.objects.filter(pk=user.pk).update(sleep_warned_at=now)
            remember([user], AccountEvent.Kind.WARNED, now)
    return len(warned)


_SUBJECTS = {
    "account_warning": "Tài khoản sắp tạm ngừng vì lâu không đăng nhập",
    "reopening": "Mở lại tài khoản {}",
}


def _letter(name: str, user: User, **context: Any) -> EmailMessage:
    body = render_to_string(f"emails/{name}.txt", {"user": user, **context})
    subject = _SUBJECTS[name].format(portal_called())
    return EmailMessage(subject=subject, body=body, to=[user.email])


def _login_address() -> str:
    return f"{settings.SITE_URL}{reverse('login')}"


def reopening_link(user: User) -> str:
    """Return the one-time address that reopens the account (3 days)."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    token = reopening_tokens.make_token(user)
    path = reverse("reopen_confirm", kwargs={"uidb64": uid, "token": token})
    return f"{settings.SITE_URL}{path}"


def send_reopening(*, email: str, now: datetime, actor: User | None = None) -> bool:
    """Send what this e-mail needs to get in: the link that reopens a sleeping account or
    one that is shut after wrong passwords, or the activation of one that never was;
    return whether a letter went.

    An account gets one letter in ten minutes. The caller says the same to everybody.
    """
    recent = AccountEvent.objects.filter(
        user=OuterRef("pk"),
        kind__in=(AccountEvent.Kind.LINK, AccountEvent.Kind.INVITED),
        at__gt=now - LINK_EVERY,
    )
    user = (
        User.objects.filter(email__iexact=clean_email(email), is_active=True)
        .exclude(email="")
        .annotate(recent=Exists(recent))
        .first()
    )
    if user is None or user.recent:
        return False
    if user.password.startswith(UNUSABLE):
        letter, kind = activation_letter(user), AccountEvent.Kind.INVITED
    elif user.slept_at or bounds.was_tried(user):
        letter = _letter("reopening", user, link=reopening_link(user))
        kind = AccountEvent.Kind.LINK
    else:
        return False
    speaking("mail")
    sent = bool(get_connection().send_messages([letter]))
    if sent:
        remember([user], kind, now, actor=actor)
    return sent


@transaction.atomic
def reopen_by_link(*, user: User, token: str, now: datetime) -> bool:
    """Open an account that sleeps or is shut when the link still holds; two presses open
    it once.
    """
    row = hold(User.objects).get(pk=user.pk)
    if not row.is_active or not reopening_tokens.check_token(row, token):
        return False
    if not (row.slept_at or bounds.was_tried(row)):
        return False
    bounds.open_again(user=row, now=now)
    _wake(row, now, None)
    return True


@transaction.atomic
def reopen(*, user: User, actor: User, now: datetime) -> bool:
    """Wake the account by an administrator's hand; return whether it slept."""
    row = hold(User.objects).get(pk=user.pk)
    if not row.slept_at:
        return False
    _wake(row, now, actor)
    return True


@transaction.atomic
def password_was_set(*, user: User, now: datetime) -> None:
    """Keep that the link to the official e-mail set a password; it wakes the account."""
    row = hold(User.objects).get(pk=user.pk)
    remember([row], AccountEvent.Kind.PASSWORD, now, tells=row.last_login is not None)
    bounds.open_again(user=row, now=now)
    if row.slept_at:
        _wake(row, now, None)
    else:
        User.objects.filter(pk=row.pk).update(woken_at=now)


def _wake(user: User, now: datetime, actor: User | None) -> None:
    user.slept_at, user.woken_at, user.sleep_warned_at = None, now, None
    user.save(update_fields=["slept_at", "woken_at", "sleep_warned_at"])
    remember([user], AccountEvent.Kind.WOKEN, now, actor=actor)
