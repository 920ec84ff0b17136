"""How often a password may be tried, so that guessing ends and no owner is kept out.

Three bounds hold within `SIGN_IN_WINDOW` for browsers that the account does not know:
one name from one place, one place over all names, one name over all places. A browser
that the owner signed in with, or in which the link sent by mail was used, is counted by
itself: whatever strangers do, it gets in. A refused try is not counted, so nothing is
prolonged by trying on (docs/decisions/031-who-is-at-the-door.md).
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from agencies.accounts.account_events import remember
from agencies.accounts.visitor import Visitor
from agencies.models import AccountEvent, Device, SignInTry, User
from agencies.trail.writing import AuditKind as Fact
from agencies.trail.writing import record

#: An owner hears of a shut account once in this time, however long somebody tries.
TOLD_EVERY = timedelta(hours=6)
#: Before the name of a try: the second factor, and proving who is there once more. No
#: name to sign in with has a colon.
SECOND, PROOF = "2:", "3:"
#: Tries are kept so long, for the list of the administrator.
_KEPT = timedelta(days=1)


def count_try(*, name: str, visitor: Visitor, now: datetime, step: str = "") -> bool:
    """Count a try before the password is looked at; return whether it may be. Who comes
    at once with others is counted before any of them is answered.
    """
    row = _row(name, visitor, step)
    row.at = now
    row.save(force_insert=True)
    if not _over(row, now, by=1):
        return True
    row.delete()
    return False


def is_shut(*, name: str, visitor: Visitor, now: datetime, step: str = "") -> bool:
    """Return whether the next try would be refused."""
    return _over(_row(name, visitor, step), now, by=0)


def _row(name: str, visitor: Visitor, step: str) -> SignInTry:
    """Return the row of a try; each step of signing in has bounds of its own."""
    device = visitor.device if knows(name, visitor.device) else ""
    return SignInTry(name=f"{step}{name}"[:150], place=visitor.place, device=device)


def _over(row: SignInTry, now: datetime, *, by: int) -> bool:
    """Return whether a bound is passed by that many tries."""
    rows, name, place = recent(now), Q(name=row.name), Q(place=row.place)
    if row.device:
        found: int = rows.filter(name, device=row.device).count()
        return bool(found >= settings.SIGN_IN_TRIES + by)
    counts = rows.filter(name | place, device="").aggregate(
        pair=Count("pk", filter=name & place),
        name=Count("pk", filter=name),
        place=Count("pk", filter=place),
    )
    many = settings.SIGN_IN_TRIES_MANY + by
    # Without any address (a socket) everybody would be one place.
    return bool(
        counts["pair"] >= settings.SIGN_IN_TRIES + by
        or counts["name"] >= many
        or (row.place and counts["place"] >= many)
    )


def recent(now: datetime) -> QuerySet[SignInTry]:
    """Return the tries that still count."""
    since = now - timedelta(seconds=settings.SIGN_IN_WINDOW)
    return SignInTry.objects.filter(at__gt=since)


def knows(name: str, device: str) -> bool:
    """Return whether the account of this name knows the browser."""
    if not device:
        return False
    return Device.objects.filter(user__username=name, key_hash=device).exists()


def clear(*, name: str, visitor: Visitor) -> None:
    """Forget the tries of who got in: of this name, from here, of every step."""
    here = Q(place=visitor.place, device="")
    if visitor.device:
        here |= Q(device=visitor.device)
    SignInTry.objects.filter(here, name__in=_names(name)).delete()


def _names(name: str) -> list[str]:
    return [f"{step}{name}"[:150] for step in ("", SECOND, PROOF)]


def was_tried(user: User) -> bool:
    """Return whether wrong passwords stand against the account."""
    return SignInTry.objects.filter(name__in=_names(user.get_username())).exists()


def open_again(*, user: User, now: datetime, actor: User | None = None) -> bool:
    """Forget every try against the account: by the link sent by mail, or by an
    administrator; return whether there was any.
    """
    tries = SignInTry.objects.filter(name__in=_names(user.get_username()))
    gone, _ = tries.delete()
    if gone:
        remember(
            [user], AccountEvent.Kind.OPENED, now, actor=actor, tells=actor is not None
        )
        record(Fact.UNLOCKED, actor=actor, person=user)
    return bool(gone)


def note_shut(*, name: str, visitor: Visitor, now: datetime) -> None:
    """Keep that an account is shut, and let its owner hear of it."""
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        return
    events = AccountEvent.objects.filter(user=user, at__gt=now - TOLD_EVERY)
    last = events.filter(
        kind__in=(AccountEvent.Kind.SHUT, AccountEvent.Kind.OPENED)
    ).first()
    if last is None or last.kind == AccountEvent.Kind.OPENED:
        remember([user], AccountEvent.Kind.SHUT, now, detail=visitor.said, tells=True)
        record(Fact.LOCKED, person=user, address=visitor.address)


def forget_old(*, now: datetime) -> int:
    """Delete tries that count no more and that nobody needs to see."""
    gone, _ = SignInTry.objects.filter(at__lte=now - _KEPT).delete()
    return gone
