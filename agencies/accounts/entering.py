"""What is kept when somebody gets in, by password or by the link sent by mail."""

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from agencies.accounts.account_events import remember
from agencies.accounts.bounds import clear
from agencies.accounts.visitor import give_cookie, visitor_of
from agencies.models import AccountEvent, Device, SignIn, User
from agencies.trail.writing import AuditKind, record


@transaction.atomic
def entered(
    *, request: HttpRequest, response: HttpResponse, user: User, now: datetime
) -> None:
    """Keep a session that began; the owner hears of a browser that was not here before."""
    visitor = visitor_of(request)
    clear(name=user.get_username(), visitor=visitor)
    is_new = make_known(request=request, response=response, user=user, now=now)
    SignIn.objects.create(
        user=user,
        session_key=request.session.session_key or "",
        address=visitor.address,
        device=visitor.label,
        at=now,
    )
    if is_new:
        remember([user], AccountEvent.Kind.DEVICE, now, detail=visitor.said, tells=True)
        record(
            AuditKind.DEVICE, actor=user, person=user, after={"label": visitor.label}
        )


def make_known(
    *, request: HttpRequest, response: HttpResponse, user: User, now: datetime
) -> bool:
    """Let the account know this browser from now on; return whether it did not."""
    _, is_new = Device.objects.update_or_create(
        user=user,
        key_hash=give_cookie(request, response),
        defaults={"last_at": now, "label": visitor_of(request).label},
        create_defaults={
            "first_at": now,
            "last_at": now,
            "label": visitor_of(request).label,
        },
    )
    return is_new
