"""The webhook: signed, bounded, never redirected, one key for the same rows."""

import json
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address
from typing import Any

import pytest
from django.core import mail

from kehoach.lib.webhooks import may_be_told, signature, webhook_problems_of
from tasks.models import Reminder, Rung
from tasks.reminders import webhook
from tasks.reminders.planning import plan_reminders, sweep_stuck
from tasks.reminders.sending import Tally, run_reminders, send_letter
from tasks.reminders.smtp import Postponed, Refused
from tasks.reminders.tests.receiving import SECRET, Receiver, receiver_at
from tasks.reminders.tests.reminding import NOW, WEEK_BEFORE, clock, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    with receiver_at(settings) as found:
        yield found


@pytest.fixture
def cast(receiver: Receiver) -> Any:
    found = make_cast()
    found.plan.rungs.all().delete()
    Rung.objects.create(
        plan=found.plan,
        schedule="annual",
        basis="due",
        offset_days=-7,
        addressees="officers",
        channel="webhook",
    )
    return found


def send(cast: Any, now: Any = NOW) -> Tally:
    return send_letter(
        person_id=cast.officer.pk, today=WEEK_BEFORE, now=now, channel="webhook"
    )


def test_each_person_is_told_by_one_signed_post(cast, receiver):
    tally = run_reminders(today=WEEK_BEFORE, clock=clock)
    assert (tally.planned, tally.sent) == (1, 1)
    ((headers, body),) = receiver.taken
    stamp = int(headers["X-Kehoach-Timestamp"])
    assert stamp == int(NOW.timestamp())
    assert headers["X-Kehoach-Signature"] == signature(SECRET, stamp, body)
    told = json.loads(body)
    assert headers["Idempotency-Key"] == told["id"]
    assert told["test"] is False
    row = Reminder.objects.get()
    assert (row.state, told["rows"]) == ("sent", [row.pk])
    assert told["person"]["email"] == cast.officer.email
    (part,) = told["agencies"]
    assert (part["code"], part["coming"]) == (cast.agency.code, 1)
    assert part["duties"][0]["day"] == "2026-12-16"
    assert SECRET.encode() not in body
    assert mail.outbox == []


@pytest.mark.parametrize("code", [500, 503, 429, 408])
def test_trouble_on_the_other_side_is_tried_again_later(cast, receiver, code):
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    receiver.answers = [(code, {})]
    assert send(cast).postponed == 1
    row = Reminder.objects.get()
    assert (row.state, row.envelope.not_before) == (
        "planned",
        NOW + timedelta(minutes=5),
    )
    assert row.problem.startswith(f"{code} da nghe")
    assert len(row.problem) < 320
    assert send(cast) == Tally()
    assert send(cast, NOW + timedelta(minutes=5)).sent == 1


@pytest.mark.parametrize("code", [400, 401, 404, 410, 422])
def test_a_refusal_is_recorded_and_not_repeated(cast, receiver, code):
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    receiver.answers = [(code, {})]
    assert send(cast).failed == 1
    assert Reminder.objects.get().state == "failed"
    assert send(cast) == Tally()


def test_a_redirect_is_never_followed(cast, receiver):
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    receiver.answers = [(302, {"Location": "http://169.254.169.254/"})]
    assert send(cast).failed == 1
    assert len(receiver.taken) == 1
    assert "chuyển hướng" in Reminder.objects.get().problem


def test_nobody_there_leaves_the_row_planned(cast, settings):
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    settings.REMINDER_WEBHOOK_URL = "http://127.0.0.1:1/"
    with pytest.raises(OSError):
        send(cast)
    assert Reminder.objects.get().state == "planned"


def test_an_answer_that_comes_too_late_is_repeated_with_the_same_key(
    cast, receiver, monkeypatch
):
    """The receiver has it and the portal cannot know: the key tells it apart."""
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    monkeypatch.setattr(webhook, "TIMEOUT", 0.3)
    receiver.waits = 5
    with pytest.raises(OSError):
        send(cast)
    receiver.waits = 0
    receiver.holding.set()
    later = NOW + timedelta(days=1, hours=1)
    assert send_letter(
        person_id=cast.officer.pk,
        today=later.date(),
        now=later,
        channel="webhook",
    ).sent
    keys = {headers["Idempotency-Key"] for headers, _ in receiver.taken}
    assert len(receiver.taken) == 2
    assert len(keys) == 1


def test_a_worker_killed_after_the_answer_repeats_with_the_same_key(
    cast, receiver, monkeypatch
):
    class Killed(BaseException):
        """The worker's process ends here."""

    def die(*_: object, **__: object) -> None:
        raise Killed

    plan_reminders(today=WEEK_BEFORE, now=NOW)
    with monkeypatch.context() as patch:
        patch.setattr("tasks.reminders.sending.mark_sent", die)
        with pytest.raises(Killed):
            send(cast)
    assert sweep_stuck(now=NOW + timedelta(hours=2)) == 1
    assert send(cast).sent == 1
    first, second = (headers["Idempotency-Key"] for headers, _ in receiver.taken)
    assert first == second


@pytest.mark.parametrize(
    ("peer", "scheme", "allowed"),
    [
        ("10.1.2.3", "https", True),
        ("203.0.113.9", "https", True),
        ("203.0.113.9", "http", False),
        ("127.0.0.1", "http", True),
        ("169.254.169.254", "https", False),
        ("::ffff:169.254.169.254", "https", False),
        ("fe80::1", "https", False),
        ("0.0.0.0", "https", False),
        ("224.0.0.1", "https", False),
        ("::1", "http", True),
    ],
)
def test_which_addresses_may_be_told(peer, scheme, allowed):
    assert may_be_told(ip_address(peer), scheme) is allowed


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("http://nhan.khanhhoa.gov.vn/", SECRET),
        ("ftp://nhan.khanhhoa.gov.vn/", SECRET),
        ("https://", SECRET),
        ("https://a:b@nhan.khanhhoa.gov.vn/", SECRET),
        ("https://nhan.khanhhoa.gov.vn/", "ngan"),
        ("file:///etc/passwd", SECRET),
    ],
)
def test_a_webhook_with_half_its_settings_is_refused(url, secret):
    assert list(webhook_problems_of(url, secret))


def test_a_right_address_is_taken():
    assert not list(
        webhook_problems_of("https://nhan.khanhhoa.gov.vn/nhac-viec", SECRET)
    )


def test_errors_of_the_talk_are_told_apart():
    assert issubclass(Postponed, OSError)
    assert not issubclass(Refused, OSError)
