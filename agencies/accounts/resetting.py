"""A lost second factor is taken away: by another administrator, or on the server."""

from datetime import datetime

from django.db import transaction

from agencies.accounts.factors import forget_factors
from agencies.accounts.sessions import end_all_sessions
from agencies.models import User


@transaction.atomic
def reset_factors(*, user: User, actor: User | None, now: datetime) -> bool:
    """Take all factors of the person away and end the sessions; the owner hears of both.
    Return whether there was any.
    """
    if not forget_factors(user=user, actor=actor, now=now):
        return False
    end_all_sessions(user=user, actor=actor, now=now)
    return True
