"""A file is shown to clamd (INSTREAM), over a unix socket or TCP; no client is needed."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Protocol

#: Seconds to connect, to wait for a piece of an answer, and for one file altogether.
CONNECT, ANSWER, WHOLE = 5.0, 60.0, 120.0
_CHUNK = 64 * 1024
LONGEST_ANSWER = 4096
PORT = 3310


class Readable(Protocol):
    """A file as far as it is read here."""

    def read(self, size: int, /) -> bytes:
        """Return so many bytes at most."""


class ClamdAway(Exception):
    """Nobody answers, or not what clamd would say; the file is to be shown again."""


class ClamdRefused(ClamdAway):
    """Clamd answers, but does not look at this file (StreamMaxLength)."""


class ClamdConnection:
    """One connection with an end."""

    def __init__(self, link: socket.socket, seconds: float) -> None:
        """Begin to count."""
        self.link, self.end = link, monotonic() + seconds

    def patience(self) -> None:
        """Let the next step take no longer than what is left."""
        left = self.end - monotonic()
        if left <= 0:
            raise TimeoutError
        self.link.settimeout(min(left, ANSWER))

    def say(self, words: bytes) -> None:
        """Send all of it."""
        for at in range(0, len(words), _CHUNK):
            self.patience()
            self.link.sendall(words[at : at + _CHUNK])

    def heard(self) -> str:
        """Return the answer up to its end."""
        said = b""
        while not said.endswith(b"\0"):
            self.patience()
            piece = self.link.recv(LONGEST_ANSWER)
            said += piece
            if not piece or len(said) > LONGEST_ANSWER:
                raise ClamdAway("no whole answer")
        return said.rstrip(b"\0").decode("utf-8", "replace").strip()


def signature_in(address: str, file: Readable, *, seconds: float = WHOLE) -> str:
    """Return the name of what clamd finds in the file, nothing when it finds nothing.

    Raises ClamdAway, and ClamdRefused when the file is more than clamd takes.
    """
    with _line(address, seconds) as line:
        with suppress(BrokenPipeError, ConnectionResetError):
            # Who refuses a stream says why and hangs up before all of it is sent.
            line.say(b"zINSTREAM\0")
            while piece := file.read(_CHUNK):
                line.say(struct.pack(">L", len(piece)) + piece)
            line.say(bytes(4))
        return _meaning(line.heard())


def answers(address: str, *, seconds: float = CONNECT) -> bool:
    """Return whether clamd is there and well."""
    try:
        with _line(address, seconds) as line:
            line.say(b"zPING\0")
            return line.heard() == "PONG"
    except ClamdAway:
        return False


def _meaning(answer: str) -> str:
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return ""
    if said.endswith(" FOUND") and said != answer:
        return said.removesuffix(" FOUND").strip()[:200] or "?"
    if "size limit exceeded" in said:
        raise ClamdRefused(said[:200])
    raise ClamdAway(f"answers «{said[:200]}»")


@contextmanager
def _line(address: str, seconds: float) -> Iterator[ClamdConnection]:
    try:
        with _connected(address, min(CONNECT, seconds)) as link:
            yield ClamdConnection(link, seconds)
    except (OSError, ValueError) as error:
        raise ClamdAway(type(error).__name__) from error


def _connected(address: str, seconds: float) -> socket.socket:
    path = address.removeprefix("unix:")
    if path.startswith("/"):
        link = socket.socket(socket.AF_UNIX)
        link.settimeout(seconds)
        try:
            link.connect(path)
        except BaseException:
            link.close()
            raise
        return link
    host, port = host_and_port(address)
    return socket.create_connection((host, port), timeout=seconds)


def host_and_port(address: str) -> tuple[str, int]:
    """Return host and port of «host:port», «[::1]:port» or a host alone."""
    plain = address.removeprefix("tcp://").removeprefix("tcp:")
    host, colon, port = plain.rpartition(":")
    if not colon or plain.endswith("]"):
        return plain.strip("[]"), PORT
    return host.strip("[]"), int(port)
