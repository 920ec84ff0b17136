"""Several workers at once, and one that is killed: on real servers."""

import time
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from tasks.models import Holiday, Reminder
from tasks.reminders import jobs as reminders_jobs
from tasks.reminders.ledger import claim
from tasks.reminders.planning import plan_reminders, sweep_stuck
from tasks.reminders.sending import begin_sending, run_reminders, send_letter
from tasks.reminders.tests.reminding import (
    NOW,
    WEEK_BEFORE,
    clock,
    mail_server,
    make_cast,
)
from tasks.reminders.tests.servers import kill, start_worker
from tasks.tests.factories import make_duty, make_task
from tasks.tests.together import at_once


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_never_share_a_row() -> None:
    cast = make_cast()
    for _ in range(20):
        make_duty(make_task(cast.plan), cast.agency, cast.period)
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    who = [cast.officer.pk]
    batches: list[UUID | None] = at_once(
        *[lambda: claim(person_ids=who, today=WEEK_BEFORE, now=NOW)] * 6
    )
    (winner,) = [batch for batch in batches if batch]
    assert len(batches) == 6
    held = set(Reminder.objects.values_list("envelope__batch", "envelope__state"))
    assert held == {(winner, "sending")}
    assert Reminder.objects.count() == 21


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_one_letter_each(settings: Any) -> None:
    cast = make_cast()
    people = [cast.officer, *(cast.another() for _ in range(12))]
    with mail_server(settings) as postman:
        at_once(*[lambda: run_reminders(today=WEEK_BEFORE, clock=clock)] * 3)
    assert sorted(postman.accepted) == sorted(person.email for person in people)
    assert set(Reminder.objects.count_by_standing()) == {"sent"}


def wait_for(state: str) -> None:
    """Wait until every row of the ledger is in `state`, at most some seconds."""
    deadline = time.monotonic() + 60
    while set(Reminder.objects.count_by_standing()) != {state}:
        assert time.monotonic() < deadline, f"never {state}"
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.needs_redis
@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_sending_loses_no_letter(
    settings: Any, tmp_path: Path
) -> None:
    cast, queue = make_cast(), f"nhac-viec-{uuid4().hex}"
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    Holiday.objects.create(day=timezone.localdate(), name="Làm bù", is_worked=True)
    job = {"kwargs": {"person_id": cast.officer.pk}, "queue": queue}
    with mail_server(settings) as postman:
        postman.is_holding = True
        worker = start_worker(tmp_path, settings.EMAIL_PORT, queue)
        reminders_jobs.send_letter_job.apply_async(**job)
        wait_for("sending")
        kill(worker)
        assert sweep_stuck(now=timezone.now()) == 0
        assert sweep_stuck(now=timezone.now() + timedelta(hours=2)) == 1
        postman.is_holding = False
        worker = start_worker(tmp_path, settings.EMAIL_PORT, queue)
        try:
            reminders_jobs.send_letter_job.apply_async(**job)
            reminders_jobs.send_letter_job.apply_async(**job)
            wait_for("sent")
            time.sleep(1)
        finally:
            kill(worker)
    assert postman.accepted == [cast.officer.email]


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_plan_and_start_each_letter_once(settings: Any) -> None:
    cast = make_cast()
    people = [cast.officer, *(cast.another() for _ in range(5))]
    at_once(*[lambda: plan_reminders(today=WEEK_BEFORE, now=NOW)] * 4)
    assert Reminder.objects.count() == len(people)
    asked = at_once(*[lambda: begin_sending(today=WEEK_BEFORE, now=NOW)] * 3)
    send = partial(send_letter, today=WEEK_BEFORE, now=NOW)
    with mail_server(settings) as postman:
        for person_id, channel in [pair for pairs in asked for pair in pairs]:
            send(person_id=person_id, channel=channel)
    assert sorted(postman.accepted) == sorted(person.email for person in people)


@pytest.mark.django_db
def test_a_mail_server_that_hangs_is_left_and_the_row_waits(settings: Any) -> None:
    cast = make_cast()
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    settings.EMAIL_TIMEOUT = 1
    with mail_server(settings) as postman:
        postman.is_holding = True
        with pytest.raises(OSError):
            send_letter(person_id=cast.officer.pk, today=WEEK_BEFORE, now=NOW)
        postman.is_holding = False
    row = Reminder.objects.get()
    assert (row.state, row.envelope.attempts) == ("planned", 1)
    assert row.problem
