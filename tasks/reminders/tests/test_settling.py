"""A restored backup sends nothing again."""

from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from kehoach.testing.clock import Clock
from tasks.models import Envelope, Reminder
from tasks.reminders.planning import plan_reminders
from tasks.reminders.sending import run_reminders
from tasks.reminders.tests.reminding import DUE, NOW, WEEK_BEFORE, clock, make_cast

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]


@pytest.fixture
def cast(clock: Clock):
    clock.at(NOW)
    return make_cast()


def settle(since: str) -> str:
    out = StringIO()
    call_command("settle_reminders", "--since", since, stdout=out)
    return out.getvalue()


def test_what_went_out_since_the_backup_is_not_sent_again(cast):
    run_reminders(today=WEEK_BEFORE, clock=clock)
    Reminder.objects.all().delete()
    Envelope.objects.all().delete()  # the backup is older than the letter
    mail.outbox.clear()
    assert "Đã bỏ 2 lượt nhắc" in settle("2026-12-07")
    assert run_reminders(today=WEEK_BEFORE, clock=clock).sent == 0
    assert mail.outbox == []
    assert run_reminders(today=DUE, clock=clock).sent == 1


def test_what_waited_in_the_backup_is_taken_as_sent_too(cast):
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    settle("2026-12-09")
    row = Reminder.objects.get()
    assert (row.state, row.problem) == (
        "dropped",
        "Khôi phục bản sao lưu: coi như đã nhắc",
    )


def test_a_day_to_come_is_refused(cast):
    with pytest.raises(CommandError, match="không được sau hôm nay"):
        settle("2027-01-01")
