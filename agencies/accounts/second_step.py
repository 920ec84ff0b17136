"""Between the right password and the session: the second factor."""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from agencies.accounts import bounds
from agencies.accounts.entering import entered
from agencies.accounts.proving import TOO_OFTEN, proves, question
from agencies.models import User

#: In the session: whose password was right, and that the second factor was.
HALF, FACTOR = "half", "factor"
#: Seconds in which the second factor has to follow.
_PATIENCE = 600


class Half(NamedTuple):
    """Somebody whose password was right."""

    user: User
    backend: str
    following: str


def begin_half(
    *, request: HttpRequest, user: User, following: str, now: datetime
) -> None:
    """Keep whose password was right; nobody is signed in yet."""
    request.session.cycle_key()
    request.session[HALF] = {
        "user": user.pk,
        "backend": getattr(user, "backend", settings.AUTHENTICATION_BACKENDS[-1]),
        "following": following,
        "at": int(now.timestamp()),
        "held": user.get_session_auth_hash(),
    }


def half_of(request: HttpRequest, now: datetime) -> Half | None:
    """Return who still owes the second factor, nobody after ten minutes or once the
    password was changed.
    """
    if request.user.is_authenticated:
        backend = request.session[BACKEND_SESSION_KEY]
        return Half(request.user, backend, "/")
    held = request.session.get(HALF)
    if not held or now.timestamp() - held["at"] > _PATIENCE:
        return None
    user = User.objects.filter(pk=held["user"], is_active=True).first()
    if user is None or user.get_session_auth_hash() != held["held"]:
        return None
    return Half(user, held["backend"], held["following"])


@never_cache
@login_not_required
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for a code or a passkey; the session begins once it is right."""
    now = timezone.now()
    half = half_of(request, now)
    if half is None:
        return redirect("login")
    wrong = ""
    if request.method == "POST":
        is_right, wrong = proves(
            request=request, user=half.user, now=now, step=bounds.SECOND
        )
        if is_right:
            return come_in(request=request, half=half, now=now)
    context = {**question(half.user), "wrong": wrong, "person": half.user}
    status = 429 if wrong == TOO_OFTEN else 200
    return render(request, "registration/second_step.html", context, status=status)


def come_in(*, request: HttpRequest, half: Half, now: datetime) -> HttpResponse:
    """Begin the session of who has shown both factors."""
    request.session.pop(HALF, None)
    login(request, half.user, backend=half.backend)
    request.session[FACTOR] = True
    answer = redirect(half.following)
    entered(request=request, response=answer, user=half.user, now=now)
    return answer
