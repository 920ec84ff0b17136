"""Pauses, texts to copy and lines of one's own; never to who must not be urged."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from kehoach.testing.clock import Clock
from tasks.duties.errors import DutyNotOpen, InvalidInput, NotAllowed
from tasks.models import DutyEvent, Envelope, JobRun, Notice, Pause, Reminder
from tasks.official_letters.tests.letters import NOW as LATE_NOW
from tasks.official_letters.tests.letters import TODAY as LATE_TODAY
from tasks.official_letters.tests.letters import Scene
from tasks.reminders.nudging import nudge, words_for, worth_a_word
from tasks.reminders.page import PLANNER, next_letter_day, pulse
from tasks.reminders.pauses import end_pause, pause_reminders
from tasks.reminders.planning import plan_reminders
from tasks.reminders.tests.reminding import NOW, WEEK_BEFORE, make_cast
from tasks.tests.addresses import plan_page
from tasks.tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(clock: Clock):
    clock.at(NOW)
    return make_cast()


def paused(cast, agency=None, until=WEEK_BEFORE + timedelta(days=3)):
    return pause_reminders(
        plan=cast.duty.period.plan, agency=agency, reason="Bão lũ", until=until,
        actor=cast.steering, today=WEEK_BEFORE, now=NOW,
    )  # fmt: skip


def test_a_pause_drops_what_waits_and_plans_nothing(cast):
    assert plan_reminders(today=WEEK_BEFORE, now=NOW) == 1
    paused(cast, cast.duty.agency)
    row = Reminder.objects.get()
    assert (row.state, row.problem) == ("dropped", "Tạm dừng nhắc: Bão lũ")
    Reminder.objects.all().delete()
    assert plan_reminders(today=WEEK_BEFORE, now=NOW) == 0


def test_a_pause_of_the_plan_holds_for_all_and_ends_by_itself(cast):
    paused(cast)
    assert plan_reminders(today=WEEK_BEFORE, now=NOW) == 0
    assert plan_reminders(today=WEEK_BEFORE + timedelta(days=5), now=NOW) == 1


def test_a_pause_of_another_agency_changes_nothing(cast):
    paused(cast, make_agency("UBND xã Khác"))
    assert plan_reminders(today=WEEK_BEFORE, now=NOW) == 1


def test_ending_a_pause_reminds_again_and_only_once(cast):
    pause = paused(cast)
    ended = {"pause": pause, "actor": cast.steering, "today": WEEK_BEFORE, "now": NOW}
    end_pause(**ended)
    assert plan_reminders(today=WEEK_BEFORE, now=NOW) == 1
    with pytest.raises(DutyNotOpen):
        end_pause(**ended)


def test_a_pause_needs_a_day_to_come_and_the_steering_agency(cast):
    with pytest.raises(InvalidInput):
        paused(cast, until=WEEK_BEFORE - timedelta(days=1))
    cast.steering = cast.officer
    with pytest.raises(NotAllowed):
        paused(cast)


def test_the_page_pauses_and_reminds_again(cast, login):
    client = login(cast.steering)
    form = {"agency": cast.duty.agency.code, "until": "31/12/2026", "reason": ""}
    wrong = client.post(plan_page("tasks:pause"), form)
    assert "Ghi lý do tạm dừng." in text_of(wrong)
    assert 'value="31/12/2026"' in text_of(wrong)
    page = client.post(plan_page("tasks:pause"), form | {"reason": "Bão"}, follow=True)
    assert "đến hết 31/12/2026" in text_of(page)
    path = reverse("tasks:end_pause", args=[Pause.objects.get().pk])
    assert "Đã nhắc lại bình thường." in text_of(client.post(path, follow=True))
    assert login(cast.officer).post(path).status_code == 404


def test_the_preview_is_of_today_until_todays_list_was_made(cast):
    call_command("seed_schedules", verbosity=0)
    JobRun.objects.create(job=PLANNER, begun_at=NOW - timedelta(days=1))
    assert next_letter_day(pulse(NOW), WEEK_BEFORE) == WEEK_BEFORE
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    Envelope.objects.update(state="sent", sent_at=NOW, sent_on=WEEK_BEFORE)
    JobRun.objects.filter(job=PLANNER).update(begun_at=NOW)
    assert next_letter_day(pulse(NOW), WEEK_BEFORE) > WEEK_BEFORE


def test_a_fresh_portal_does_not_warn_and_a_silent_one_does(cast):
    assert pulse(NOW).is_silent
    call_command("seed_schedules", verbosity=0)
    assert not pulse(NOW + timedelta(hours=2)).is_silent
    assert pulse(NOW + timedelta(hours=27)).is_silent


@pytest.fixture
def scene(clock: Clock):
    clock.at(LATE_NOW)
    return Scene()


def test_only_who_may_be_urged_is_worth_a_word(scene):
    for agency in (scene.asked, scene.wrote, scene.sent):
        assert worth_a_word(agency, scene.period, LATE_TODAY) == []
    duties = worth_a_word(scene.late[0], scene.period, LATE_TODAY)
    words = words_for(scene.late[0], duties)
    assert "III.2.a Nhiệm vụ III.2.a: quá hạn chưa gửi, hạn 16/12/2026" in words
    assert words.endswith(f"/don-vi/{scene.late[0].code}/")
    assert words_for(scene.asked, []) == ""


def test_a_personal_line_is_told_and_kept_on_the_duty(scene, login):
    person = make_user("officer", scene.late[0])
    path = plan_page("tasks:nudge", args=[scene.late[0].code])
    client = login(scene.officer)
    assert "Ghi một dòng nhắc" in text_of(client.post(path, {"line": " "}))
    client.post(path, {"line": "Gửi giúp\ntrước 15 giờ"})
    notice = Notice.objects.get(person=person)
    assert notice.text == "Sở Nội vụ nhắc 1 nhiệm vụ: Gửi giúp trước 15 giờ"
    event = DutyEvent.objects.get(kind="urged")
    assert (event.note, event.effective_on) == (
        "Nhắc trực tiếp: Gửi giúp trước 15 giờ",
        date(2026, 12, 20),
    )
    assert login(person).get(path).status_code == 404


def test_nothing_late_means_no_nudge(scene):
    common = {
        "period": scene.period,
        "line": "Nhắc",
        "today": LATE_TODAY,
        "now": LATE_NOW,
    }
    with pytest.raises(InvalidInput):
        nudge(agency=scene.sent, actor=scene.officer, **common)
    with pytest.raises(NotAllowed):
        nudge(agency=scene.late[0], actor=make_user("head", scene.late[0]), **common)
    assert not DutyEvent.objects.filter(kind="urged").exists()
