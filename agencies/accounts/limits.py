"""How long a session lasts: so long without a click or a letter typed, so long at all."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

#: Names in the session, as seconds of the clock.
BEGAN, SEEN, PROVED = "began", "seen", "proved"


class Left(NamedTuple):
    """Seconds until the session ends if nothing is done, and in any case."""

    idle: int
    whole: int

    @property
    def is_over(self) -> bool:
        """Return whether it ended."""
        return min(self) <= 0


def idle_seconds(user: Any) -> int:
    """Return how long the person may do nothing."""
    if user.is_staff or user.is_superuser:
        both = (settings.SESSION_IDLE_SECONDS_ADMIN, settings.SESSION_IDLE_SECONDS)
        return int(min(both))
    return int(settings.SESSION_IDLE_SECONDS)


def begin(session: Any, now: datetime) -> None:
    """Start the clocks of a session; who just signed in has proved who they are."""
    session[BEGAN] = session[SEEN] = session[PROVED] = int(now.timestamp())


def left_of(session: Any, user: Any, now: datetime) -> Left:
    """Return what is left of a session; one without clocks begins now."""
    moment = int(now.timestamp())
    began, seen = session.get(BEGAN, moment), session.get(SEEN, moment)
    return Left(
        idle_seconds(user) - (moment - seen),
        settings.SESSION_WHOLE_SECONDS - (moment - began),
    )


class SessionLimits:
    """Ends a session that is over before anything is read or written; what was posted
    then comes back by `SignInMiddleware`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what answers."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """End what is over, else note that somebody is there."""
        session, now = request.session, timezone.now()
        if SESSION_KEY in session and request.user.is_authenticated:
            if left_of(session, request.user, now).is_over:
                logout(request)
                return self.get_response(request)
            if request.method in ("GET", "HEAD"):  # a page asks once who they are
                request.user.roles_kept = {}
            if not _only_looks(request):
                _note(session, request.user, now)
            request.session_left = left_of(session, request.user, now)  # type: ignore[attr-defined] # for the page
        return self.get_response(request)


def _only_looks(request: HttpRequest) -> bool:
    """Return whether a page only asks how much is left."""
    return request.method == "GET" and request.path == reverse("session_clock")


def _note(session: Any, user: Any, now: datetime) -> None:
    """Write the moment, but not at every click: a tenth of the time is near enough."""
    moment = int(now.timestamp())
    if BEGAN not in session:
        begin(session, now)
    elif moment - session.get(SEEN, 0) >= min(60, idle_seconds(user) // 10):
        session[SEEN] = moment
