"""Difficulties: raised by the agency, answered or escalated by Sở Nội vụ."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.services.difficulties import (
    answer_days,
    answer_difficulty,
    escalate_difficulty,
    raise_difficulty,
)
from tasks.services.errors import DutyNotOpen, InvalidInput, NotAllowed, PeriodClosed
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
    assert "trả lời trước 24/06/2026" in page.content.decode()
    urls = [each["url"] for each in page.context["states"]]
    assert urls[1] == "?ky=2026&q=so&tu=2026-01-01&trang-thai=open"
    raised.raised_on = date(2026, 5, 1)
    raised.save()
    assert "Quá hạn trả lời" in client.get(url).content.decode()
