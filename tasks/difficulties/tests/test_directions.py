"""Directions: recorded from the document, told, reported on, followed until done."""

from datetime import timedelta

import pytest
from django.urls import reverse

from agencies.models import AgencyGroup, GroupMember
from agencies.tests.factories import make_agency, make_user
from tasks.difficulties.directions import (
    bind,
    correct_direction,
    may_record,
    record_direction,
    report_step,
)
from tasks.difficulties.handling import escalate_difficulty, raise_difficulty
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.models import Direction, Notice
from tasks.reorganising.tests.reorganising import LATER, merge, run
from tasks.tests.factories import NOW, TODAY, make_period, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return Scene()


class Scene:
    def __init__(self):
        self.steering = make_agency("Sở Nội vụ", code="so-noi-vu")
        self.office = make_agency("Văn phòng UBND tỉnh", code="vp")
        self.plan = make_plan(self.steering)
        self.leader = make_user("leader", self.office)
        self.clerk = make_user("clerk", self.office)
        self.officer = make_user("officer", self.steering)
        self.bound = make_agency("UBND xã An")
        self.doer = make_user("officer", self.bound)

    def record(self, **said):
        words = {
            "number": "118/UBND-NC",
            "issued_on": TODAY - timedelta(days=3),
            "text": "Kiểm tra tại 5 xã.",
            "due_on": TODAY + timedelta(days=9),
            "agencies": [self.bound],
            "actor": self.clerk,
        }
        return record_direction(plan=self.plan, today=TODAY, now=NOW, **(words | said))

    def report(self, direction, *, done, actor=None):
        return report_step(
            share=direction.agencies.get(agency=self.bound),
            text="Đã kiểm tra 5 xã.",
            on=TODAY,
            is_done=done,
            actor=actor or self.doer,
            today=TODAY,
            now=NOW,
        )


def is_open(direction):
    return Direction.objects.with_standing().get(pk=direction.pk).is_open


def test_steering_agency_and_the_leaders_office_record_others_do_not(scene):
    assert may_record(scene.officer, scene.plan, TODAY)
    assert may_record(scene.clerk, scene.plan, TODAY)
    assert not may_record(scene.leader, scene.plan, TODAY)
    with pytest.raises(NotAllowed):
        scene.record(actor=scene.doer)


def test_whom_it_binds_is_told_and_followed_until_all_are_done(scene):
    direction = scene.record()
    assert "118/UBND-NC" in Notice.objects.get(person=scene.doer).text
    scene.report(direction, done=False)
    assert is_open(direction)
    scene.report(direction, done=True)
    assert not is_open(direction)
    scene.report(direction, done=False, actor=scene.officer)
    assert is_open(direction)
    steps = direction.agencies.get().steps
    assert [step.is_done for step in steps.all()] == [False, True, False]


def test_a_document_of_tomorrow_and_a_day_before_it_are_refused(scene):
    for said in (
        {"issued_on": TODAY + timedelta(days=1)},
        {"due_on": TODAY - timedelta(days=4)},
        {"number": " "},
        {"agencies": []},
    ):
        with pytest.raises(InvalidInput):
            scene.record(**said)
    assert not Direction.objects.exists()


def test_a_correction_keeps_the_first_words(scene):
    direction = scene.record()
    correct_direction(
        direction=direction,
        number="118/UBND-NC",
        issued_on=direction.issued_on,
        text="Kiểm tra tại 6 xã.",
        due_on=direction.due_on,
        reason="Chép sai số xã",
        actor=scene.officer,
        today=TODAY,
        now=NOW,
    )
    kept = direction.corrections.get()
    assert kept.said == {"text": "Kiểm tra tại 5 xã."}
    assert Notice.objects.filter(person=scene.doer, text__contains="Chép sai").exists()


def test_agencies_are_bound_once(scene):
    direction = scene.record()
    other = make_agency("UBND xã Bình")
    added = bind(
        direction=direction,
        agencies=[scene.bound, other],
        actor=scene.officer,
        today=TODAY,
        now=NOW,
    )
    assert (added, direction.agencies.count()) == (1, 2)


def test_who_follows_the_old_agency_reports_for_it(scene):
    direction = scene.record()
    heir = make_agency("UBND xã Mới")
    run(merge(scene.bound, new=heir))
    later = make_user("officer", heir)
    assert direction in Direction.objects.visible_to(later, today=LATER.date())
    step = report_step(
        share=direction.agencies.get(),
        text="Đã kiểm tra.",
        on=TODAY,
        is_done=True,
        actor=later,
        today=LATER.date(),
        now=NOW,
    )
    assert step.share.agency == scene.bound
    assert not is_open(direction)


def test_strangers_find_nothing_and_the_bound_find_theirs(scene, client):
    direction = scene.record()
    address = reverse("tasks:direction", args=[direction.pk])
    client.force_login(make_user("officer", make_agency("UBND xã Lạ")))
    assert client.get(address).status_code == 404
    assert "118/UBND" not in client.get(reverse("tasks:directions")).content.decode()
    client.force_login(scene.doer)
    html = client.get(address).content.decode()
    assert "Ghi kết quả thực hiện" in html
    assert "Thêm cơ quan" not in html
    client.force_login(scene.leader)
    html = client.get(address).content.decode()
    assert "<form" not in html[html.index("<main") : html.index("</main>")]


