"""What was asked for is run: once, again after a failure, by another after a death."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import transaction

from agencies.asked import asking
from agencies.jobs import run_asked
from agencies.models import AskedJob, AuditRecord
from agencies.tests.asking import asked_jobs
from agencies.tests.factories import make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 2, 30, tzinfo=UTC)
JOB = "agencies.send_password_link"


def test_asked_twice_is_one_row() -> None:
    for email in ("a@x.vn", "b@x.vn", "a@x.vn"):
        asking.ask(job=JOB, now=NOW, email=email)
    assert asked_jobs() == [(JOB, {"email": "a@x.vn"}), (JOB, {"email": "b@x.vn"})]


def test_what_was_rolled_back_was_not_asked() -> None:
    with transaction.atomic():
        asking.ask(job=JOB, now=NOW, email="a@x.vn")
        transaction.set_rollback(True)
    assert asked_jobs() == []


def test_one_worker_takes_a_row_and_another_when_it_died() -> None:
    asking.ask(job=JOB, now=NOW, email="a@x.vn")
    assert asking.take(now=NOW)
    assert asking.take(now=NOW) is None
    assert asking.take(now=NOW + asking.TAKEN_FOR)


def test_what_is_asked_again_while_it_runs_runs_again() -> None:
    asking.ask(job=JOB, now=NOW, email="a@x.vn")
    row = asking.take(now=NOW)
    assert row
    later = NOW + timedelta(seconds=5)
    asking.ask(job=JOB, now=later, email="a@x.vn")
    asking.note_done(row=row)
    assert asking.take(now=later)


def test_a_failure_waits_longer_each_time_and_ends() -> None:
    asking.ask(job=JOB, now=NOW, email="a@x.vn")
    now, waits = NOW, []
    while row := asking.take(now=now):
        asking.note_failed(row=row, problem="OSError", now=now)
        due = AskedJob.objects.get().due_at
        waits.append(due - now)
        now = due
    assert waits[:3] == [timedelta(seconds=each) for each in (30, 60, 120)]
    assert max(waits) == asking.LONGEST_WAIT
    assert now - NOW >= asking.GIVEN_UP_AFTER


def test_a_job_that_fails_keeps_no_other_from_running(settings, clock) -> None:
    clock.at(NOW)
    user = make_user()
    asking.ask(job="agencies.gone", now=NOW - timedelta(seconds=1))
    asking.ask(job=JOB, now=NOW, email=user.email)
    run_asked()
    assert [letter.to for letter in mail.outbox] == [[user.email]]
    left = AskedJob.objects.get()
    assert (left.job, left.tries, left.due_at) == (
        "agencies.gone", 1, NOW + asking.FIRST_WAIT,
    )  # fmt: skip


def test_what_keeps_failing_is_told_and_kept_in_the_trail() -> None:
    asking.ask(job=JOB, now=NOW, email="a@x.vn")
    now = NOW
    for tries in range(1, 5):
        row = asking.take(now=now)
        assert row
        asking.note_failed(row=row, problem="OSError", now=now)
        assert asking.failing().count() == (tries >= asking.TOLD_AFTER)
        now = AskedJob.objects.get().due_at
    kept = AuditRecord.objects.get(kind="job")
    assert (kept.target, kept.after["problem"]) == (JOB, "OSError")
