"""After a backup was restored: what went out since is not sent again."""

from datetime import date, datetime, timedelta

from django.db import transaction

from tasks.models import Envelope, Reminder
from tasks.reminders.planning import plan_reminders

_WHY = "Khôi phục bản sao lưu: coi như đã nhắc"


@transaction.atomic
def settle_reminders(*, since: date, today: date, now: datetime) -> int:
    """Take everything that the ladder reached from `since` to `today` as sent; return
    how many rows of the ledger were dropped with that reason.

    Each day is planned as its run would have done, so that later steps go out as usual.
    """
    for number in range((today - since).days + 1):
        plan_reminders(today=since + timedelta(days=number), now=now)
    waiting = Envelope.objects.filter(
        state__in=(Envelope.State.PLANNED, Envelope.State.SENDING)
    )
    number = Reminder.objects.live().filter(envelope__in=waiting).count()
    waiting.update(
        state=Envelope.State.DROPPED, batch=None, not_before=None, problem=_WHY
    )
    return number
