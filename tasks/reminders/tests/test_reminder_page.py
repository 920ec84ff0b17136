"""«Đôn đốc»: for the steering agency alone, at the same cost for 1 and 3 rows."""

from datetime import date, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from agencies.tests.factories import make_user
from kehoach.testing.clock import Clock
from tasks.doors.making_up import claim_overdue
from tasks.models import Envelope, JobRun, QuietHours, Reminder, ReminderRun
from tasks.reminders.page import PLANNER
from tasks.reminders.planning import plan_reminders
from tasks.reminders.tests.reminding import NOW, WEEK_BEFORE, Cast, make_cast
from tasks.tests.addresses import plan_page
from tasks.tests.pages import text_of

pytestmark = pytest.mark.django_db
PAGE_QUERIES = 31


@pytest.fixture
def cast(clock: Clock) -> Cast:
    clock.at(NOW)
    return make_cast()


@pytest.fixture
def steering(cast: Cast, client: Client) -> Client:
    client.force_login(cast.steering)
    return client


def list_was_made(moment: str) -> None:
    """Let the schedule be there, and its list be made last at the moment."""
    call_command("seed_schedules", verbosity=0)
    JobRun.objects.create(job=PLANNER, begun_at=datetime.fromisoformat(moment))


def test_an_hour_that_was_missed_is_said_with_what_comes_of_it(
    cast: Cast, steering: Client, clock: Clock, settings: Any
) -> None:
    settings.SESSION_IDLE_SECONDS = settings.SESSION_WHOLE_SECONDS
    list_was_made("2026-12-08T07:00+07:00")
    clock.at("2026-12-09T10:15:00+07:00")
    page = open_page(steering)
    assert "ngay khi lịch chạy lại, thay lượt 07:00 09/12/2026 bị lỡ" in text_of(page)
    assert (page.context["ahead"].day, page.context["ahead"].letters) == (
        WEEK_BEFORE,
        1,
    )
    claim_overdue(now=timezone.now())
    text = text_of(open_page(steering))
    assert "trong ít phút tới, thay lượt 07:00 09/12/2026 chưa chạy" in text


def test_what_waits_leaves_today_and_not_on_the_day_of_the_next_list(
    cast: Cast, steering: Client
) -> None:
    list_was_made("2026-12-09T07:00+07:00")
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    page = open_page(steering).context
    assert f"{page['pulse'].plans.next_at:%d/%m %H:%M}" == "10/12 07:00"
    assert (page["ahead"].day, page["ahead"].letters) == (WEEK_BEFORE, 1)
    assert "Hôm nay sẽ gửi" in text_of(open_page(steering))


def test_after_hours_what_waits_leaves_in_the_morning(
    cast: Cast, steering: Client, clock: Clock
) -> None:
    list_was_made("2026-12-11T07:00+07:00")
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    QuietHours.objects.get_or_create(note="đêm")
    clock.at("2026-12-11T19:00:00+07:00")
    steering.force_login(cast.steering)
    page = open_page(steering).context
    assert page["ahead"].day == date(2026, 12, 14)
    assert page["ahead"].letters == 1


def test_a_list_is_not_promised_where_the_schedule_is_off(
    cast: Cast, steering: Client
) -> None:
    page = open_page(steering).context
    assert (page["pulse"].plans, page["ahead"].letters) == (None, 0)


def open_page(client: Client, **query: str) -> Any:
    return client.get(plan_page("tasks:reminders"), query)


def test_the_page_shows_pulse_next_letters_and_ledger(
    cast: Cast, steering: Client
) -> None:
    call_command("seed_schedules", verbosity=0)
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    page = open_page(steering).context
    assert page["pulse"].planned.counts == {"planned": 1}
    assert f"{page['pulse'].plans.next_at:%d/%m %H:%M}" == "10/12 07:00"
    assert page["pulse"].is_silent is False
    assert (page["ahead"].letters, page["ahead"].reminders) == (1, 1)
    assert [row.person for row in page["page"]] == [cast.officer]


def test_what_would_go_out_next_is_counted_without_writing(
    cast: Cast, steering: Client
) -> None:
    list_was_made("2026-12-08T07:00+07:00")
    ahead = open_page(steering).context["ahead"]
    assert (f"{ahead.day:%d/%m/%Y}", ahead.letters, ahead.reminders) == (
        "09/12/2026",
        1,
        1,
    )
    assert Reminder.objects.count() == ReminderRun.objects.count() == 0


def test_silence_and_a_stopped_schedule_are_said(steering: Client) -> None:
    text = open_page(steering).content.decode()
    assert "Hơn một ngày chưa lập danh sách nhắc việc" in text
    assert "lịch đang tắt" in text


@pytest.mark.parametrize("who", ["officer", "head"])
def test_an_agency_does_not_find_the_page(cast: Cast, client: Client, who: str) -> None:
    client.force_login(getattr(cast, who))
    assert open_page(client).status_code == 404
    retry = plan_page("tasks:retry_reminders", args=[cast.officer.pk])
    assert client.post(retry).status_code == 404


def test_the_ledger_is_filtered_by_state_agency_and_person(
    cast: Cast, steering: Client
) -> None:
    other = cast.another(full_name="Đặng Thị Hòa")
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    Envelope.objects.filter(person=other).update(state="failed", problem="550")
    for query in ({"state": "failed"}, {"person": "dang thi"}):
        rows = open_page(steering, **query).context["page"]
        assert [row.person for row in rows] == [other]
    name = cast.agency.short_name
    rows = open_page(steering, agency=name).context["page"]
    assert [row.duty.agency for row in rows] == [cast.agency]
    assert len(open_page(steering, state="nonsense").context["page"]) == 2


def test_a_failure_is_shown_with_its_reason_and_sent_again(
    cast: Cast, steering: Client
) -> None:
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    Envelope.objects.update(state="failed", problem="550 no such user")
    page = open_page(steering)
    (failure,) = page.context["failures"]
    assert (failure["person_id"], failure["lines"], failure["problem"]) == (
        cast.officer.pk,
        1,
        "550 no such user",
    )
    retry = plan_page("tasks:retry_reminders", args=[cast.officer.pk])
    assert retry in page.content.decode()
    done = steering.post(retry, follow=True)
    assert "Đã đưa 1 nhắc việc vào lượt gửi tới." in done.content.decode()
    assert Reminder.objects.get().state == "planned"


def test_agencies_without_a_usable_contact_are_named(
    cast: Cast, steering: Client
) -> None:
    assert list(open_page(steering).context["unreachable"]) == []
    for person in (cast.officer, cast.head):
        person.email = ""
        person.save()
    assert list(open_page(steering).context["unreachable"]) == [cast.agency]


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_page_costs_the_same_for_one_row_and_three(
    cast: Cast,
    steering: Client,
    item_count: int,
    django_assert_num_queries: Any,
) -> None:
    for _ in range(item_count - 1):
        cast.another()
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    Envelope.objects.update(state="failed", problem="550")
    list_was_made("2026-12-08T07:00+07:00")
    for _ in range(item_count):
        cast.another(email="")
    with django_assert_num_queries(PAGE_QUERIES):
        page = open_page(steering)
    assert len(page.context["failures"]) == item_count
    assert len(page.context["page"]) == item_count
    assert len(page.context["unreachable"]) == item_count


def test_a_leader_reads_nothing_here(cast: Cast, client: Client) -> None:
    client.force_login(make_user("leader", cast.plan.steering_agency))
    assert open_page(client).status_code == 404
