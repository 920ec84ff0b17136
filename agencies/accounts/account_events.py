"""What happened to an account is kept as a row; what its owner has to hear is sent from
there by a job, so that nothing in front of the door waits for a mail server.
"""

from collections.abc import Iterable
from datetime import datetime

from agencies.models import AccountEvent, User


def remember(
    people: Iterable[User],
    kind: str,
    now: datetime,
    *,
    actor: User | None = None,
    detail: str = "",
    tells: bool = False,
) -> None:
    """Keep one event for each person; `tells` asks for a letter to the owner."""
    AccountEvent.objects.bulk_create(
        AccountEvent(
            user=user,
            kind=kind,
            at=now,
            actor=actor,
            detail=detail[:300],
            untold=tells and bool(user.email),
        )
        for user in people
    )
