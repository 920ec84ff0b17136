"""A calendar feed as RFC 5545 asks: CRLF, lines folded at 75 bytes, text escaped."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LINE_BYTES = 75
#: When a reminder of a whole day rings: a calendar counts back from midnight.
RING_HOUR = 8


@dataclass(frozen=True, slots=True)
class DayEvent:
    """Something on a whole day; `uid` stays the same for the same thing, `rings` are
    the days before on which a calendar reminds of it, at `RING_HOUR`.
    """

    uid: str
    day: date
    title: str
    text: str = ""
    url: str = ""
    rings: tuple[int, ...] = ()


def feed(*, name: str, events: Iterable[DayEvent], now: datetime) -> bytes:
    """Return the calendar as UTF-8; `now` is the moment it was made."""
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//ke hoach//VI",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escape(name)}",
        "X-WR-TIMEZONE:Asia/Ho_Chi_Minh",
    ]
    for event in events:
        lines += _event(event, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{fold(line)}\r\n" for line in lines).encode()


def _event(event: DayEvent, stamp: str) -> list[str]:
    after = event.day + timedelta(days=1)
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{after:%Y%m%d}",
        f"SUMMARY:{escape(event.title)}",
        *([f"DESCRIPTION:{escape(event.text)}"] if event.text else []),
        *([f"URL:{event.url}"] if event.url else []),
        "TRANSP:TRANSPARENT",
        *(line for days in event.rings for line in _alarm(event, days)),
        "END:VEVENT",
    ]


def _alarm(event: DayEvent, days: int) -> list[str]:
    """Return a reminder in the morning of a day before."""
    hours = days * 24 - RING_HOUR
    return [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{escape(event.title)}",
        f"TRIGGER:-P{hours // 24}DT{hours % 24}H",
        "END:VALARM",
    ]


def escape(text: str) -> str:
    """Return text with backslash, comma, semicolon and line ends escaped."""
    kept = text.replace("\r\n", "\n").replace("\r", "\n")
    for sign in ("\\", ",", ";"):
        kept = kept.replace(sign, f"\\{sign}")
    return "".join(c for c in kept.replace("\n", "\\n") if ord(c) >= 32 or c == "\t")


def fold(line: str) -> str:
    """Return the line broken so that no part passes 75 bytes; letters stay whole."""
    parts, part, size = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > LINE_BYTES:
            parts.append(part)
            part, size = " ", 1
        part += letter
        size += width
    parts.append(part)
    return "\r\n".join(parts)
