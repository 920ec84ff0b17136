"""The first backend: no password is looked at before its try is counted."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from agencies.accounts.bounds import count_try
from agencies.accounts.visitor import visitor_of


class DoorGuard:
    """Stands before all other backends and ends a try that is one too many.

    It knows no people by itself: no `get_user`, so that no session names it.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Refuse what is over a bound; a program without a request is no visitor."""
        if request is None or username is None or password is None:
            return
        visitor, now = visitor_of(request), timezone.now()
        if not count_try(name=username, visitor=visitor, now=now):
            request.was_not_counted = True  # type: ignore[attr-defined] # for the trail
            raise PermissionDenied
