"""Mails and the calendar of a year that is over call a task as that year did (issue 16)."""

from datetime import date, timedelta

import pytest
from django.core import mail

from tasks.changing.tests.changing import apply, draft_of
from tasks.pages.calendar import agenda_of
from tasks.reminders.planning import plan_reminders
from tasks.reminders.sending import send_letter
from tasks.reminders.tests.reminding import DUE, NOW, make_cast
from tasks.tests.factories import make_duty, make_period, make_task

pytestmark = pytest.mark.django_db
#: The period 2026 ends on 14/12; a change takes effect the day after, the duty is due
#: on 16/12.
AFTER = date(2026, 12, 15)
OLD, NEW = "Tên của năm 2026", "Tên từ 15/12"


@pytest.fixture
def cast():
    cast = make_cast()
    cast.task.short_title = OLD
    cast.task.save()
    make_duty(cast.task, cast.agency, make_period(cast.plan, 2027))
    apply(draft_of(cast.task, short_title=NEW, on=AFTER), today=AFTER, now=NOW)
    return cast


def letter_on(cast, day):
    now = NOW + (day - NOW.date())
    plan_reminders(today=day, now=now)
    assert send_letter(person_id=cast.officer.pk, today=day, now=now).sent == 1
    return mail.outbox[-1].body


def test_a_reminder_calls_the_task_as_its_year_did(cast):
    body = letter_on(cast, DUE)
    assert OLD in body
    assert NEW not in body


def test_what_is_late_besides_is_called_so_too(cast):
    other = make_task(cast.plan, schedule="annual")
    later = DUE + timedelta(days=5)
    make_duty(other, cast.agency, cast.period, due_on=later)
    body = letter_on(cast, later)
    assert OLD in body
    assert NEW not in body


@pytest.mark.parametrize("who", ["officer", "steering"])
def test_the_calendar_calls_each_day_by_its_year(cast, who):
    found = agenda_of(getattr(cast, who), DUE, DUE, AFTER)
    (due,) = [each for each in found if each.kind == "han"]
    assert OLD in due.names[0]
    next_year = DUE.replace(year=2027)
    found = agenda_of(getattr(cast, who), next_year, next_year, AFTER)
    (due,) = [each for each in found if each.kind == "han"]
    assert NEW in due.names[0]
