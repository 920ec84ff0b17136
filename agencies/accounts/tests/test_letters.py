"""A mail server that hangs holds up one letter to an owner, not all of them."""

import socket
import threading
from datetime import UTC, datetime
from typing import Any

import pytest

from agencies.accounts.account_events import remember
from agencies.accounts.letters import tell_owners
from agencies.models import AccountEvent
from agencies.tests.factories import make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 2, 30, tzinfo=UTC)


def test_a_mail_server_that_hangs_is_asked_once(settings: Any) -> None:
    people = [make_user(), make_user(), make_user()]
    remember(people, AccountEvent.Kind.SHUT, NOW, tells=True)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_TIMEOUT = 0.3
    called: list[socket.socket] = []

    def take(server: socket.socket) -> None:
        while True:
            try:
                called.append(server.accept()[0])
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        thread = threading.Thread(target=take, args=(silent,), daemon=True)
        thread.start()
        assert tell_owners(now=NOW) == 0
        silent.shutdown(socket.SHUT_RDWR)
        thread.join(5)
    for line in called:
        line.close()
    assert len(called) == 1
    assert AccountEvent.objects.filter(untold=True).count() == len(people)
