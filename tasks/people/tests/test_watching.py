"""«Đơn vị tôi theo dõi»: dated, stood in for, handed over; the queue is filtered by it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from agencies.models import Agency
from agencies.tests.factories import make_agency, make_user
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.models import DutyEvent, Notice, StandIn, Watch
from tasks.official_letters.tests.letters import NOW as LATE_NOW
from tasks.official_letters.tests.letters import Scene as LateScene
from tasks.people.staffing import hand_over
from tasks.people.watching import (
    end_stand_in,
    name_stand_in,
    watch_agencies,
    watched_on,
)
from tasks.reorganising.tests.reorganising import merge, run
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW, TODAY, make_duty, make_period, make_plan
from tasks.tests.pages import text_of

pytestmark = pytest.mark.django_db


class Scene:
    """A plan with two reviewers and two agencies that sent something."""

    def __init__(self):
        self.plan = make_plan()
        self.period = make_period(self.plan)
        self.steering = self.plan.steering_agency
        self.lan = make_user("officer", self.steering)
        self.mai = make_user("officer", self.steering)
        self.one, self.two = (
            make_agency(f"UBND xã {name}", kind="cap-xa") for name in ("Một", "Hai")
        )
        for agency in (self.one, self.two):
            make_duty(
                agency=agency, period=self.period, state="submitted",
                first_sent_on=TODAY, submitted_at=NOW,
            )  # fmt: skip

    def watches(self, person, *agencies, today=TODAY, offered=None):
        if offered is None:
            offered = (self.one, self.two)
        watch_agencies(
            plan=self.plan, agencies=agencies, offered=offered,
            actor=person, today=today,
        )  # fmt: skip

    def seen(self, person, today=TODAY):
        return set(watched_on(person, self.plan, today))

    def stands_in(self, first=TODAY, last=TODAY + timedelta(days=5), **fields):
        return name_stand_in(
            plan=self.plan, substitute=fields.pop("substitute", self.mai),
            first=first, last=last, actor=self.lan, today=TODAY,
        )  # fmt: skip


@pytest.fixture
def scene(clock):
    clock.at(NOW)
    return Scene()


def test_what_is_chosen_holds_from_today_and_ends_by_a_day(scene):
    scene.watches(scene.lan, scene.one, scene.two)
    later = TODAY + timedelta(days=10)
    scene.watches(scene.lan, scene.two, today=later)
    assert scene.seen(scene.lan, later) == {scene.two}
    assert scene.seen(scene.lan, later - timedelta(days=1)) == {scene.one, scene.two}
    assert Watch.objects.count() == 2
    with pytest.raises(NotAllowed):
        scene.watches(make_user("officer", scene.one), scene.one)


def test_a_stand_in_sees_them_for_these_days_only(scene):
    scene.watches(scene.lan, scene.one)
    scene.watches(scene.mai, scene.two)
    scene.stands_in()
    assert scene.seen(scene.mai) == {scene.one, scene.two}
    assert scene.seen(scene.mai, TODAY + timedelta(days=6)) == {scene.two}
    with pytest.raises(InvalidInput):
        scene.stands_in()
    with pytest.raises(InvalidInput):
        scene.stands_in(first=TODAY + timedelta(days=9), last=TODAY)
    far = {"first": TODAY + timedelta(days=20), "last": TODAY + timedelta(days=21)}
    for nobody in (scene.lan, make_user("officer", scene.one)):
        with pytest.raises(InvalidInput):
            scene.stands_in(substitute=nobody, **far)


def test_heirs_of_a_watched_agency_are_watched(scene):
    scene.watches(scene.lan, scene.one)
    heir = make_agency("UBND xã Mới", kind="cap-xa")
    run(merge(scene.one, new=heir))
    assert heir in scene.seen(scene.lan)


def test_what_the_page_did_not_show_goes_on(scene):
    elsewhere = make_agency("UBND xã Xa", kind="cap-xa")
    scene.watches(scene.lan, scene.one, elsewhere)
    later = TODAY + timedelta(days=10)
    scene.watches(scene.lan, scene.two, today=later)
    assert scene.seen(scene.lan, later) == {scene.two, elsewhere}


def test_an_heir_is_ticked_counted_saved_and_let_go(scene, login):
    before = TODAY - timedelta(days=1)
    scene.watches(scene.lan, scene.one, today=before)
    heir = make_agency("UBND xã Mới", kind="cap-xa")
    run(merge(scene.one, new=heir))
    client, page = login(scene.lan), plan_page("tasks:watching")
    shown = client.get(page).context
    assert (heir, True, "") in shown["rows"]
    assert (shown["mine"], shown["nobody"]) == (1, 1)
    form = {"offered": shown["offered"], "agency": [heir.pk]}
    client.post(page, form)
    assert Watch.objects.alive_on(TODAY).filter(agency=heir).exists()
    client.post(page, form | {"agency": [scene.two.pk]})
    assert scene.seen(scene.lan) == {scene.two}
    assert scene.one in scene.seen(scene.lan, before)


def test_a_stand_in_that_is_over_stays_as_it_was(scene):
    row = scene.stands_in()
    after = row.valid_to + timedelta(days=3)
    end_stand_in(stand_in=row, actor=scene.lan, today=after)
    assert StandIn.objects.get().valid_to == row.valid_to
    ahead = scene.stands_in(first=after, last=after + timedelta(days=2))
    end_stand_in(stand_in=ahead, actor=scene.lan, today=TODAY)
    assert StandIn.objects.get() == row


def test_a_hand_over_passes_on_what_was_watched(scene):
    scene.watches(scene.lan, scene.one)
    scene.stands_in()
    head = make_user("head", scene.steering)
    hand_over(
        agency=scene.steering, leaving=scene.lan, last_day=TODAY,
        successor_email=scene.mai.email, actor=head, today=TODAY, now=NOW,
    )  # fmt: skip
    after = TODAY + timedelta(days=1)
    assert scene.seen(scene.mai, after) == {scene.one}
    assert scene.seen(scene.lan, after) == set()
    assert StandIn.objects.get().valid_to == TODAY


def test_the_queue_shows_only_what_is_watched(scene, login):
    client = login(scene.lan)
    review, page = plan_page("tasks:review"), plan_page("tasks:watching")
    answer = text_of(client.get(review, {"cua": "toi"}))
    assert "chưa chọn đơn vị nào để theo dõi" in answer
    assert "2 đơn vị chưa ai theo dõi" in text_of(client.get(page))
    client.post(page, {"agency": [scene.one.pk, "x"]})
    lines = client.get(review, {"cua": "toi"}).context["lines"]
    assert [line.duty.agency for line in lines] == [scene.one]
    assert len(client.get(review).context["lines"]) == 2
    form = {"substitute": scene.mai.pk, "first": "10/06/2026", "last": "12/06/2026"}
    client.post(plan_page("tasks:stand_in"), form)
    assert "thay từ 10/06/2026" in text_of(client.get(page))
    client.post(reverse("tasks:end_stand_in", args=[StandIn.objects.get().pk]))
    assert not StandIn.objects.alive_on(TODAY).exists()
    stranger = login(make_user("officer", scene.one))
    assert stranger.get(page).status_code == 403


def test_a_call_is_logged_in_one_line(clock, login):
    clock.at(LATE_NOW)
    scene = LateScene()
    agency = scene.late[0]
    make_user("officer", agency)
    make_duty(period=scene.period, agency=agency, due_on=LATE_NOW.date())
    path = plan_page("tasks:nudge", args=[agency.code])
    client = login(scene.officer)
    wrong = client.post(path, {"way": "zalo", "words": " "})
    assert "Ghi một dòng: đã nói với ai" in text_of(wrong)
    client.post(path, {"way": "dien-thoai", "words": "Chị Lan hẹn 15 giờ"})
    notes = set(DutyEvent.objects.filter(kind="urged").values_list("note", flat=True))
    assert notes == {"Nhắc qua điện thoại: Chị Lan hẹn 15 giờ"}
    assert not Notice.objects.exists()
    page = text_of(client.get(plan_page("tasks:reminder_history", args=[agency.code])))
    assert page.count("Chị Lan hẹn 15 giờ") == 1
    assert "(2 nhiệm vụ;" in page


def test_who_never_answered_has_words_to_copy(clock, login):
    clock.at(LATE_NOW)
    scene = LateScene()
    far = LATE_NOW.date() + timedelta(days=60)
    Agency.objects.get(pk=scene.late[0].pk).duties.update(due_on=far)
    path = plan_page("tasks:nudge", args=[scene.late[0].code])
    assert "chưa cập nhật kết quả" in text_of(login(scene.officer).get(path))


def test_who_takes_over_tomorrow_may_choose_the_same_today(scene):
    tomorrow = TODAY + timedelta(days=1)
    Watch.objects.create(
        plan=scene.plan, person=scene.mai, agency=scene.one, valid_from=tomorrow
    )
    scene.watches(scene.mai, scene.one)
    assert Watch.objects.get(person=scene.mai).valid_from == TODAY


def test_who_takes_over_what_is_watched_already_watches_it_once(scene):
    scene.watches(scene.lan, scene.one, scene.two)
    scene.watches(scene.mai, scene.one)
    hand_over(
        agency=scene.steering, leaving=scene.lan, last_day=TODAY, today=TODAY, now=NOW,
        successor_email=scene.mai.email, actor=make_user("head", scene.steering),
    )  # fmt: skip
    after = TODAY + timedelta(days=1)
    held = Watch.objects.alive_on(after).filter(person=scene.mai)
    assert held.filter(agency=scene.one).count() == 1
    assert scene.seen(scene.mai, after) == {scene.one, scene.two}
