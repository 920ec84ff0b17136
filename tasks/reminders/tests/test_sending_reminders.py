"""Sending: once, one letter a day, and what happens when mail or workers die."""

import re
import smtplib
from datetime import date, datetime, time, timedelta
from functools import partial
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import User
from kehoach.testing.clock import Clock
from tasks.models import Duty, Envelope, QuietHours, Reminder, ReminderRun
from tasks.reminders import building, sending, smtp
from tasks.reminders import jobs as reminders_jobs
from tasks.reminders.ledger import drop_planned
from tasks.reminders.planning import insert, plan_reminders, retry_failed, sweep_stuck
from tasks.reminders.sending import (
    QUIET,
    Tally,
    run_reminders,
    send_letter,
    waiting_people,
)
from tasks.reminders.tests.reminding import (
    DUE,
    NOW,
    WEEK_BEFORE,
    Cast,
    clock,
    mail_server,
    make_cast,
)
from tasks.tests.factories import make_duty, make_task

pytestmark = pytest.mark.django_db

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
#: A working morning, a Sunday night, the last minutes of a year, the first day of Tết.
AT_ANY_HOUR = [
    datetime(2026, 12, 9, 9, 0, tzinfo=HANOI),
    datetime(2026, 11, 29, 22, 30, tzinfo=HANOI),
    datetime(2026, 12, 31, 23, 50, tzinfo=HANOI),
    datetime(2027, 2, 6, 8, 0, tzinfo=HANOI),
]
#: PostgreSQL has two more: planning asks not to be compiled, and takes that back.
RUN_STATEMENTS = 27 + 2 * (connection.vendor == "postgresql")


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def planned(cast: Cast) -> Cast:
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    return cast


def send_to(user: User, today: date = WEEK_BEFORE) -> Tally:
    return send_letter(person_id=user.pk, today=today, now=NOW)


def states() -> list[tuple[str, int, str]]:
    rows = Reminder.objects.order_by("pk")
    return [(row.state, row.envelope.attempts, row.problem) for row in rows]


def test_one_letter_lists_what_the_agency_owes(planned: Cast) -> None:
    assert send_to(planned.officer).sent == 1
    (letter,) = mail.outbox
    assert letter.to == [planned.officer.email]
    assert letter.subject == "Nhắc việc 09/12/2026: 1 nhiệm vụ sắp đến hạn"
    assert f"/nhiem-vu/{planned.duty.pk}/" in letter.body
    assert "Hạn 16/12/2026, còn 7 ngày" in letter.body
    assert f"Kính gửi đồng chí {planned.officer.full_name}," in letter.body
    html, kind = letter.alternatives[0]
    assert kind == "text/html"
    assert planned.agency.short_name in html
    assert re.findall(r"<img|<script|http://(?!localhost:8000)", html) == []
    row = Reminder.objects.get()
    assert (row.state, row.envelope.sent_on, row.sent_at) == ("sent", WEEK_BEFORE, NOW)


def test_one_letter_holds_everything_of_the_day_in_order(cast: Cast) -> None:
    late = make_task(cast.plan, schedule="ongoing")
    beat = {"due_on": None, "heartbeat_on": date(2026, 12, 1)}
    make_duty(late, cast.agency, cast.period, **beat)
    returned = make_duty(
        make_task(cast.plan),
        cast.agency,
        cast.period,
        state="returned",
        first_sent_on=date(2026, 11, 1),
        return_due_on=WEEK_BEFORE,
    )
    overdue = make_duty(
        make_task(cast.plan), cast.agency, cast.period, due_on=date(2026, 12, 8)
    )
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    assert send_to(cast.officer).sent == 1
    (letter,) = mail.outbox
    assert letter.subject == (
        "Nhắc việc 09/12/2026: 1 nhiệm vụ quá hạn, 2 nhiệm vụ sắp đến hạn,"
        " 1 nhiệm vụ cần cập nhật"
    )
    said = re.findall(r"^  (?!http)(.+)$", letter.body, re.MULTILINE)
    assert said == [
        "Hạn 08/12/2026, quá hạn 1 ngày",
        "Cần cập nhật, hạn cập nhật 01/12/2026",
        "Hạn bổ sung 09/12/2026, hết hạn hôm nay",
        "Hạn 16/12/2026, còn 7 ngày",
    ]
    assert f"/nhiem-vu/{returned.pk}/" in letter.body
    assert f"/nhiem-vu/{overdue.pk}/" in letter.body
    assert {row[0] for row in states()} == {"sent"}
    assert Envelope.objects.values("batch").distinct().count() == 1


