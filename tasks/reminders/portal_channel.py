"""The portal as a channel: the notice and its ledger rows are written together."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Self

from django.db import transaction
from django.db.models import QuerySet

from tasks.duties.locks import hold
from tasks.models import Envelope, Notice
from tasks.notices.telling import Told, notice_to
from tasks.reminders.letter import Letter


class NoticeBoard:
    """Keeps letters until their rows are marked; then they hang in «Thông báo»."""

    hands_over = False

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.letters.clear()

    def post(self, letter: Letter) -> None:
        """Keep the letter."""
        self.letters.append(letter)

    @contextmanager
    def recording(self, rows: QuerySet[Envelope], now: datetime) -> Iterator[None]:
        """Write the notices of the people whose envelopes the batch still holds, in one
        transaction with the marks: a crash leaves neither.
        """
        letters, self.letters = self.letters, []
        with transaction.atomic():
            locked = hold(rows)
            people = set(locked.values_list("person_id", flat=True))
            mine = [each for each in letters if each.person_id in people]
            Notice.objects.bulk_create(notice_of(each, now) for each in mine)
            yield


def notice_of(letter: Letter, now: datetime) -> Notice:
    """Return the letter as one notice that leads to what it is about."""
    words = letter.words.subject if letter.words else f"Nhắc việc: {letter.counts}"
    lines = [line for part in letter.parts for line in part.lines]
    codes = ", ".join(dict.fromkeys(line.code for line in lines))
    text = f"{words} ({codes})" if codes else words
    told = Told(Notice.Kind.REMINDER, text, _address(letter))
    return notice_to(person_id=letter.person_id, told=told, now=now)


def _address(letter: Letter) -> str:
    if letter.to_steering and len(letter.parts) > 1:
        return "/don-doc/"
    (first, *_) = letter.parts
    if letter.counts.total == len(first.lines) == 1:
        return f"/nhiem-vu/{first.lines[0].duty_id}/"
    return f"/don-vi/{first.code}/"
