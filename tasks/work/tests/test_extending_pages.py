"""A later day for a whole agency, and a waiver taken back."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.difficulties.handling import raise_difficulty
from tasks.duties.errors import DutyNotOpen, InvalidInput, NotAllowed
from tasks.duties.timeline import EVENT_LOOKS
from tasks.models import Difficulty, Duty, DutyEvent
from tasks.review.deciding import resume_duty, waive_duty
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
    make_period,
    make_plan,
    make_task,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day(clock):
    clock.at(TODAY)


@pytest.fixture
def duty() -> Duty:
    plan = make_plan()
    return make_duty(make_task(plan), period=make_period(plan))


@pytest.fixture
def head(duty: Duty):
    return make_user("head", duty.period.plan.steering_agency)


def address(duty: Duty) -> str:
    return reverse("tasks:extend_agency", args=[duty.agency.code])


def test_a_whole_agency_gets_a_later_day(duty: Duty, head, client: Client) -> None:
    other = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    client.force_login(head)
    desk = reverse("tasks:desk", args=[duty.agency.code])
    assert address(duty) in client.get(desk).content.decode()
    assert "2 nhiệm vụ có hạn" in client.get(address(duty)).content.decode()
    asked = {"new_due_on": "28/12/2026", "reason": "Bão lũ"}
    assert client.post(address(duty), asked).status_code == 302
    days = Duty.objects.filter(pk__in=[duty.pk, other.pk])
    assert set(days.values_list("due_on", flat=True)) == {date(2026, 12, 28)}
    assert "Đã gia hạn đến 28/12/2026" in client.get(address(duty)).content.decode()


def test_a_bad_day_is_said_and_what_was_typed_comes_back(
    duty: Duty, head, client: Client
) -> None:
    client.force_login(head)
    page = client.post(address(duty), {"new_due_on": "01/01/2026", "reason": "Bão lũ"})
    text = page.content.decode()
    assert "Hạn mới phải sau hôm nay." in text
    assert "Bão lũ" in text
    duty.refresh_from_db()
    assert duty.due_on == date(2026, 12, 16)


def test_nobody_else_extends(duty: Duty, client: Client) -> None:
    client.force_login(make_user("head", duty.agency))
    assert client.get(address(duty)).status_code == 404
    client.force_login(make_user("head", make_agency()))
    assert client.post(address(duty), {}).status_code == 404


def test_a_waiver_is_taken_back_with_a_reason(duty: Duty, head) -> None:
    common = {"actor": head, "today": TODAY, "now": NOW}
    with pytest.raises(DutyNotOpen):
        resume_duty(duty=duty, reason="Nhầm", **common)
    waive_duty(duty=duty, reason="Không có", **common)
    with pytest.raises(InvalidInput, match="lý do"):
        resume_duty(duty=duty, reason=" ", **common)
    with pytest.raises(NotAllowed):
        resume_duty(
            duty=duty, reason="Nhầm", actor=make_user("head", duty.agency),
            today=TODAY, now=NOW,
        )  # fmt: skip
    row = resume_duty(duty=duty, reason="Ghi nhầm đơn vị", **common)
    assert (row.state, row.reason, row.ended_on) == ("open", "", None)
    assert row.events.last().note == "Ghi nhầm đơn vị"


def test_the_duty_page_offers_to_take_it_back(duty: Duty, head, client: Client) -> None:
    waive_duty(duty=duty, reason="Không có", actor=head, today=TODAY, now=NOW)
    client.force_login(head)
    page = client.get(reverse("tasks:duty", args=[duty.pk])).content.decode()
    assert "Đưa lại vào diện thực hiện" in page
    asked = {"reason": "Nhầm"}
    answer = client.post(reverse("tasks:resume", args=[duty.pk]), asked, follow=True)
    duty.refresh_from_db()
    assert duty.state == "open"
    page = client.get(reverse("tasks:duty", args=[duty.pk])).content.decode()
    assert answer.status_code == 200
    assert "Nhầm" in page


def test_every_kind_of_move_has_its_look() -> None:
    assert set(EVENT_LOOKS) == set(DutyEvent.Kind)


def test_difficulties_of_a_year_are_those_of_its_period(
    duty: Duty, head, client: Client
) -> None:
    author = make_user("officer", duty.agency)
    raise_difficulty(
        agency=duty.agency, period=duty.period, duty=duty, text="Thiếu kinh phí",
        recommendation="", actor=author, today=TODAY, now=NOW,
    )  # fmt: skip
    make_period(duty.period.plan, 2025)
    client.force_login(head)
    counts = []
    for year in (2025, 2026):
        page = client.get(reverse("tasks:difficulties"), {"ky": year})
        counts.append(len(page.context["rows"]))
    assert counts == [0, 1]
    assert Difficulty.objects.count() == 1