def test_who_steers_is_told_agency_by_agency(cast: Cast) -> None:
    cast.another()
    make_duty(make_task(cast.plan), cast.agency, cast.period)
    plan_reminders(today=date(2027, 1, 15), now=NOW)
    send_to(cast.steering, date(2027, 1, 15))
    (letter,) = mail.outbox
    assert f"- {cast.agency}: 2 nhiệm vụ quá hạn" in letter.body
    assert f"/don-vi/{cast.agency.code}/" in letter.body
    assert "/nhiem-vu/" not in letter.body


def test_words_of_people_are_escaped_in_html(cast: Cast) -> None:
    cast.task.short_title = "<b>{0} & {x}</b>"
    cast.task.save()
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    send_to(cast.officer)
    (letter,) = mail.outbox
    assert "&lt;b&gt;{0} &amp; {x}&lt;/b&gt;" in letter.alternatives[0][0]
    assert "<b>{0} & {x}</b>" in letter.body


def test_a_long_letter_counts_what_it_does_not_list(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "MOST_LINES", 1)
    for _ in range(2):
        make_duty(make_task(cast.plan), cast.agency, cast.period)
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    send_to(cast.officer)
    assert mail.outbox[0].body.count("/nhiem-vu/") == 1
    assert "Và 2 nhiệm vụ khác, xem trên Cổng." in mail.outbox[0].body


def test_the_letter_is_never_sent_twice(planned: Cast) -> None:
    send_to(planned.officer)
    assert send_to(planned.officer).sent == 0
    assert len(mail.outbox) == 1


def test_a_person_gets_one_letter_a_day(planned: Cast) -> None:
    send_to(planned.officer)
    other = make_task(planned.plan)
    make_duty(other, planned.agency, planned.period)
    assert plan_reminders(today=WEEK_BEFORE, now=NOW) == 1
    assert send_to(planned.officer).sent == 0
    assert waiting_people(today=WEEK_BEFORE, now=NOW) == []
    assert send_to(planned.officer, WEEK_BEFORE + timedelta(days=1)).sent == 1


def test_nothing_is_claimed_while_another_worker_holds_the_person(
    planned: Cast,
) -> None:
    Envelope.objects.update(state="sending", claimed_at=NOW)
    make_duty(make_task(planned.plan), planned.agency, planned.period)
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    assert send_to(planned.officer) == Tally()


def test_what_became_moot_is_dropped_at_the_last_moment(planned: Cast) -> None:
    Duty.objects.update(state="submitted", first_sent_on=WEEK_BEFORE)
    assert send_to(planned.officer).dropped == 1
    assert mail.outbox == []
    assert states() == [("dropped", 0, "Đơn vị đã gửi")]


def test_a_person_who_left_gets_nothing(planned: Cast) -> None:
    planned.officer.memberships.update(valid_to=date(2026, 12, 8))
    assert send_to(planned.officer).dropped == 1
    assert mail.outbox == []


def test_an_older_step_that_still_waits_gives_way_to_the_newest(cast: Cast) -> None:
    plan_reminders(today=date(2026, 11, 17), now=NOW)
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    assert send_to(cast.officer).dropped == 1
    assert [row[0] for row in states()] == ["dropped", "sent"]
    assert mail.outbox[0].body.count("/nhiem-vu/") == 1


class Down(EmailBackend):
    """Mail that is down: the connection cannot be opened."""

    def open(self) -> bool:
        raise ConnectionRefusedError(111, "Connection refused")


