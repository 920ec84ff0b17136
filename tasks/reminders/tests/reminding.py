"""A plan with the shipped ladder and some agencies, for tests of reminders."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from agencies.models import Agency, User
from agencies.tests.factories import make_agency, make_user
from kehoach.lib.workdays import Calendar
from tasks.models import Duty, Period, Plan, Rung, Task
from tasks.tests.factories import make_duty, make_period, make_plan, make_task

DUE = date(2026, 12, 16)
WEEK_BEFORE = date(2026, 12, 9)
NOW = datetime(2026, 12, 9, 7, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
LADDER = (
    ("due", -30, "officers"),
    ("due", -7, "officers"),
    ("due", 0, "officers"),
    ("due", 7, "head"),
    ("due", 30, "steering"),
    ("heartbeat", 0, "officers"),
)


def clock() -> datetime:
    """Return the same moment always."""
    return NOW


@dataclass
class Cast:
    """One agency that owes one annual duty, its people, and who steers."""

    plan: Plan
    task: Task
    period: Period
    agency: Agency
    officer: User
    head: User
    steering: User
    duty: Duty

    def another(self, **user: Any) -> User:
        """Add an agency that owes the same task; return its officer."""
        agency = make_agency()
        make_duty(self.task, agency, self.period)
        return make_user("officer", agency, **user)


def make_cast() -> Cast:
    """Create the plan, its ladder, one agency and its people."""
    plan = make_plan()
    for basis, offset, addressees in LADDER:
        for schedule in ("annual", "ongoing", "once"):
            Rung.objects.create(
                plan=plan,
                schedule=schedule,
                basis=basis,
                offset_days=offset,
                addressees=addressees,
            )
    task, period, agency = make_task(plan), make_period(plan), make_agency()
    return Cast(
        plan,
        task,
        period,
        agency,
        make_user("officer", agency),
        make_user("head", agency),
        make_user("officer", plan.steering_agency),
        make_duty(task, agency, period),
    )


class Postman:
    """A mail server's handler that keeps what it accepts and refuses on demand."""

    def __init__(self) -> None:
        self.accepted: list[str] = []
        self.connections: set[object] = set()
        self.answers: dict[str, str] = {}
        self.is_holding = False

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Refuse the addresses with an answer of their own; wait while holding."""
        while self.is_holding:
            await asyncio.sleep(0.05)
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Accept the letter."""
        self.accepted += envelope.rcpt_tos
        self.connections.add(session.peer)
        return "250 OK"


def free_port() -> int:
    """Return a local port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server(settings: Any, handler: Postman | None = None) -> Iterator[Postman]:
    """Run a mail server on a free local port and point Django to it."""
    postman = handler or Postman()
    port = free_port()
    controller = Controller(postman, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    try:
        yield postman
    finally:
        controller.stop()


EVERY_DAY = Calendar(
    days_worked=frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(900))
)
