"""The dry run as a page, and the history of one agency."""

import html
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from agencies.tests.factories import make_user
from kehoach.testing.clock import Clock
from tasks.models import DutyEvent, Pause, Reminder, UrgingLetter
from tasks.reminders.planning import plan_reminders
from tasks.reminders.sending import run_reminders
from tasks.reminders.tests.reminding import NOW, WEEK_BEFORE, clock, make_cast
from tasks.tests.addresses import plan_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(clock: Clock):
    clock.at(NOW)
    return make_cast()


def test_the_page_shows_what_the_command_prints(cast, login):
    people = [cast.officer, cast.another(), cast.another()]
    out = StringIO()
    call_command("send_reminders", "--on", "2026-12-10", "--dry-run", stdout=out)
    printed = out.getvalue().splitlines()
    page = login(cast.steering).get(
        plan_page("tasks:reminder_preview"), {"on": "10/12/2026"}
    )
    shown = [
        line
        for letter in page.context["page"]
        for line in (letter.head, *(f"    {each}" for each in letter.lines))
    ]
    assert shown == printed[:-1]
    assert printed[-1] == f"10/12/2026: {len(people)} thư sẽ gửi (chưa ghi gì)."
    text = html.unescape(page.content.decode())
    items = re.findall(r"<li>(III[^<]*|IV[^<]*)</li>", text)
    assert items == [line.strip() for line in printed if line.startswith("    ")]
    assert not Reminder.objects.exists()


def test_what_is_promised_for_a_day_is_what_goes_out(cast, login):
    cast.another()
    page = login(cast.steering).get(
        plan_page("tasks:reminder_preview"), {"on": f"{WEEK_BEFORE:%d/%m/%Y}"}
    )
    promised = {letter.email for letter in page.context["page"]}
    run_reminders(today=WEEK_BEFORE, clock=clock)
    sent = Reminder.objects.standing("sent").values_list("person__email", flat=True)
    assert promised == set(sent)


def test_a_day_off_and_a_wrong_day_are_explained(cast, login):
    client = login(cast.steering)
    path = plan_page("tasks:reminder_preview")
    assert "Không có thư nào" in client.get(path, {"on": "12/12/2026"}).content.decode()
    assert client.get(path, {"on": "31/2"}).context["form"].errors
    assert client.get(path).context["letters"] == 1


def test_the_history_has_letters_words_reminders_and_pauses(cast, login):
    run_reminders(today=WEEK_BEFORE, clock=clock)
    other = cast.another()
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    letter = UrgingLetter.objects.create(
        period=cast.period,
        purpose=UrgingLetter.Purpose.URGE,
        issuer=UrgingLetter.Issuer.STEERING,
        about="đôn đốc",
        number="12/SNV",
        signed_on=WEEK_BEFORE,
        created_by=cast.steering,
        created_at=NOW,
        sent_by=cast.steering,
        sent_at=NOW,
    )
    letter.agencies.add(cast.agency)
    DutyEvent.objects.create(
        duty=cast.duty,
        kind="urged",
        from_state="open",
        to_state="open",
        actor=cast.steering,
        effective_on=WEEK_BEFORE,
        recorded_at=NOW,
        note="Nhắc trực tiếp: gửi giúp nhé",
    )
    Pause.objects.create(
        plan=cast.plan,
        agency=cast.agency,
        reason="Bão số 9",
        from_on=WEEK_BEFORE,
        until=WEEK_BEFORE + timedelta(days=2),
        created_by=cast.steering,
        created_at=NOW,
    )
    page = login(cast.steering).get(
        plan_page("tasks:reminder_history", args=[cast.agency.code])
    )
    text = page.content.decode()
    assert [row.person for row in page.context["page"]] == [cast.officer]
    assert other.full_name not in text
    for words in ("12/SNV", "gửi giúp nhé", "Bão số 9"):
        assert words in text


def test_strangers_find_neither_page(cast, login):
    for person in (cast.officer, cast.head, make_user("leader", cast.agency)):
        client = login(person)
        assert client.get(plan_page("tasks:reminder_preview")).status_code == 404
        path = plan_page("tasks:reminder_history", args=[cast.agency.code])
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("item_count", [1, 3])
def test_both_pages_cost_the_same_for_one_row_and_three(
    cast, login, item_count, django_assert_max_num_queries
):
    for _ in range(item_count - 1):
        cast.another()
    client = login(cast.steering)
    with django_assert_max_num_queries(26):
        assert (
            client.get(plan_page("tasks:reminder_preview")).context["letters"]
            == item_count
        )
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    Reminder.objects.update(duty=cast.duty)
    with django_assert_max_num_queries(14):
        page = client.get(plan_page("tasks:reminder_history", args=[cast.agency.code]))
    assert len(page.context["page"]) == item_count
