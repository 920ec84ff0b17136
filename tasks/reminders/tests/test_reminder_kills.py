"""Worker, Redis or mail server killed at each step of the path: nothing lost, nothing
doubled but where SMTP itself cannot know, nothing for a duty that was met.

`Điểm` of the path: a start, then six moments of the mail talk for each of three
letters, for three victims. One runs in `make test`, all of them in `make test-all`.
"""

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiosmtpd.smtp import SMTP
from django.utils import timezone

from tasks.models import Holiday, Reminder
from tasks.reminders.planning import plan_reminders
from tasks.reminders.tests.reminding import NOW, WEEK_BEFORE, mail_server, make_cast
from tasks.reminders.tests.servers import Broker, Stage, Striker, kill

MOMENTS = ("EHLO", "MAIL", "RCPT", "received", "ack", "QUIT")
LETTERS = 3
#: (victim, moment, which time it is reached)
POINTS = [
    *(("worker", moment, n) for moment in MOMENTS for n in range(1, LETTERS + 1)),
    *(("mail", moment, n) for moment in MOMENTS for n in range(1, LETTERS + 1)),
    *(("redis", moment, n) for moment in MOMENTS for n in range(1, LETTERS + 1)),
    ("worker", "start", 1),
    ("redis", "start", 1),
]
#: Always the same for `make test`: what SMTP itself cannot know.
FEW = [("worker", "ack", 2)]
REST = random.Random(2026).sample(
    [point for point in POINTS if point not in FEW], len(POINTS) - len(FEW)
)
State = Reminder.State
#: Where a process dies does not depend on the hour.
marks = [pytest.mark.slow, pytest.mark.own_hour]


@contextmanager
def on_stage(
    settings: Any, folder: Path, moment: str, nth: int
) -> Iterator[tuple[Stage, Striker]]:
    """Set the stage: three people to be told, one whose duty was met since."""
    cast = make_cast()
    people = [cast.officer, cast.another(), cast.another()]
    met = cast.another()
    assert plan_reminders(today=WEEK_BEFORE, now=NOW) == len(people) + 1
    duties = met.memberships.get().agency.duties
    duties.update(state="submitted", first_sent_on=WEEK_BEFORE)
    Holiday.objects.update_or_create(
        day=timezone.localdate(), defaults={"name": "Làm bù", "is_worked": True}
    )
    postman = Striker(moment, nth)
    with mail_server(settings, postman):
        broker = Broker(folder)
        stage = Stage(broker, folder, settings.EMAIL_PORT, f"q-{uuid4().hex}")
        try:
            yield stage, postman
        finally:
            stage.stop()


def check_survival(
    settings: Any, folder: Path, victim: str, moment: str, nth: int
) -> None:
    """Kill the victim at the point, bring it back, and count every letter."""
    with on_stage(settings, folder, moment, nth) as (stage, postman):

        def strike(server: SMTP) -> None:
            if victim == "worker":
                kill(stage.worker)
            elif victim == "redis":
                stage.broker.stop()
            elif server.transport:
                server.transport.abort()

        postman.strike = strike
        postman.loses = victim == "mail"
        stage.start_worker()
        stage.ask()
        if moment == "start":
            kill(stage.worker) if victim == "worker" else stage.broker.stop()
        else:
            assert postman.struck.wait(60), "the point was never reached"
        stage.bring_back(victim)
        stage.run_out()
        time.sleep(0.3)
    states = Reminder.objects.count_by_standing()
    assert states == {State.SENT: LETTERS, State.DROPPED: 1}
    dropped = Reminder.objects.standing(State.DROPPED).get()
    letters = Counter(postman.accepted)
    assert dropped.person.email not in letters
    due = Reminder.objects.standing(State.SENT).values_list("person__email")
    assert set(letters) == {email for (email,) in due}
    doubled = {email for email, number in letters.items() if number > 1}
    in_doubt = {postman.struck_at} if may_double(victim, moment) else set()
    assert doubled <= in_doubt
    assert max(letters.values()) <= 2


def may_double(victim: str, moment: str) -> bool:
    """Return whether the kill fell inside the acknowledgement: the server has the
    letter and nobody can know that it does.
    """
    return (victim, moment) in {
        ("worker", "received"),
        ("worker", "ack"),
        ("mail", "ack"),
    }


def name(point: tuple[str, str, int]) -> str:
    """Return the point as words."""
    return "-".join(map(str, point))


@pytest.mark.needs_redis
@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "point", [*FEW, *(pytest.param(p, marks=marks) for p in REST)], ids=name
)
def test_every_letter_goes_once_and_twice_only_where_smtp_cannot_know(
    settings: Any, tmp_path: Path, point: tuple[str, str, int]
) -> None:
    check_survival(settings, tmp_path, *point)


def test_kills_are_tried_at_fifty_points_or_more() -> None:
    assert len(set(FEW) | set(REST)) == len(POINTS) >= 50
