"""A worker is woken for what was asked; no page waits long for the queue to listen."""

import logging
from functools import partial
from threading import Thread

from celery import current_app
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest

logger = logging.getLogger(__name__)
#: Seconds that a page waits for the queue; what was asked is stored already.
PATIENCE = 2.0
WAITS = (
    "Việc nền đang tạm dừng nên yêu cầu này chạy chậm hơn. Yêu cầu đã được ghi lại và"
    " tự chạy khi việc nền trở lại, anh/chị không cần làm lại."
)


def wake(request: HttpRequest) -> None:
    """Wake a worker once all is stored, and tell the visitor when the queue is away."""
    transaction.on_commit(partial(_wake, request))


def _wake(request: HttpRequest) -> None:
    if not wake_worker():
        messages.warning(request, WAITS)


def wake_worker(*, seconds: float = PATIENCE) -> bool:
    """Return whether the queue took the hint in time.

    In a thread: no option of any client bounds looking up a name, connecting, its own
    retries and a server that hangs all together.
    """
    taken: list[bool] = []
    thread = Thread(target=_publish, args=(taken, seconds), daemon=True)
    thread.start()
    thread.join(seconds)
    return bool(taken)


def _publish(taken: list[bool], seconds: float) -> None:
    try:
        with current_app.connection_for_write() as link:
            limits = {"socket_timeout": seconds, "socket_connect_timeout": seconds}
            link.transport_options = {**link.transport_options, **limits}
            current_app.send_task("agencies.run_asked", connection=link, retry=False)
        taken.append(True)
    except Exception as error:  # noqa: BLE001 -- whatever the queue does, the row is there
        logger.warning("the queue is away (%s); rows wait", type(error).__name__)
