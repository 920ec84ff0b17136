"""A letter as the bytes that go over the wire, written by hand.

Building it from MIME objects costs as much as sending it. The form is always the same:
plain text and HTML as alternatives, in UTF-8, lines of at most 998 bytes, else base64.
"""

import base64
import re
from email.utils import formatdate
from functools import lru_cache
from uuid import uuid4

from django.core.mail.message import sanitize_address

#: Bytes of a line that mail may carry (RFC 5322).
LONGEST_LINE = 998
PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Wire:
    """Bytes in the dress of a MIME message, as Django's mail backends ask for it."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    def as_bytes(self, linesep: str = "\n", **_: object) -> bytes:
        """Return the message with the line ends that are asked for."""
        return self.raw if linesep == "\r\n" else self.raw.replace(b"\r\n", b"\n")

    def get_charset(self) -> None:
        """Return none: the parts say theirs."""


def wire_of(
    *, subject: str, sender: str, to: str, extra: dict[str, str], text: str, html: str
) -> Wire:
    """Return the message; raises ValueError for what no header may hold."""
    boundary = f"=_{uuid4().hex}"
    headers = {
        "Subject": encoded(subject),
        "From": header_address(sender),
        "To": header_address(to),
        "Date": formatdate(),
        **extra,
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/alternative; boundary="{boundary}"',
    }
    for value in headers.values():
        if CONTROL.search(value.replace("\r\n ", "")):
            message = "Header values can't contain newlines"
            raise ValueError(message)
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    mark = f"--{boundary}".encode()
    pieces = (
        head.encode(),
        mark,
        _part("plain", text),
        mark,
        _part("html", html),
        mark + b"--\r\n",
    )
    return Wire(b"\r\n".join(pieces))


def _part(kind: str, content: str) -> bytes:
    """Return one alternative with its headers."""
    body = content.encode()
    way = "8bit"
    if len(max(body.split(b"\n"), key=len)) > LONGEST_LINE or b"\r" in body:
        body, way = base64.encodebytes(body), "base64"
    head = (
        f'Content-Type: text/{kind}; charset="utf-8"\r\n'
        f"Content-Transfer-Encoding: {way}\r\n\r\n"
    )
    return head.encode() + body.replace(b"\n", b"\r\n")


@lru_cache(maxsize=1024)
def encoded(text: str) -> str:
    """Return a header's text, as encoded words where it is not ASCII (RFC 2047)."""
    if CONTROL.search(text):
        message = "Header values can't contain newlines"
        raise ValueError(message)
    if text.isascii():
        return text
    words, word = [], ""
    for letter in text:
        if len((word + letter).encode()) > 42:  # 56 characters of base64
            words.append(word)
            word = ""
        word += letter
    coded = (base64.b64encode(each.encode()).decode() for each in (*words, word))
    return "\r\n ".join(f"=?utf-8?b?{each}?=" for each in coded)


@lru_cache(maxsize=4096)
def header_address(address: str) -> str:
    """Return an address as a header holds it; raises ValueError for a wrong one."""
    if PLAIN_ADDRESS.fullmatch(address):
        return address
    return sanitize_address(address, "utf-8").replace("\n ", "\r\n ")
