"""Handing letters to the mail server, and telling what can heal from what cannot."""

import smtplib
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet

from tasks.models import Envelope
from tasks.reminders.letter import Letter, render

#: Letters that go through one connection before it is renewed.
PER_CONNECTION = 100


class Refused(Exception):
    """The server refused this letter for good; trying again cannot heal it."""


class Postponed(OSError):
    """The server asks to try this one letter again later (SMTP 4xx)."""


def _codes_of(error: smtplib.SMTPException) -> set[int]:
    """Return the reply codes about this one letter; none if it is not about it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return {code for code, _ in error.recipients.values()}
    if isinstance(error, smtplib.SMTPDataError):
        return {error.smtp_code}
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return {550}
    return set()


def _words_of(error: smtplib.SMTPException) -> str:
    """Return what the server said, without Python's dress."""
    answers: list[tuple[int, bytes | str]] = []
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = list(error.recipients.values())
    elif isinstance(error, smtplib.SMTPResponseException):
        answers = [(error.smtp_code, error.smtp_error)]
    said = [
        f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
        for code, text in answers
    ]
    return "; ".join(said) or str(error)


def message_of(letter: Letter) -> EmailMultiAlternatives:
    """Return the letter as a message; its id is the same for a person and a day,
    so that mail programs can merge a rare second copy.
    """
    written = render(letter)
    host = urlsplit(settings.SITE_URL).hostname
    headers = {
        "Auto-Submitted": "auto-generated",
        "Message-ID": f"<nhac-viec.{letter.person_id}.{letter.on:%Y%m%d}@{host}>",
    }
    message = EmailMultiAlternatives(
        written.subject, written.text, to=[written.address], headers=headers
    )
    message.attach_alternative(written.html, "text/html")
    return message


class PostOffice:
    """A mail connection that is opened when needed and renewed now and then."""

    hands_over = True

    def __init__(self) -> None:
        self.connection: BaseEmailBackend | None = None
        self.used = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; the next letter opens a new one."""
        connection, self.connection, self.used = self.connection, None, 0
        if connection is not None:
            connection.close()

    def recording(
        self, rows: QuerySet[Envelope], now: datetime
    ) -> AbstractContextManager[None]:
        """Mark after each acceptance: nothing else goes with it."""
        return nullcontext()

    def hand_over(self, message: EmailMultiAlternatives) -> None:
        """Give one message to the server over the open or a new connection."""
        if self.used >= PER_CONNECTION:
            self.close()
        if self.connection is None:
            connection = get_connection()
            connection.open()
            self.connection = connection
        self.connection.send_messages([message])
        self.used += 1

    def post(self, letter: Letter) -> None:
        """Send the letter; raise Refused, Postponed, or OSError when mail is down."""
        message = message_of(letter)
        try:
            self.post_message(message)
        except smtplib.SMTPException as error:
            codes = _codes_of(error)
            if not codes:
                self.close()
                raise
            if min(codes) >= 500:
                raise Refused(_words_of(error)) from error
            raise Postponed(_words_of(error)) from error
        except ValueError as error:
            raise Refused(f"Địa chỉ hoặc nội dung không gửi được: {error}") from error

    def post_message(self, message: EmailMultiAlternatives) -> None:
        """Hand over; a connection that was cut while idle is opened once more."""
        if not message.recipients():  # Django sends nothing then, and says nothing
            no_address = 'Invalid address ""'
            raise ValueError(no_address)
        fresh = self.connection is None
        try:
            self.hand_over(message)
        except (smtplib.SMTPServerDisconnected, ConnectionError):
            self.close()
            if fresh:
                raise
            self.hand_over(message)
