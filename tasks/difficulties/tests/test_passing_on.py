"""«Chuyển xử lý»: a difficulty lies in one place, which answers it or returns it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.difficulties.correcting import withdraw_difficulty
from tasks.difficulties.handling import (
    answer_difficulty,
    escalate_difficulty,
    merge_difficulties,
    raise_difficulty,
)
from tasks.difficulties.passing_on import (
    answer_referral,
    first_day,
    pass_on_difficulty,
    return_referral,
    take_back_referral,
)
from tasks.duties.errors import DutyNotOpen, InvalidInput, NotAllowed
from tasks.models import Difficulty, Notice, Referral
from tasks.reorganising.tests.reorganising import merge, run
from tasks.tests.factories import NOW, TODAY, make_duty, make_period, make_plan
from tasks.tests.pages import text_of

pytestmark = pytest.mark.django_db
MOMENT = {"today": TODAY, "now": NOW}
DAY = date(2026, 6, 24)


class Scene:
    """A commune with a difficulty, the steering agency, a competent sở."""

    def __init__(self):
        self.period = make_period(make_plan())
        self.commune = make_agency("UBND xã Một", kind="cap-xa")
        self.duty = make_duty(period=self.period, agency=self.commune)
        self.officer = make_user("officer", self.commune)
        self.reviewer = make_user("officer", self.period.plan.steering_agency)
        self.finance = make_agency("Sở Tài chính", kind="so")
        self.clerk = make_user("officer", self.finance)
        self.raised = self.raise_by(self.commune, self.officer)

    def raise_by(self, agency, person):
        return raise_difficulty(
            agency=agency, period=self.period, text="Thiếu kinh phí",
            actor=person, **MOMENT,
        )  # fmt: skip

    def passes(self, to=None, due_on=DAY, **fields):
        return pass_on_difficulty(
            difficulty=fields.pop("difficulty", self.raised),
            agency=to or self.finance, due_on=due_on,
            actor=fields.pop("actor", self.reviewer), **MOMENT, **fields,
        )  # fmt: skip

    def state(self):
        self.raised.refresh_from_db()
        return self.raised.state

    def told(self, person):
        rows = Notice.objects.filter(person=person).order_by("pk")
        return list(rows.values_list("text", flat=True))


@pytest.fixture
def scene(clock):
    clock.at(NOW)
    return Scene()


def test_the_competent_agency_answers_whom_it_concerns(scene):
    referral = scene.passes(note="Xem xét bố trí dự toán")
    assert scene.state() == "open"
    assert scene.told(scene.clerk) == [
        "Vướng mắc của UBND xã Một chuyển đến xử lý, trả lời chậm nhất ngày"
        " 24/06/2026: Thiếu kinh phí"
    ]
    answer_referral(referral=referral, answer="Đã bố trí", actor=scene.clerk, **MOMENT)
    assert scene.state() == "answered"
    assert scene.raised.answer == "Sở Tài chính: Đã bố trí"
    assert scene.told(scene.officer)[-1] == "Sở Tài chính trả lời vướng mắc: Đã bố trí"
    assert "Sở Tài chính trả lời vướng mắc" in scene.told(scene.reviewer)[-1]
    with pytest.raises(DutyNotOpen):
        return_referral(referral=referral, reason="x", actor=scene.clerk, **MOMENT)


def test_what_is_returned_waits_for_the_steering_agency_again(scene):
    referral = scene.passes()
    with pytest.raises(InvalidInput):
        return_referral(referral=referral, reason=" ", actor=scene.clerk, **MOMENT)
    return_referral(
        referral=referral, reason="Thuộc Sở Xây dựng", actor=scene.clerk, **MOMENT
    )
    assert scene.state() == "open"
    assert "chuyển trả lại" in scene.told(scene.reviewer)[-1]
    assert "Thuộc Sở Xây dựng" in scene.told(scene.reviewer)[-1]
    assert scene.passes(make_agency("Sở Xây dựng", kind="so")).state == "waiting"


def test_a_body_that_is_only_asked_has_no_counted_day(scene):
    front = make_agency("Ủy ban Mặt trận", kind="mat-tran")
    person = make_user("officer", front)
    referral = scene.passes(front)
    assert referral.due_on is None
    assert scene.told(person) == [
        "Đề nghị cho ý kiến về vướng mắc của UBND xã Một: Thiếu kinh phí"
    ]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (None, "Ghi ngày"),
        (date(2026, 6, 9), "trước ngày hôm nay"),
        (date(2026, 6, 14), "Chủ nhật"),
    ],
)
def test_the_day_is_a_working_day_to_come(scene, day, words):
    with pytest.raises(InvalidInput) as refused:
        scene.passes(due_on=day)
    assert words in refused.value.problems["due_on"]
    assert first_day(TODAY) == DAY


def test_who_may_not_and_to_whom_not(scene):
    with pytest.raises(NotAllowed):
        scene.passes(actor=scene.officer)
    with pytest.raises(InvalidInput):
        scene.passes(scene.commune)
    gone = make_agency("Sở Cũ", kind="so", valid_to=TODAY - timedelta(days=1))
    with pytest.raises(InvalidInput):
        scene.passes(gone)
    referral = scene.passes()
    with pytest.raises(InvalidInput) as refused:
        scene.passes(make_agency("Sở Khác", kind="so"))
    assert "đang ở Sở Tài chính" in refused.value.problems["agency"]
    with pytest.raises(NotAllowed):
        answer_referral(referral=referral, answer="x", actor=scene.officer, **MOMENT)
    with pytest.raises(NotAllowed):
        take_back_referral(referral=referral, actor=scene.clerk, **MOMENT)


def test_the_database_lets_it_lie_in_one_place(scene):
    scene.passes()
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.create(
            difficulty=scene.raised, agency=scene.commune, passed_on=TODAY,
            passed_by=scene.reviewer, recorded_at=NOW,
        )  # fmt: skip


@pytest.mark.parametrize("how", ["answer", "escalate", "withdraw", "take_back"])
def test_whatever_settles_it_elsewhere_tells_the_agency(scene, how):
    referral = scene.passes()
    by = {"difficulty": scene.raised, **MOMENT}
    if how == "answer":
        answer_difficulty(answer="Có", actor=scene.reviewer, **by)
    elif how == "escalate":
        escalate_difficulty(note="Vượt quyền", actor=scene.reviewer, **by)
    elif how == "withdraw":
        withdraw_difficulty(reason="Nhầm", actor=scene.officer, **by)
    else:
        take_back_referral(referral=referral, actor=scene.reviewer, **MOMENT)
    referral.refresh_from_db()
    assert referral.state == "taken_back"
    assert "không phải" in scene.told(scene.clerk)[-1]
    with pytest.raises(DutyNotOpen):
        answer_referral(referral=referral, answer="x", actor=scene.clerk, **MOMENT)


def test_what_lies_elsewhere_is_merged_as_head_alone(scene):
    other = make_agency("UBND xã Hai", kind="cap-xa")
    second = scene.raise_by(other, make_user("officer", other))
    referral = scene.passes()
    rows, common = [scene.raised, second], {"actor": scene.reviewer, **MOMENT}
    with pytest.raises(DutyNotOpen, match="đang ở Sở Tài chính"):
        merge_difficulties(rows=rows, head=second, **common)
    merge_difficulties(rows=rows, head=scene.raised, **common)
    answer_referral(referral=referral, answer="Có", actor=scene.clerk, **MOMENT)
    assert set(Difficulty.objects.values_list("state", flat=True)) == {"answered"}


def test_heirs_answer_what_was_passed_to_who_ended(scene, login):
    referral = scene.passes()
    heir = make_agency("Sở Tài chính và Kế hoạch", kind="so")
    writer = make_user("officer", heir)
    run(merge(scene.finance, new=heir))
    page = text_of(login(writer).get(reverse("tasks:difficulties")))
    assert "Trả lời, chuyển trả lại" in page
    answer_referral(referral=referral, answer="Đã bố trí", actor=writer, **MOMENT)
    assert scene.state() == "answered"


def test_the_pages_from_passing_on_to_the_answer(scene, login):
    client = login(scene.reviewer)
    path = reverse("tasks:pass_on", args=[scene.raised.pk])
    wrong = client.post(path, {"agency": "khong co", "note": "Xem giúp"})
    assert "Xem giúp" in wrong.content.decode()
    form = {"agency": scene.finance.name, "note": "Xem giúp", "due_on": "24/06/2026"}
    page = text_of(client.post(path, form, follow=True))
    assert "Đang ở <strong>Sở Tài chính</strong> từ 10/06/2026" in page
    assert "trả lời chậm nhất 24/06/2026" in page
    referral = Referral.objects.get()
    here = reverse("tasks:referral", args=[referral.pk])
    assert login(make_user("officer", make_agency())).get(here).status_code == 404
    client = login(scene.clerk)
    assert "Thiếu kinh phí" in text_of(client.get(reverse("tasks:difficulties")))
    assert "Xem giúp" in text_of(client.get(here))
    assert "Ghi nội dung trả lời." in text_of(client.post(here, {"answer": ""}))
    client.post(here, {"answer": "Đã bố trí"})
    page = login(scene.officer).get(reverse("tasks:difficulties"))
    assert "Sở Tài chính: Đã bố trí" in text_of(page)


def test_the_page_costs_the_same_for_one_referral_and_three(scene, login):
    client = login(scene.reviewer)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("tasks:difficulties"))
        return len(page.context["rows"]), len(queries)

    scene.passes()
    cost()
    few = cost()
    for name in ("UBND xã Hai", "UBND xã Ba"):
        agency = make_agency(name, kind="cap-xa")
        row = scene.raise_by(agency, make_user("officer", agency))
        scene.passes(make_agency(), difficulty=row)
    assert cost() == (few[0] + 2, few[1])


def test_who_raised_it_hears_that_it_came_back(scene):
    other = make_agency("UBND xã Hai", kind="cap-xa")
    person = make_user("officer", other)
    merge_difficulties(
        rows=[scene.raised, scene.raise_by(other, person)], head=scene.raised,
        actor=scene.reviewer, **MOMENT,
    )  # fmt: skip
    back = scene.passes()
    return_referral(referral=back, reason="Thuộc Sở Y tế", actor=scene.clerk, **MOMENT)
    taken = scene.passes()
    take_back_referral(referral=taken, actor=scene.reviewer, **MOMENT)
    steering = scene.period.plan.steering_agency.short_name
    for each in (scene.officer, person):
        told = list(Notice.objects.filter(person=each).values_list("text", flat=True))
        assert "Sở Tài chính chuyển trả lại vướng mắc: Thuộc Sở Y tế" in told
        assert f"{steering} thu lại từ Sở Tài chính vướng mắc" in told


def test_an_answer_names_the_agency_that_steers_the_plan(scene):
    plan = scene.period.plan
    plan.steering_agency = make_agency("Sở Tư pháp", kind="so")
    plan.save()
    answer_difficulty(
        difficulty=scene.raised, answer="Đã bố trí",
        actor=make_user("officer", plan.steering_agency), **MOMENT,
    )  # fmt: skip
    told = Notice.objects.get(person=scene.officer, kind="answered").text
    assert told == "Sở Tư pháp trả lời vướng mắc: Đã bố trí"
