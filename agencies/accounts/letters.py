"""Letters to owners about their own accounts: what happened, and what to do if it was
not they. Rows wait in `AccountEvent.untold`; a job sends them every minute.
"""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPServerDisconnected

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from agencies.models import AccountEvent
from kehoach.lib.outside import speaking

logger = logging.getLogger(__name__)
#: What is older is no news any more (a backup was restored, mail was down for long).
NEWS = timedelta(days=3)
AT_ONCE = 200
#: No mail server, or one that hangs: smtplib calls its silence a disconnection.
AWAY = (ConnectionError, TimeoutError, SMTPServerDisconnected)
_SUBJECTS = {
    AccountEvent.Kind.SHUT: "Tài khoản tạm khóa vì nhập sai mật khẩu nhiều lần",
    AccountEvent.Kind.OPENED: "Tài khoản đã được gỡ tạm khóa",
    AccountEvent.Kind.DEVICE: "Tài khoản vừa đăng nhập từ thiết bị mới",
    AccountEvent.Kind.PASSWORD: "Mật khẩu vừa được thay đổi",
    AccountEvent.Kind.FACTOR: "Xác thực hai lớp vừa thay đổi",
    AccountEvent.Kind.ENDED: "Các phiên đăng nhập đã kết thúc",
}


def tell_owners(*, now: datetime) -> int:
    """Send the letters that wait; one that does not leave is tried again by the next
    run. Return how many went. A mail server that is away is asked once, not for each.
    """
    AccountEvent.objects.filter(untold=True, at__lte=now - NEWS).update(untold=False)
    waiting = AccountEvent.objects.filter(untold=True).order_by("at", "pk")
    sent = 0
    try:
        for pk in list(waiting.values_list("pk", flat=True)[:AT_ONCE]):
            sent += _tell(pk)
    except AWAY:
        logger.warning("the mail server is away; letters to owners wait")
    return sent


@transaction.atomic
def _tell(pk: int) -> bool:
    """Send one letter and mark it; who is at it already is left alone."""
    rows = AccountEvent.objects.select_related("user")
    locked = rows.select_for_update(of=("self",), skip_locked=True)
    event = locked.filter(pk=pk, untold=True).first()
    if event is None:
        return False
    try:
        speaking("mail")
        get_connection().send_messages([letter_of(event)])
    except AWAY:
        raise
    except OSError:
        logger.warning("no letter went to account %s (%s)", event.user_id, event.kind)
        return False
    event.untold = False
    event.save(update_fields=["untold"])
    return True


def letter_of(event: AccountEvent) -> EmailMessage:
    """Return the letter that tells the owner of an event."""
    kind = AccountEvent.Kind(event.kind)
    context = {
        "event": event,
        "user": event.user,
        "subject": _SUBJECTS[kind],
        "sessions": f"{settings.SITE_URL}{reverse('sessions')}",
        "reset": f"{settings.SITE_URL}{reverse('password_reset')}",
        "reopen": f"{settings.SITE_URL}{reverse('reopen')}",
    }
    body = render_to_string("emails/account_event.txt", context)
    return EmailMessage(subject=_SUBJECTS[kind], body=body, to=[event.user.email])
