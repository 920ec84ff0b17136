"""Who came in, who left, who was refused: Django says so by signals only."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import (
    user_logged_in,
    user_logged_out,
    user_login_failed,
)
from django.http import HttpRequest
from django.utils import timezone

from agencies.accounts.limits import begin
from agencies.accounts.sessions import session_left
from agencies.trail.writing import AuditKind, record


def listen() -> None:
    """Hear of every sign-in from now on."""
    user_logged_in.connect(came_in, dispatch_uid="audit_came_in")
    user_logged_out.connect(left, dispatch_uid="audit_left")
    user_login_failed.connect(refused, dispatch_uid="audit_refused")


def came_in(sender: Any, user: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Record a sign-in and start the clocks of its session."""
    begin(request.session, timezone.now())
    record(AuditKind.SIGN_IN, actor=user, person=user)


def left(sender: Any, request: HttpRequest, user: Any = None, **kwargs: Any) -> None:
    """Record who signed out; a session without an account says nothing."""
    if key := request.session.session_key:
        session_left(session_key=key, now=timezone.now())
    if user is not None:
        record(AuditKind.SIGN_OUT, actor=user, person=user)


def refused(
    sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any
) -> None:
    """Record a refusal: whose account it would have been, what was typed as a hash. Who
    goes on after the bound is recorded once, as locked: strangers do not fill the trail.
    """
    if getattr(request, "was_not_counted", False):
        return
    name = str(credentials.get("username") or "")
    record(AuditKind.REFUSED, person=_of(name), after={"username": name})


def _of(name: str) -> Any:
    return get_user_model().objects.filter(username=name).first() if name else None
