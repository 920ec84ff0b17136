"""A receiver of the webhook that keeps what it is told, and can strike."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "s" * 40


class Receiver:
    """Keeps headers and body of each post and answers as it is told to.

    `strike` is called once, at the n-th time of a moment: `received` (the post is
    here, nothing was answered) or `ack` (the answer is on its way).
    """

    def __init__(self) -> None:
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.waits = 0.0
        self.holding = threading.Event()
        self.point = ("", 0)
        self.strike: Callable[[BaseHTTPRequestHandler], None] = lambda _: None
        self.struck = threading.Event()
        self.lock = threading.Lock()
        self.seen = 0

    @property
    def keys(self) -> list[str]:
        """Return the key of each post."""
        return [headers["Idempotency-Key"] for headers, _ in self.taken]

    def reached(self, moment: str, handler: BaseHTTPRequestHandler) -> bool:
        """Strike when this is the moment; return whether it was."""
        with self.lock:
            if self.point[0] != moment or self.struck.is_set():
                return False
            self.seen += 1
            if self.seen < self.point[1]:
                return False
            self.strike(handler)
            self.struck.set()
            return True


def handler_of(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    """Return the web server's side of the receiver."""

    class Handler(BaseHTTPRequestHandler):
        """One post."""

        def do_POST(self) -> None:
            """Take it."""
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            receiver.taken.append((dict(self.headers), body))
            if receiver.waits:
                receiver.holding.wait(receiver.waits)
            if receiver.reached("received", self):
                self.close_connection = True
                return
            code, headers = (receiver.answers or [(204, {})]).pop(0)
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if code != 204:
                self.wfile.write(b"da nghe " * 500)
            receiver.reached("ack", self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def receiver_at(settings: Any) -> Iterator[Receiver]:
    """Run a receiver on a free local port and point the portal to it."""
    receiver = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(receiver))
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    settings.REMINDER_WEBHOOK_URL = f"http://127.0.0.1:{server.server_port}/nhan?v=1"
    settings.REMINDER_WEBHOOK_SECRET = SECRET
    try:
        yield receiver
    finally:
        receiver.holding.set()
        server.shutdown()
        server.server_close()
