"""Difficulties: raised by the agency, answered or escalated by Sở Nội vụ."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.difficulties.committee_answers import record_committee_answer
from tasks.difficulties.handling import (
    answer_days,
    answer_difficulty,
    escalate_difficulty,
    merge_difficulties,
    part_difficulty,
    raise_difficulty,
)
from tasks.duties.errors import DutyNotOpen, InvalidInput, NotAllowed, PeriodClosed
from tasks.models import Difficulty, Notice
from tasks.tests.factories import NOW, TODAY, make_duty, make_period, make_plan

pytestmark = pytest.mark.django_db
MOMENT = {"today": TODAY, "now": NOW}


@pytest.fixture
def period():
    return make_period(make_plan())


@pytest.fixture
def raised(period):
    agency = make_agency()
    return raise_difficulty(
        agency=agency,
        period=period,
        text="Thiếu kinh phí",
        actor=make_user("officer", agency),
        **MOMENT,
    )


@pytest.fixture
def officer(period):
    return make_user("officer", period.plan.steering_agency)


def test_a_writer_raises_on_own_duties_only(period):
    duty, other = make_duty(period=period), make_duty(period=period)
    writer = make_user("officer", duty.agency)
    common = {"agency": duty.agency, "period": period, "actor": writer, **MOMENT}
    row = raise_difficulty(text="Khó", duty=duty, **common)
    assert (row.state, row.duty, row.raised_on) == ("open", duty, TODAY)
    with pytest.raises(InvalidInput):
        raise_difficulty(text="Khó", duty=other, **common)
    with pytest.raises(InvalidInput):
        raise_difficulty(text="  ", **common)
    viewer = make_user("viewer", duty.agency)
    with pytest.raises(NotAllowed):
        raise_difficulty(text="Khó", **{**common, "actor": viewer})
    period.state = "closed"
    period.save()
    with pytest.raises(PeriodClosed):
        raise_difficulty(text="Khó", **common)


def test_an_answer_needs_words_and_the_steering_agency(raised, officer):
    with pytest.raises(InvalidInput):
        answer_difficulty(difficulty=raised, answer=" ", actor=officer, **MOMENT)
    stranger = make_user("head", raised.agency)
    with pytest.raises(NotAllowed):
        answer_difficulty(difficulty=raised, answer="Có", actor=stranger, **MOMENT)
    answer_difficulty(difficulty=raised, answer="Bố trí", actor=officer, **MOMENT)
    raised.refresh_from_db()
    assert (raised.state, raised.answer, raised.answered_by, raised.answered_at) == (
        "answered",
        "Bố trí",
        officer,
        NOW,
    )
    with pytest.raises(DutyNotOpen):
        answer_difficulty(difficulty=raised, answer="Lại", actor=officer, **MOMENT)


def test_an_answer_after_escalation_keeps_what_was_written(raised, officer):
    with pytest.raises(InvalidInput):
        escalate_difficulty(difficulty=raised, note="", actor=officer, **MOMENT)
    escalate_difficulty(difficulty=raised, note="Vượt quyền", actor=officer, **MOMENT)
    raised.refresh_from_db()
    assert (raised.state, raised.answer) == ("escalated", "Vượt quyền")
    with pytest.raises(DutyNotOpen):
        escalate_difficulty(difficulty=raised, note="Nữa", actor=officer, **MOMENT)
    answer_difficulty(difficulty=raised, answer="Đồng ý", actor=officer, **MOMENT)
    raised.refresh_from_db()
    assert (raised.state, raised.answer) == ("answered", "Vượt quyền\n\nĐồng ý")


@pytest.mark.usefixtures("_inside_the_period")
def test_the_page_tells_until_when_and_keeps_every_filter(login, raised, officer):
    assert answer_days([raised]) == {raised.pk: date(2026, 6, 24)}
    client = login(officer)
    url = reverse("tasks:difficulties")
    page = client.get(url, {"ky": "2026", "q": "so", "tu": "2026-01-01", "page": "1"})
    assert "trả lời chậm nhất 24/06/2026" in page.content.decode()
    urls = [each["url"] for each in page.context["states"]]
    assert urls[1] == "?ky=2026&q=so&tu=2026-01-01&trang-thai=open"
    raised.raised_on = date(2026, 5, 1)
    raised.save()
    assert "Quá hạn trả lời" in client.get(url).content.decode()


@pytest.mark.usefixtures("_inside_the_period")
def test_who_waits_longest_stands_first_and_the_answered_last(login, raised, officer):
    common = {"agency": raised.agency, "period": raised.period, "now": NOW}
    writer = raised.raised_by
    later, answered = (
        raise_difficulty(text="Khó", actor=writer, today=day, **common)
        for day in (TODAY + timedelta(days=1), TODAY)
    )
    answer_difficulty(difficulty=answered, answer="Đã cấp", actor=officer, **MOMENT)
    page = login(officer).get(reverse("tasks:difficulties"))
    assert [row.pk for row in page.context["rows"]] == [
        raised.pk,
        later.pk,
        answered.pk,
    ]


class TestMerging:
    def raise_by(self, period, name, text="Thiếu kinh phí tập huấn"):
        agency = make_agency(name)
        return raise_difficulty(
            agency=agency, period=period, text=text,
            actor=make_user("officer", agency), **MOMENT,
        )  # fmt: skip

    @pytest.fixture
    def three(self, period):
        return [self.raise_by(period, f"UBND xã {n}") for n in (1, 2, 3)]

    def merge(self, rows, officer, head=None):
        head = head or rows[0]
        return merge_difficulties(rows=rows, head=head, actor=officer, **MOMENT)

    def test_the_head_is_chosen_not_guessed(self, login, three, officer):
        path = reverse("tasks:merge_difficulties")
        ticked = {"difficulty": [row.pk for row in three]}
        client = login(officer)
        page = client.post(path, ticked).content.decode()
        assert "Gộp 3 vướng mắc thành một" in page
        assert not Difficulty.objects.filter(merged_into__isnull=False).exists()
        client.post(path, ticked | {"head": three[2].pk})
        heads = Difficulty.objects.order_by("pk").values_list("merged_into", flat=True)
        assert list(heads) == [three[2].pk, three[2].pk, None]
        with pytest.raises(InvalidInput):
            self.merge(three[:2], officer, head=three[2])

    def test_one_answer_reaches_every_agency(self, three, officer):
        first = self.merge(three, officer)
        assert first == three[0]
        answer_difficulty(difficulty=first, answer="Đã bố trí", actor=officer, **MOMENT)
        rows = Difficulty.objects.order_by("pk").values_list("state", "answer")
        assert list(rows) == [("answered", "Đã bố trí")] * 3
        told = Notice.objects.values_list(
            "person__memberships__agency__name", flat=True
        )
        assert sorted(told) == ["UBND xã 1", "UBND xã 2", "UBND xã 3"]

    def test_escalating_takes_the_merged_along(self, three, officer):
        first = self.merge(three, officer)
        escalate_difficulty(
            difficulty=first, note="Vượt quyền", actor=officer, **MOMENT
        )
        assert set(Difficulty.objects.values_list("state", flat=True)) == {"escalated"}

    def test_a_merged_difficulty_is_counted_once(self, three, officer):
        self.merge(three[:2], officer)
        assert list(Difficulty.objects.counted_once().order_by("pk")) == [
            three[0],
            three[2],
        ]

    def test_a_merged_one_is_not_answered_alone(self, three, officer):
        self.merge(three, officer)
        with pytest.raises(DutyNotOpen):
            answer_difficulty(difficulty=three[1], answer="x", actor=officer, **MOMENT)

    def test_merging_again_leaves_no_chain(self, three, officer, period):
        self.merge(three[1:], officer)
        self.merge([three[0], three[1]], officer)
        first = Difficulty.objects.get(pk=three[0].pk)
        assert set(first.merged.all()) == set(three[1:])

    def test_a_merged_difficulty_can_be_taken_apart_until_answered(
        self, three, officer
    ):
        first = self.merge(three, officer)
        part_difficulty(difficulty=three[2], actor=officer, today=TODAY)
        assert Difficulty.objects.counted_once().count() == 2
        answer_difficulty(difficulty=first, answer="Đã bố trí", actor=officer, **MOMENT)
        with pytest.raises(DutyNotOpen):
            part_difficulty(difficulty=three[1], actor=officer, today=TODAY)

    def test_one_alone_an_answered_one_and_one_of_others_cannot_be_merged(
        self, three, officer, period
    ):
        with pytest.raises(InvalidInput):
            self.merge(three[:1], officer)
        with pytest.raises(NotAllowed):
            self.merge(three, make_user("head", three[0].agency))
        answer_difficulty(difficulty=three[0], answer="x", actor=officer, **MOMENT)
        with pytest.raises(DutyNotOpen):
            self.merge(three[:2], officer)

    def test_the_page_merges_and_each_agency_still_sees_its_own(
        self, login, three, officer
    ):
        page = login(officer).post(
            reverse("tasks:merge_difficulties"),
            {"difficulty": [row.pk for row in three], "head": three[0].pk},
            follow=True,
        )  # fmt: skip
        assert "Đã gộp 2 vướng mắc tương tự" in page.content.decode()
        assert len(page.context["rows"]) == 1
        own = make_user("officer", three[1].agency)
        page = login(own).get(reverse("tasks:difficulties"))
        assert [row.pk for row in page.context["rows"]] == [three[1].pk]
        assert "Đã gộp với vướng mắc tương tự" in page.content.decode()
        part = reverse("tasks:part_difficulty", args=[three[1].pk])
        assert login(own).post(part).status_code in {403, 404}
        login(officer).post(part)
        assert Difficulty.objects.counted_once().count() == 2


def by_document(row, officer, **given):
    said = {"number": "99/UBND-NC", "issued_on": TODAY, "text": "Đồng ý bố trí."}
    return record_committee_answer(
        difficulty=row, actor=officer, **MOMENT, **(said | given)
    )


def test_the_committees_answer_is_told_to_every_agency_that_raised_it(
    raised, officer, period, client
):
    agency = make_agency()
    other = raise_difficulty(
        agency=agency, period=period, text="Thiếu tiền",
        actor=make_user("officer", agency), **MOMENT,
    )  # fmt: skip
    merge_difficulties(rows=[raised, other], head=raised, actor=officer, **MOMENT)
    with pytest.raises(DutyNotOpen, match="đã báo cáo UBND tỉnh"):
        by_document(raised, officer)
    escalate_difficulty(
        difficulty=raised, note="Vượt thẩm quyền", actor=officer, **MOMENT
    )
    with pytest.raises(InvalidInput) as refused:
        by_document(raised, officer, issued_on=TODAY + timedelta(days=1), number=" ")
    assert refused.value.problems.keys() == {"issued_on", "number"}
    by_document(raised, officer)
    raised.refresh_from_db()
    assert (raised.state, raised.committee_number) == ("answered", "99/UBND-NC")
    writer = make_user("officer", raised.agency)
    assert Notice.objects.filter(text__contains="99/UBND-NC").count() == 2
    client.force_login(writer, backend="django.contrib.auth.backends.ModelBackend")
    html = client.get(reverse("tasks:difficulties")).content.decode()
    assert "UBND tỉnh trả lời tại văn bản số 99/UBND-NC ngày" in html
    assert "Đồng ý bố trí." in html


def test_a_recorded_answer_of_the_committee_is_put_right_with_a_reason(raised, officer):
    escalate_difficulty(
        difficulty=raised, note="Vượt thẩm quyền", actor=officer, **MOMENT
    )
    by_document(raised, officer)
    with pytest.raises(InvalidInput, match="lý do"):
        by_document(raised, officer, number="100/UBND-NC")
    by_document(raised, officer, number="100/UBND-NC", reason="Nhầm số")
    kept = raised.corrections.get()
    assert (kept.said, kept.reason) == ({"committee_number": "99/UBND-NC"}, "Nhầm số")


def test_the_page_records_the_answer_and_keeps_what_was_typed(raised, officer, client):
    escalate_difficulty(
        difficulty=raised, note="Vượt thẩm quyền", actor=officer, **MOMENT
    )
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    path = reverse("tasks:committee_answer", args=[raised.pk])
    typed = {"number": "", "issued_on": "01/01/2020", "text": "Chữ đã gõ"}
    html = client.post(path, typed).content.decode()
    assert "Chữ đã gõ" in html
    assert "Nhập số, ký hiệu văn bản của UBND tỉnh." in html
