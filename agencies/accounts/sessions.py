"""The sessions of one person: which are open, and how they are ended."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpRequest

from agencies.accounts.account_events import remember
from agencies.models import AccountEvent, SignIn, User
from agencies.trail.writing import AuditKind, record


def open_sessions(user: User, now: datetime) -> QuerySet[SignIn]:
    """Return the sign-ins whose sessions could still be used."""
    held = Session.objects.filter(
        session_key=OuterRef("session_key"), expire_date__gt=now
    )
    return SignIn.objects.filter(Exists(held), user=user, ended_at=None)


@transaction.atomic
def end_session(*, user: User, pk: int, now: datetime) -> bool:
    """End one session of the person; return whether it was open."""
    return bool(_end(open_sessions(user, now).filter(pk=pk), now))


@transaction.atomic
def end_all_sessions(
    *, user: User, actor: User | None, now: datetime, but: str | None = None
) -> int:
    """End every session of the person, also such as no list knows; return how many the
    list knew. The one to be kept goes on by `go_on`.
    """
    User.objects.filter(pk=user.pk).update(sessions_round=F("sessions_round") + 1)
    user.refresh_from_db(fields=["sessions_round"])
    ended = _end(open_sessions(user, now).exclude(session_key=but or ""), now)
    remember([user], AccountEvent.Kind.ENDED, now, actor=actor, tells=True)
    record(AuditKind.SESSIONS, actor=actor, person=user, after={"number": ended})
    return ended


def session_left(*, session_key: str, now: datetime) -> None:
    """Keep that a session is over."""
    rows = SignIn.objects.filter(session_key=session_key, ended_at=None)
    rows.update(ended_at=now)


def go_on(request: HttpRequest, user: User) -> None:
    """Keep the session that changed the password or ended the others, under a new key."""
    before = request.session.session_key
    update_session_auth_hash(request, user)
    followed(before, request)


def followed(before: str | None, request: HttpRequest) -> None:
    """Let the list know the new key of a session."""
    rows = SignIn.objects.filter(session_key=before or "-")
    rows.update(session_key=request.session.session_key or "")


def _end(rows: Iterable[SignIn], now: datetime) -> int:
    found = {row.pk: row.session_key for row in rows}
    Session.objects.filter(session_key__in=found.values()).delete()
    SignIn.objects.filter(pk__in=found).update(ended_at=now)
    return len(found)
