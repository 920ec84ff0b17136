"""A worker is woken for what was asked; no page waits long for the queue to listen."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from amqp.exceptions import ChannelError
from celery import current_app
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest

from kehoach.lib.patience import answered_within

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


def wake_worker() -> bool:
    """Return whether the queue took the hint in time."""
    taken = answered_within(PATIENCE, _publish)
    if not taken:
        logger.warning("the queue is away; rows wait")
    return taken


@contextmanager
def patient_link() -> Iterator[Any]:
    """Connect to the queue, with a limit for whatever the client reads."""
    with current_app.connection_for_write() as link:
        limits = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
        link.transport_options = {**link.transport_options, **limits}
        yield link


def waiting_jobs() -> int:
    """Return how many jobs wait in the queue; who asks sets a limit of time."""
    with patient_link() as link:
        try:
            queue = link.default_channel.queue_declare("celery", passive=True)
        except ChannelError:  # nobody has sent anything yet
            return 0
        return int(queue.message_count)


def _publish() -> bool:
    with patient_link() as link:
        current_app.send_task("agencies.run_asked", connection=link, retry=False)
    return True
