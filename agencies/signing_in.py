"""Who came in, who left, who was refused: Django and axes say so by signals only."""

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import (
    user_logged_in,
    user_logged_out,
    user_login_failed,
)
from django.http import HttpRequest

from agencies.services.audit import Kind, record


def listen() -> None:
    """Hear of every sign-in from now on."""
    user_logged_in.connect(came_in, dispatch_uid="audit_came_in")
    user_logged_out.connect(left, dispatch_uid="audit_left")
    user_login_failed.connect(refused, dispatch_uid="audit_refused")
    user_locked_out.connect(locked, dispatch_uid="audit_locked")


def came_in(sender: Any, user: Any, **kwargs: Any) -> None:
    """Record a sign-in."""
    record(Kind.SIGN_IN, actor=user, person=user)


def left(sender: Any, user: Any = None, **kwargs: Any) -> None:
    """Record who signed out; a session without an account says nothing."""
    if user is not None:
        record(Kind.SIGN_OUT, actor=user, person=user)


def refused(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    """Record a refusal: whose account it would have been, what was typed as a hash."""
    name = str(credentials.get("username") or "")
    record(Kind.REFUSED, person=_of(name), after={"username": name})


def locked(
    request: HttpRequest | None = None,
    username: str | None = None,
    **kwargs: Any,
) -> None:
    """Record that a name is locked for a while."""
    name = username or ""
    record(Kind.LOCKED, person=_of(name), after={"username": name})


def _of(name: str) -> Any:  # noqa: ANN401 -- Django's model, or none
    return get_user_model().objects.filter(username=name).first() if name else None
