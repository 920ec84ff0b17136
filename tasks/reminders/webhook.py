"""The webhook: a signed POST per person and day to the address that the province uses.

Off without an address. The address and its secret come from the environment, never
from a form. https alone, or http to this machine; no redirect is followed, no proxy of
the environment is used, the answer is read for its first bytes only, and an address
that leads to the link-local network (cloud metadata) is refused before anything is
said.
"""

import http.client
import ipaddress
import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import SplitResult, urlsplit
from uuid import UUID, uuid4, uuid5

from django.conf import settings
from django.db.models import QuerySet

from kehoach.lib.webhooks import may_be_told, signature
from tasks.models import Envelope
from tasks.reminders.letter import AgencyPart, Letter, LetterLine, render
from tasks.reminders.smtp import Postponed, Refused

#: Seconds for each step of the talk.
TIMEOUT = 10
#: Answers that may heal: told to wait, or trouble on the other side.
LATER = (408, 425, 429)
KEYS = UUID("6d1b1a52-7d7a-5ad1-9f43-0e7c5a2f9f11")


def _key_of(letter: Letter) -> str:
    """Return the same key for the same ledger rows, at whatever time they are sent; a
    new one for a letter that is only a try.
    """
    if not letter.rows:
        return str(uuid4())
    return str(uuid5(KEYS, ",".join(map(str, sorted(letter.rows)))))


def body_of(letter: Letter, key: str) -> bytes:
    """Return the JSON that is posted (docs/operations.md)."""
    written = render(letter)
    facts = {
        "version": 1,
        "id": key,
        "test": not letter.rows,
        "rows": sorted(letter.rows),
        "on": letter.on.isoformat(),
        "to_steering": letter.to_steering,
        "person": {
            "name": letter.name,
            "email": letter.address,
            "phone": letter.phone,
        },
        "subject": written.subject,
        "text": written.text,
        "agencies": [_part(part) for part in letter.parts],
    }
    return json.dumps(facts, ensure_ascii=False).encode()


def _part(part: AgencyPart) -> dict[str, Any]:
    return {
        "code": part.code,
        "name": part.name,
        "late": part.counts.late,
        "coming": part.counts.coming,
        "stale": part.counts.stale,
        "figures": part.counts.figures,
        "duties": [_line(line) for line in part.lines],
    }


def _line(line: LetterLine) -> dict[str, Any]:
    return {
        "code": line.code,
        "title": line.title,
        "day": line.day.isoformat(),
        "when": line.when,
        "url": f"{settings.SITE_URL}/nhiem-vu/{line.duty_id}/",
    }


class Webhook:
    """A connection to the receiver, kept for the letters of one run."""

    hands_over = True

    def __init__(self, url: str, secret: str, clock: Callable[[], datetime]) -> None:
        self.url, self.secret, self.clock = urlsplit(url), secret, clock
        self.connection: http.client.HTTPConnection | None = None

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
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.close()

    def recording(
        self, rows: QuerySet[Envelope], now: datetime
    ) -> AbstractContextManager[None]:
        """Mark after each acceptance, as with mail."""
        return nullcontext()

    def post(self, letter: Letter) -> None:
        """Post the letter; raise Refused, Postponed, or OSError when nobody answers."""
        try:
            code, said = self._talk(letter)
        except http.client.HTTPException as error:
            self.close()
            message = f"Điểm nhận trả lời sai giao thức: {type(error).__name__}"
            raise OSError(message) from error
        except OSError:
            self.close()
            raise
        if 200 <= code < 300:
            return
        message = f"{code} {said}".strip()
        if code in LATER or code >= 500:
            raise Postponed(message)
        if 300 <= code < 400:
            message = f"{code}: điểm nhận chuyển hướng, không đi theo"
        raise Refused(message)

    def _talk(self, letter: Letter) -> tuple[int, str]:
        key, stamp = _key_of(letter), int(self.clock().timestamp())
        body = body_of(letter, key)
        path = self.url.path or "/"
        if self.url.query:
            path += f"?{self.url.query}"
        if self.connection is None:
            self.connection = connected(self.url)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "kehoach-reminder/1",
            "Idempotency-Key": key,
            "X-Kehoach-Timestamp": str(stamp),
            "X-Kehoach-Signature": signature(self.secret, stamp, body),
        }
        self.connection.request("POST", path, body, headers)
        answer = self.connection.getresponse()
        said = answer.read(300).decode(errors="replace")
        self.close()
        return answer.status, " ".join(said.split())


def connected(url: SplitResult) -> http.client.HTTPConnection:
    """Return an open connection; raises OSError where nothing may be posted to."""
    make = (
        http.client.HTTPSConnection
        if url.scheme == "https"
        else http.client.HTTPConnection
    )
    connection = make(url.hostname or "", url.port, timeout=TIMEOUT)
    connection.connect()
    peer = ipaddress.ip_address(connection.sock.getpeername()[0].split("%")[0])
    if not may_be_told(peer, url.scheme):
        connection.close()
        message = f"Địa chỉ điểm nhận dẫn tới {peer}, không được phép."
        raise OSError(message)
    return connection