def test_recorded_on_the_page_for_a_group_and_what_was_typed_comes_back(scene, client):
    group = AgencyGroup.objects.create(code="nhom", name="Nhóm xã")
    GroupMember.objects.create(group=group, agency=scene.bound)
    client.force_login(scene.officer)
    address = reverse("tasks:new_direction")
    day = TODAY.strftime("%d/%m/%Y")
    said = {"number": "9/UBND", "issued_on": day, "text": "Làm ngay"}
    refused = client.post(address, said)
    assert "Chọn ít nhất một cơ quan" in refused.content.decode()
    assert "Làm ngay" in refused.content.decode()
    assert client.post(address, said | {"group": group.pk}).status_code == 302
    assert Direction.objects.get().agencies.get().agency == scene.bound


def test_an_agency_reads_its_own_part_and_how_many_others_there_are(scene, client):
    other = make_agency("UBND xã Bình")
    direction = scene.record(agencies=[scene.bound, other])
    scene.report(direction, done=False)
    address = reverse("tasks:direction", args=[direction.pk])
    client.force_login(make_user("officer", other))
    html = client.get(address).content.decode()
    assert "Đã kiểm tra 5 xã" not in html
    assert "UBND xã An" not in html
    assert "và 1 cơ quan khác" in html
    theirs = direction.agencies.get(agency=scene.bound)
    step = reverse("tasks:direction_step", args=[direction.pk, theirs.pk])
    assert client.post(step, {"text": "x"}).status_code == 404
    for reader in (scene.leader, scene.officer, scene.clerk):
        client.force_login(reader)
        html = client.get(address).content.decode()
        assert "Đã kiểm tra 5 xã" in html
        assert "cơ quan khác</p>" not in html


def test_the_page_costs_the_same_for_any_number_of_agencies(
    scene, client, django_assert_max_num_queries
):
    direction = scene.record()
    address = reverse("tasks:direction", args=[direction.pk])
    last, costs = 1, {}
    for number in (1, 3, 40):
        more = [make_agency(f"UBND xã {each}") for each in range(last, number)]
        if more:
            bind(
                direction=direction, agencies=more, actor=scene.officer,
                today=TODAY, now=NOW,
            )  # fmt: skip
        last = number
        for reader in (scene.doer, scene.leader, scene.officer):
            client.force_login(reader)
            with django_assert_max_num_queries(30) as done:
                client.get(address)
            costs.setdefault(reader, set()).add(len(done))
    assert all(len(each) == 1 for each in costs.values()), costs


def test_a_difficulty_that_was_escalated_is_chosen_in_the_form(scene, client):
    period = make_period(scene.plan)
    raised, waiting = (
        raise_difficulty(
            agency=scene.bound, period=period, text=text, actor=scene.doer,
            today=TODAY, now=NOW,
        )
        for text in ("Thiếu trụ sở", "Thiếu máy tính")
    )  # fmt: skip
    escalate_difficulty(
        difficulty=raised, note="Đề nghị xem xét", actor=scene.officer,
        today=TODAY, now=NOW,
    )  # fmt: skip
    client.force_login(scene.officer)
    address = reverse("tasks:new_direction")
    html = client.get(address).content.decode()
    assert "UBND xã An: Thiếu trụ sở" in html
    assert "Thiếu máy tính" not in html
    group = AgencyGroup.objects.create(code="nhom", name="Nhóm xã")
    GroupMember.objects.create(group=group, agency=scene.bound)
    day = TODAY.strftime("%d/%m/%Y")
    said = {"number": "9/UBND", "issued_on": day, "text": "Xây", "group": group.pk}
    assert client.post(address, said | {"difficulty": raised.pk}).status_code == 302
    direction = Direction.objects.get()
    assert direction.difficulty == raised
    page = client.get(reverse("tasks:direction", args=[direction.pk]))
    assert f"?so={raised.pk}" in page.content.decode()
    with pytest.raises(InvalidInput):
        scene.record(difficulty=waiting)


@pytest.mark.parametrize("number", [1, 3, 12])
def test_the_list_costs_the_same_at_any_size(
    scene, client, number, django_assert_max_num_queries
):
    for _ in range(number):
        scene.record()
    client.force_login(scene.officer)
    with django_assert_max_num_queries(8):
        assert client.get(reverse("tasks:directions")).status_code == 200


def test_of_which_plan_is_asked_when_there_are_several(scene, client):
    other = make_plan(scene.steering, code="cchc", short_title="Cải cách hành chính")
    alien = make_plan(make_agency("Sở Y tế"), code="y-te")
    client.force_login(scene.officer)
    address = reverse("tasks:new_direction")
    asked = client.get(address).content.decode().partition("<main")[2]
    assert f"?ke-hoach={other.code}" in asked
    assert f"?ke-hoach={scene.plan.code}" in asked
    assert alien.code not in asked
    assert client.get(f"{address}?ke-hoach={alien.code}").status_code == 404
    said = {
        "number": "9/UBND",
        "issued_on": TODAY.strftime("%d/%m/%Y"),
        "text": "Làm ngay",
        "agency": scene.bound.code,
    }
    answer = client.post(f"{address}?ke-hoach={other.code}", said)
    assert answer.status_code == 302, answer.content.decode()
    assert Direction.objects.get().plan == other
