"""Nothing leaves in quiet hours or on a day off; the next window catches up."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from tasks.models import Holiday, QuietHours, Reminder
from tasks.reminders.planning import plan_reminders
from tasks.reminders.quiet import is_quiet, next_window
from tasks.reminders.sending import QUIET, begin_sending, run_reminders, send_letter
from tasks.reminders.tests.reminding import DUE, NOW, WEEK_BEFORE, make_cast

pytestmark = pytest.mark.django_db
HERE = ZoneInfo("Asia/Ho_Chi_Minh")


def at(words: str) -> datetime:
    """Return the moment in Vietnam."""
    return datetime.fromisoformat(words).replace(tzinfo=HERE)


@pytest.fixture
def night():
    return QuietHours.objects.create(starts=time(18), ends=time(7))


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        ("2026-12-09 06:59:59", True),
        ("2026-12-09 07:00:00", False),
        ("2026-12-09 17:59:59", False),
        ("2026-12-09 18:00:00", True),
        ("2026-12-09 23:59:59", True),
        ("2026-12-10 00:00:00", True),
        ("2026-12-12 10:00:00", True),  # a Saturday
    ],
)
def test_the_edges_of_the_night(night, moment, quiet):
    assert is_quiet(at(moment)) is quiet
    assert is_quiet(at(moment).astimezone(ZoneInfo("UTC"))) is quiet


def test_a_range_within_a_day_and_one_that_is_switched_off(night):
    night.is_active = False
    night.save()
    QuietHours.objects.create(starts=time(11, 30), ends=time(13, 30))
    assert not is_quiet(at("2026-12-09 22:00"))
    assert is_quiet(at("2026-12-09 11:30"))
    assert is_quiet(at("2026-12-09 13:29"))
    assert not is_quiet(at("2026-12-09 13:30"))


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-12-09 10:00", "2026-12-09 10:00"),
        ("2026-12-09 05:00", "2026-12-09 07:00"),
        ("2026-12-09 18:00", "2026-12-10 07:00"),
        ("2026-12-11 18:00", "2026-12-14 07:00"),  # over a weekend
        ("2026-12-31 19:00", "2027-01-04 07:00"),  # over the new year and a weekend
    ],
)
def test_when_the_next_window_opens(night, now, opens):
    Holiday.objects.create(day=date(2027, 1, 1), name="Tết dương lịch")
    assert next_window(at(now)) == at(opens)


def test_a_job_that_waited_into_the_evening_sends_nothing_and_keeps_the_row(night):
    cast = make_cast()
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    late = at("2026-12-09 18:00")
    assert begin_sending(today=WEEK_BEFORE, now=late) == []
    send_letter(person_id=cast.officer.pk, today=WEEK_BEFORE, now=late)
    tally = run_reminders(today=WEEK_BEFORE, clock=lambda: late)
    assert (tally.sent, tally.problem) == (0, QUIET)
    assert mail.outbox == []
    assert Reminder.objects.get().state == "planned"


def test_the_next_window_sends_the_newest_step_only(night):
    make_cast()
    plan_reminders(today=WEEK_BEFORE, now=NOW)  # the step of −7, never sent
    morning = at("2026-12-16 07:00")
    assert run_reminders(today=DUE, clock=lambda: morning).sent == 1
    (letter,) = mail.outbox
    assert "hết hạn hôm nay" in letter.body
    states = {row.rung.offset_days: row.state for row in Reminder.objects.all()}
    assert states == {-7: "dropped", 0: "sent"}


def test_the_clock_over_midnight_and_the_year_gives_one_letter_a_day(night):
    cast = make_cast()
    cast.duty.due_on = date(2026, 12, 31)
    cast.duty.save()
    sent = []
    for start, day in (("2026-12-31 17:50", date(2026, 12, 31)),
                       ("2026-12-31 23:59", date(2026, 12, 31)),
                       ("2027-01-01 00:01", date(2027, 1, 1)),
                       ("2027-01-01 09:00", date(2027, 1, 1))):  # fmt: skip
        moment = at(start)
        sent.append(run_reminders(today=day, clock=lambda now=moment: now).sent)
    assert sent == [1, 0, 0, 0]


def test_after_the_cut_off_of_14_12_only_the_unsent_is_urged(night):
    cast = make_cast()
    other = cast.another()
    duty = other.memberships.get().agency.duties.get()
    moment = at("2026-12-14 17:59")
    run_reminders(today=date(2026, 12, 14), clock=lambda: moment)
    mail.outbox.clear()
    duty.state, duty.first_sent_on = "submitted", date(2026, 12, 15)
    duty.save()
    on_the_day = at("2026-12-16 07:00")
    run_reminders(today=DUE, clock=lambda: on_the_day)
    assert [letter.to for letter in mail.outbox] == [[cast.officer.email]]
    assert on_the_day - moment < timedelta(days=2)
