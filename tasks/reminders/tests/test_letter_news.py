"""What happened inside an agency is told in the letter of the day, once."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from agencies.tests.factories import make_agency, make_user
from tasks.models import Envelope, Notice
from tasks.notices.telling import mark_read
from tasks.reminders.planning import plan_reminders
from tasks.reminders.sending import run_reminders
from tasks.tests.factories import make_duty, make_period, make_plan
from tasks.work.at_head import prepare_duty, send_back
from tasks.work.logging import log_progress

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 10)  # a Wednesday without any step of the ladder
NOW = datetime(2026, 6, 10, 9, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SATURDAY = 3


@pytest.fixture
def duty():
    agency = make_agency("UBND xã Một")
    return make_duty(period=make_period(make_plan()), agency=agency)


@pytest.fixture
def officer(duty):
    return make_user("officer", duty.agency)


@pytest.fixture
def head(duty):
    return make_user("head", duty.agency)


def moment(days):
    return {"today": TODAY + timedelta(days=days), "now": NOW + timedelta(days=days)}


def put_up(duty, officer, days=0):
    when = moment(days)
    log_progress(
        duties=[duty], author=officer, done_on=when["today"], text="Đã họp dân.",
        progress="done", **when,
    )  # fmt: skip
    prepare_duty(duty=duty, actor=officer, **when)


def letters(days):
    """Run the day's letters; return who got what, in the order sent."""
    mail.outbox.clear()
    when = moment(days)
    run_reminders(today=when["today"], clock=lambda: when["now"])
    return [(message.to[0], message.body) for message in mail.outbox]


def test_the_head_is_told_once_what_was_put_up(duty, officer, head):
    put_up(duty, officer)
    [(to, body)] = letters(1)
    assert to == head.email
    assert f"- {officer} trình {duty.task.code}" in body
    assert f"/nhiem-vu/{duty.pk}/" in body
    assert "đơn vị của đồng chí còn" not in body
    assert "có việc mới" in mail.outbox[0].subject
    assert letters(2) == []


def test_the_officer_is_told_what_came_back(duty, officer, head):
    put_up(duty, officer)
    send_back(duty=duty, remark="Khớp với sổ.", actor=head, **moment(0))
    told = dict(letters(1))
    assert "Khớp với sổ." in told[officer.email]


def test_what_was_read_in_the_portal_is_not_told_again(duty, officer, head):
    put_up(duty, officer)
    mark_read(person=head, now=NOW)
    assert letters(1) == []
    assert not Envelope.objects.exists()


def test_no_letter_goes_on_a_day_off_and_none_goes_twice(duty, officer, head):
    put_up(duty, officer)
    assert letters(SATURDAY) == []
    for _ in range(2):
        plan_reminders(**moment(5))
    assert Envelope.objects.get().person == head
    assert len(letters(5)) == 1


def test_who_left_is_not_written_to(duty, officer, head):
    put_up(duty, officer)
    head.memberships.update(valid_to=TODAY)
    assert letters(1) == []
    assert Notice.objects.filter(person=head).exists()
