"""A stand-in for clamd: a thread that speaks INSTREAM, well or badly."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

#: What the stand-in finds.
MALWARE_MARK = b"KEHOACH-TEST-MALWARE"
FOUND = "Kehoach.Test"


class StandIn:
    """How it behaves now, and what it was shown."""

    def __init__(self, door: socket.socket, address: str) -> None:
        """Begin well."""
        self.door, self.address = door, address
        self.mood, self.largest = "well", 30 * 1024 * 1024
        self.shown: list[bytes] = []
        self.held: list[socket.socket] = []

    def serve(self) -> None:
        """Answer one after the other until the door is closed."""
        with suppress(OSError):
            while True:
                link, _ = self.door.accept()
                link.settimeout(20)
                with suppress(OSError):
                    self.answer(link)

    def answer(self, link: socket.socket) -> None:
        """Answer one connection as the mood is."""
        if self.mood == "hanging":
            self.held.append(link)
            return
        with link:
            if self.mood == "hanging up":
                return
            asked = self.read(link, 1)
            while not asked.endswith(b"\0"):
                asked += self.read(link, 1)
            if asked == b"zPING\0":
                link.sendall(b"PONG\0")
            else:
                link.sendall(self.verdict(link))

    def verdict(self, link: socket.socket) -> bytes:
        """Read the stream and return what is said of it."""
        content = b""
        while size := struct.unpack(">L", self.read(link, 4))[0]:
            if len(content) + size > self.largest:
                return b"INSTREAM size limit exceeded. ERROR\0"
            content += self.read(link, size)
        self.shown.append(content)
        found = f"{FOUND} FOUND" if MALWARE_MARK in content else "OK"
        return {
            "half": b"stream: O",
            "wrong": b"<html>It works!</html>\0",
            "endless": b"stream: " + b"x" * 100_000,
            "empty": b"\0",
            "error": b"stream: Can't allocate memory ERROR\0",
        }.get(self.mood, f"stream: {found}\0".encode())

    @staticmethod
    def read(link: socket.socket, size: int) -> bytes:
        """Return so many bytes."""
        content = b""
        while len(content) < size:
            piece = link.recv(min(size - len(content), 65_536))
            if not piece:
                raise ConnectionError
            content += piece
        return content


@contextmanager
def clamd(folder: Path | None = None) -> Iterator[StandIn]:
    """Let a stand-in listen on a unix socket in the folder, or on TCP."""
    if folder:
        door, path = socket.socket(socket.AF_UNIX), str(folder / "clamd.ctl")
        door.bind(path)
        address = f"unix:{path}"
    else:
        door = socket.create_server(("127.0.0.1", 0))
        address = f"127.0.0.1:{door.getsockname()[1]}"
    door.listen()
    found = StandIn(door, address)
    thread = threading.Thread(target=found.serve, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)
        door.close()
        for link in found.held:
            link.close()
        thread.join(5)
