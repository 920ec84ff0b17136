"""A step that repeats, and letters that name what is late before what is coming."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from tasks.models import Reminder, Rung
from tasks.reminders.ladder import LadderStep, newest_reached, occasions, repeated
from tasks.reminders.planning import plan_reminders, preview_reminders
from tasks.reminders.sending import run_reminders
from tasks.reminders.tests.reminding import DUE, EVERY_DAY, make_cast
from tasks.tests.addresses import plan_page
from tasks.tests.factories import make_duty, make_task
from tasks.tests.pages import text_of

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def cast():
    return make_cast()


def at(day):
    return datetime.combine(day, datetime.min.time(), ZONE) + timedelta(hours=9)


def days_after(number):
    return DUE + timedelta(days=number)


def plan(day):
    return plan_reminders(today=day, now=at(day))


def repeats(**fields):
    Rung.objects.filter(basis="due", offset_days=7).update(**fields)


def test_repetitions_are_steps_of_their_own_days():
    steps = tuple(repeated(LadderStep(1, 7), 10, 2))
    assert [step.offset for step in steps] == [7, 17, 27]
    for day, offset in ((16, 7), (17, 17), (26, 17), (27, 27), (87, 27), (88, None)):
        found = newest_reached(DUE, steps, days_after(day), EVERY_DAY)
        assert [step.offset for step in found] == ([offset] if offset else [])
    assert list(occasions(DUE, 7, 10, 2)) == [DUE, days_after(17), days_after(27)]
    assert list(occasions(DUE, 7, None, None)) == [DUE]


@pytest.mark.parametrize(
    "numbers",
    [
        (7, 8, 20, 21, 22, 34, 35, 36, 48, 49, 50, 63, 77, 119),
        pytest.param(range(7, 120), marks=pytest.mark.slow),
    ],
    ids=["days around", "every day"],
)
def test_a_step_repeats_every_n_days_at_most_m_times(cast, numbers):
    """Due 16/12/2026, a Wednesday: repetitions on 13/01, 27/01 and 10/02, not before
    Tết of 2027 has passed for the last.
    """
    repeats(repeat_every=14, repeat_times=3)
    Rung.objects.filter(offset_days=30).delete()
    days = [days_after(number) for number in numbers]
    planned = {day: plan(day) for day in days}
    assert [day for day, number in planned.items() if number] == [
        days_after(7), days_after(21), days_after(35), days_after(49),
    ]  # fmt: skip
    rows = Reminder.objects.order_by("pk").values_list("occasion", flat=True)
    assert list(rows) == [DUE, days_after(21), days_after(35), days_after(49)]
    assert set(Reminder.objects.values_list("person", flat=True)) == {cast.head.pk}


def test_the_preview_says_the_same_and_after_an_outage_one_comes(cast):
    repeats(repeat_every=14, repeat_times=6)
    day = days_after(40)
    [row] = list(preview_reminders(today=day))
    assert row.occasion == days_after(35)
    assert plan(day) == 1
    assert plan(days_after(41)) == 0


def test_a_repetition_is_sent_with_the_day_that_was_missed(cast):
    repeats(repeat_every=14, repeat_times=6)
    Rung.objects.filter(offset_days=30).delete()
    day = days_after(21)
    run_reminders(today=day, clock=lambda: at(day))
    [message] = mail.outbox
    assert message.to == [cast.head.email]
    assert "16/12/2026, quá hạn 21 ngày" in message.body


def test_an_extended_duty_drops_its_repetition(cast):
    repeats(repeat_every=14, repeat_times=6)
    Rung.objects.filter(offset_days=30).delete()
    plan(days_after(21))
    cast.duty.due_on = days_after(60)
    cast.duty.save()
    run_reminders(today=days_after(22), clock=lambda: at(days_after(22)))
    assert mail.outbox == []
    assert Reminder.objects.get().dropped == "Hạn đã thay đổi"


def test_the_ledger_says_which_day_was_repeated(cast, login, clock):
    repeats(repeat_every=14, repeat_times=6)
    Rung.objects.filter(offset_days=30).delete()
    clock.at(at(days_after(21)))
    plan(days_after(7))
    plan(days_after(21))
    page = text_of(login(cast.steering).get(plan_page("tasks:reminders")))
    assert "Nhắc lại ngày 06/01/2027" in page
    assert "Hạn phải gửi 16/12/2026" in page
    assert "Sau 7 ngày, nhắc lại mỗi 14 ngày, nhiều nhất 6 lần" in page


@pytest.mark.parametrize(
    "fields",
    [
        {"repeat_every": 5},
        {"repeat_times": 5},
        {"repeat_every": 0, "repeat_times": 5},
        {"repeat_every": 5, "repeat_times": 61},
        {"repeat_every": 5, "repeat_times": 5, "day_kind": "working"},
        {"repeat_every": 5, "repeat_times": 5, "offset_days": -3},
    ],
)
def test_the_database_refuses_half_a_repetition(cast, fields):
    rung = Rung.objects.filter(offset_days=7).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Rung.objects.filter(pk=rung.pk).update(**fields)


def test_a_letter_names_the_one_late_since_may_before_what_is_coming(cast):
    old = make_duty(
        make_task(cast.plan, "III.9.z"), cast.agency, cast.period,
        due_on=date(2026, 5, 31),
    )  # fmt: skip
    make_duty(make_task(cast.plan), cast.agency, cast.period, due_on=DUE)
    day = date(2026, 12, 9)
    run_reminders(today=day, clock=lambda: at(day))
    body = next(each.body for each in mail.outbox if each.to == [cast.officer.email])
    assert "III.9.z" in body
    assert "1 nhiệm vụ quá hạn" in body
    places = [body.index(duty.task.code) for duty in (old, cast.duty)]
    assert places == sorted(places)
    assert not Reminder.objects.filter(duty=old).exists()


def test_what_was_answered_is_not_named_as_late(cast):
    make_duty(
        make_task(cast.plan, "III.9.z"), cast.agency, cast.period,
        due_on=date(2026, 5, 31), first_sent_on=date(2026, 5, 30),
    )  # fmt: skip
    day = date(2026, 12, 9)
    run_reminders(today=day, clock=lambda: at(day))
    assert mail.outbox
    assert all("III.9.z" not in each.body for each in mail.outbox)