def test_mail_that_is_down_leaves_the_row_planned(planned: Cast, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Down"
    with pytest.raises(ConnectionRefusedError):
        send_to(planned.officer)
    problem = "ConnectionRefusedError: [Errno 111] Connection refused"
    assert states() == [("planned", 1, problem)]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_to(planned.officer).sent == 1
    assert states() == [("sent", 2, "")]


@pytest.mark.at_any_hour
def test_a_run_with_mail_down_says_so_and_keeps_everything(
    cast: Cast, settings: Any
) -> None:
    cast.another()
    settings.EMAIL_BACKEND = f"{__name__}.Down"
    with pytest.raises(CommandError, match="Máy chủ thư không nhận"):
        call_command("send_reminders", "--on", "2026-12-09")
    assert {row[0] for row in states()} == {"planned"}
    assert ReminderRun.objects.filter(kind="send").get().counts["sent"] == 0


def test_one_refused_address_among_several_fails_alone(
    cast: Cast, settings: Any
) -> None:
    refused = cast.another()
    cast.another()
    with mail_server(settings) as postman:
        postman.answers[refused.email] = "550 5.1.1 no such user"
        tally = run_reminders(today=WEEK_BEFORE, clock=clock)
    assert (tally.sent, tally.failed, tally.postponed) == (2, 1, 0)
    assert len(postman.accepted) == 2
    assert len(postman.connections) == 1
    (row,) = Reminder.objects.standing("failed")
    assert row.person == refused
    assert row.problem == "550 5.1.1 no such user"


def test_a_refused_address_is_not_retried_by_the_job(
    planned: Cast, settings: Any
) -> None:
    with mail_server(settings) as postman:
        postman.answers[planned.officer.email] = "550 5.1.1 no such user"
        assert send_to(planned.officer).failed == 1
        assert send_to(planned.officer) == Tally()
        postman.answers.clear()
        assert retry_failed(plan=planned.plan, person_id=planned.officer.pk) == 1
        assert send_to(planned.officer).sent == 1
    assert postman.accepted == [planned.officer.email]


def test_a_server_that_says_later_leaves_only_that_row_planned(
    cast: Cast, settings: Any
) -> None:
    greylisted = cast.another()
    with mail_server(settings) as postman:
        postman.answers[greylisted.email] = "451 4.7.1 try again later"
        tally = run_reminders(today=WEEK_BEFORE, clock=clock)
        assert (tally.sent, tally.failed, tally.postponed) == (1, 0, 1)
        assert send_to(greylisted) == Tally()
        later = NOW + timedelta(minutes=5)
        send = partial(send_letter, person_id=greylisted.pk, today=WEEK_BEFORE)
        assert send(now=later).postponed == 1
        assert send(now=later + timedelta(minutes=9)) == Tally()
        postman.answers.clear()
        assert send(now=later + timedelta(minutes=10)).sent == 1
    row = Reminder.objects.get(person=greylisted)
    assert (row.state, row.envelope.attempts, row.problem) == ("sent", 3, "")


class Killed(BaseException):
    """The worker's process ends here."""


def test_a_worker_killed_between_claim_and_send_loses_nothing(
    planned: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(**_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(sending, "write_letters", die)
        with pytest.raises(Killed):
            send_to(planned.officer)
    assert states() == [("sending", 0, "")]
    assert send_to(planned.officer) == Tally()
    assert sweep_stuck(now=NOW + timedelta(hours=2)) == 1
    assert send_to(planned.officer).sent == 1


def test_letters_accepted_before_a_crash_are_recorded(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = cast.another()
    post = smtp.PostOffice.post

    def die_at_the_second(office: smtp.PostOffice, letter: Any) -> None:
        if letter.person_id == later.pk:
            raise Killed
        post(office, letter)

    monkeypatch.setattr(smtp.PostOffice, "post", die_at_the_second)
    with pytest.raises(Killed):
        run_reminders(today=WEEK_BEFORE, clock=clock)
    assert Reminder.objects.get(person=cast.officer).state == "sent"
    assert Reminder.objects.get(person=later).state == "sending"


def test_connections_are_renewed_and_cut_ones_reopened(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        cast.another()
    monkeypatch.setattr(smtp, "PER_CONNECTION", 2)
    with mail_server(settings) as postman:
        assert run_reminders(today=WEEK_BEFORE, clock=clock).sent == 5
    assert len(postman.connections) == 3


def test_a_connection_cut_while_idle_is_opened_once_more(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.another()
    cuts = [None, smtplib.SMTPServerDisconnected("cut"), None]
    hand_over = smtp.PostOffice.hand_over

    def cut(office: smtp.PostOffice, message: Any) -> None:
        if error := cuts.pop(0):
            raise error
        hand_over(office, message)

    monkeypatch.setattr(smtp.PostOffice, "hand_over", cut)
    with mail_server(settings) as postman:
        assert run_reminders(today=WEEK_BEFORE, clock=clock).sent == 2
    assert len(postman.accepted) == 2


def test_requested_bodies_never_get_a_letter(cast: Cast) -> None:
    Duty.objects.update(is_requested=True)
    for day in (WEEK_BEFORE, DUE, date(2026, 12, 24), date(2027, 1, 15)):
        assert run_reminders(today=day, clock=clock).planned == 0
    assert mail.outbox == []


@pytest.mark.at_any_hour
def test_a_dry_run_shows_who_would_get_what_and_writes_nothing(cast: Cast) -> None:
    out = StringIO()
    call_command("send_reminders", "--on", "2026-12-10", "--dry-run", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0] == (
        f"{cast.officer.full_name} <{cast.officer.email}> · {cast.agency}"
    )
    assert lines[1].endswith("Hạn phải gửi 16/12/2026 (trước 7 ngày)")
    assert lines[2] == "10/12/2026: 1 thư sẽ gửi (chưa ghi gì)."
    assert Reminder.objects.count() == ReminderRun.objects.count() == 0
    assert mail.outbox == []


@pytest.mark.at_any_hour
def test_the_command_does_a_whole_run(cast: Cast) -> None:
    out = StringIO()
    call_command("send_reminders", "--on", "2026-12-10", stdout=out)
    assert out.getvalue() == (
        "10/12/2026: lập 1 nhắc việc, gửi 1 thư, hỏng 0, hoãn 0, bỏ 0.\n"
    )
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("moment", AT_ANY_HOUR)
def test_a_run_for_a_day_goes_by_the_hours_of_that_day(
    cast: Cast, clock: Clock, moment: datetime
) -> None:
    QuietHours.objects.create(starts=time(17), ends=time(8))
    clock.at(moment)
    out = StringIO()
    call_command("send_reminders", "--on", "2026-12-10", stdout=out)
    assert "gửi 1 thư" in out.getvalue()
    (envelope,) = Envelope.objects.filter(channel="email")
    assert envelope.sent_on == date(2026, 12, 10)
    assert envelope.sent_at == moment


def test_a_run_for_a_day_off_sends_nothing_on_a_working_day(
    cast: Cast, clock: Clock
) -> None:
    clock.at(NOW)
    out = StringIO()
    call_command("send_reminders", "--on", "2026-12-13", stdout=out)
    assert out.getvalue().splitlines()[1] == QUIET
    assert mail.outbox == []


def test_the_job_starts_one_letter_per_waiting_person(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    cast.another()
    clock.at(NOW)
    started: list[int] = []
    monkeypatch.setattr(
        reminders_jobs.send_letter_job,
        "delay",
        lambda *, person_id, channel: started.append(person_id),
    )
    reminders_jobs.plan_reminders_job()
    reminders_jobs.send_waiting_job()
    assert started == sorted(Reminder.objects.values_list("person_id", flat=True))
    for person_id in started:
        reminders_jobs.send_letter_job(person_id=person_id)
    assert len(mail.outbox) == 2
    assert ReminderRun.objects.get(kind="send").counts == {"people": 2}


@pytest.mark.parametrize("agencies", [1, 30])
def test_a_run_takes_as_many_statements_for_some_hundred_people(
    cast: Cast, agencies: int
) -> None:
    for _ in range(agencies - 1):
        cast.another()
    with CaptureQueriesContext(connection) as queries:
        assert run_reminders(today=WEEK_BEFORE, clock=clock).sent == agencies
    assert len(queries) == RUN_STATEMENTS


def test_what_waited_goes_in_one_letter_with_what_is_new(planned: Cast) -> None:
    newer = make_duty(make_task(planned.plan), planned.agency, planned.period)
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    assert Envelope.objects.count() == 2
    assert send_to(planned.officer).sent == 1
    (letter,) = mail.outbox
    assert {f"/nhiem-vu/{pk}/" in letter.body for pk in (newer.pk, planned.duty.pk)}
    assert Reminder.objects.count_by_standing() == {"sent": 2}


def test_an_envelope_in_which_nothing_is_needed_is_closed(planned: Cast) -> None:
    Duty.objects.update(state="submitted", first_sent_on=WEEK_BEFORE)
    assert send_to(planned.officer) == Tally(dropped=1)
    assert Envelope.objects.get().state == "dropped"
    assert send_to(planned.officer) == Tally()


def test_one_moot_row_leaves_the_others_of_its_letter(planned: Cast) -> None:
    make_duty(make_task(planned.plan), planned.agency, planned.period)
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    moved = {"state": "submitted", "first_sent_on": WEEK_BEFORE}
    Duty.objects.filter(pk=planned.duty.pk).update(**moved)
    assert send_to(planned.officer) == Tally(sent=1, dropped=1)
    moot = Reminder.objects.get(duty=planned.duty)
    assert (moot.state, moot.problem, moot.sent_at) == (
        "dropped",
        "Đơn vị đã gửi",
        None,
    )
    assert Reminder.objects.count_by_standing() == {"sent": 1, "dropped": 1}


def test_rows_on_their_way_are_not_dropped_from_outside(planned: Cast) -> None:
    Envelope.objects.update(state="sending", claimed_at=NOW)
    assert drop_planned(Reminder.objects.all(), "Tạm dừng") == 0
    Envelope.objects.update(state="planned")
    assert drop_planned(Reminder.objects.all(), "Tạm dừng") == 1
    assert states() == [("dropped", 0, "Tạm dừng")]


def test_a_run_that_plans_nothing_leaves_no_envelope(planned: Cast) -> None:
    run = ReminderRun.objects.get(kind="plan")
    again = ReminderRun.objects.create(kind="plan", on=WEEK_BEFORE, started_at=NOW)
    asked = "SELECT duty_id AS pk, person_id AS person, rung_id AS rung,"
    asked += " occasion, channel FROM tasks_reminder"
    assert insert(asked, [], again) == 0
    assert set(Envelope.objects.values_list("run", flat=True)) == {run.pk}
