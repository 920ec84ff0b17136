"""The door in front of the password check: a sleeping account does not pass."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from agencies.models import User


class SleepGuard:
    """Stands before the backend that checks passwords and ends the attempt.

    It knows no people by itself: no `get_user`, so that no session names it.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Refuse a sleeping account, in the time that a wrong password takes."""
        if username is None or password is None:
            return
        asleep = User.objects.filter(username=username, slept_at__isnull=False)
        if asleep.exists():
            User().set_password(password)
            raise PermissionDenied
