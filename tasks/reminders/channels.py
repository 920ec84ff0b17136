"""Where letters of a channel are handed over: mail, the portal, the webhook."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from django.conf import settings
from django.db.models import QuerySet

from tasks.models import Channel, Envelope
from tasks.reminders.letter import Letter
from tasks.reminders.portal_channel import NoticeBoard
from tasks.reminders.smtp import PostOffice
from tasks.reminders.webhook import Webhook


class Office(Protocol):
    """Takes letters one by one; raises Refused, Postponed or OSError."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    #: Whether an acceptance is known before its rows are marked, so that it has to be
    #: noted by itself.
    hands_over: bool

    def post(self, letter: Letter) -> None:
        """Hand over one letter."""

    def recording(
        self, rows: QuerySet[Envelope], now: datetime
    ) -> AbstractContextManager[None]:
        """Return what the rows of accepted letters are marked inside of."""


def channels_in_use() -> list[str]:
    """Return the channels that this portal has, the portal itself first."""
    found = [Channel.PORTAL, Channel.EMAIL]
    if settings.REMINDER_WEBHOOK_URL:
        found.append(Channel.WEBHOOK)
    return [str(channel) for channel in found]


def office_for(channel: str, clock: Callable[[], datetime]) -> Office:
    """Return a fresh office of the channel."""
    if channel == Channel.PORTAL:
        return NoticeBoard()
    if channel == Channel.WEBHOOK:
        return Webhook(
            settings.REMINDER_WEBHOOK_URL, settings.REMINDER_WEBHOOK_SECRET, clock
        )
    return PostOffice()
