"""Sending, the letter and difficulties through their pages."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.evidence.tests import files
from tasks.models import (
    Difficulty,
    UnitReport,
)
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
)
from tasks.tests.pages import said, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
MOMENT = {"today": TODAY, "now": NOW}


def test_the_officer_prepares_and_the_head_sends_all(login, duty, officer, head):
    login(officer).post(reverse("tasks:log_progress", args=[duty.pk]), said(duty))
    login(officer).post(reverse("tasks:prepare", args=[duty.pk]))
    login(officer).post(reverse("tasks:submit", args=[duty.pk]))
    duty.refresh_from_db()
    assert duty.state == "prepared"
    desk = login(head).get(reverse("tasks:desk", args=[duty.agency.code]))
    assert "Xem và gửi (1)" in text_of(desk)
    url = reverse("tasks:submit_ready", args=[duty.agency.code])
    answer = login(head).post(url, {"period": duty.period.pk}, follow=True)
    duty.refresh_from_db()
    assert (duty.state, duty.submitted_by) == ("submitted", head)
    assert f"Đã gửi 1 nhiệm vụ: {duty.task.code}." in text_of(answer)


def test_an_incomplete_duty_says_what_is_missing(login, duty, head):
    answer = login(head).post(reverse("tasks:submit", args=[duty.pk]), follow=True)
    assert "Chưa có nhật ký thực hiện" in text_of(answer)
    duty.refresh_from_db()
    assert duty.state == "open"


def test_the_clerk_records_the_letter(login, duty):
    clerk = make_user("clerk", duty.agency)
    url = reverse("tasks:unit_report", args=[duty.agency.code])
    form = {"number": "45/BC-UBND", "signed_on": "05/06/2026"}
    answer = login(clerk).post(url, form)
    assert set(answer.context["form"].errors) == {"file"}
    assert 'value="45/BC-UBND"' in text_of(answer)
    answer = login(clerk).post(
        url, form | {"file": files.upload(), "confirmed_open": "on"}
    )
    assert answer.status_code == 302
    report = UnitReport.objects.get()
    assert report.signed_on == date(2026, 6, 5)
    file_url = reverse("tasks:unit_report_file", args=[duty.agency.code, report.pk])
    opened = login(clerk).get(file_url)
    assert opened.status_code == 200
    assert b"".join(opened.streaming_content) == files.PDF
    stranger = login(make_user("clerk", make_agency()))
    assert stranger.get(file_url).status_code == 404


def test_steering_enters_a_letter_without_a_file(login, duty):
    client = login(make_user("officer", duty.task.plan.steering_agency))
    url = reverse("tasks:unit_report", args=[duty.agency.code])
    form = {"number": "45/BC", "signed_on": "01/06/2026", "arrived_on": "02/06/2026"}
    assert f'value="{duty.pk}" checked' in client.get(url).content.decode()
    assert client.post(url, form | {"covers": [duty.pk]}).status_code == 302
    assert UnitReport.objects.get().entered_by_steering
    duty.refresh_from_db()
    assert duty.first_sent_on == date(2026, 6, 2)


def test_a_difficulty_is_raised_and_an_empty_one_comes_back(login, duty, officer):
    url = reverse("tasks:raise_difficulty", args=[duty.pk])
    answer = login(officer).post(url, {"text": " ", "recommendation": "Thêm kinh phí"})
    assert "Ghi rõ khó khăn, vướng mắc." in text_of(answer)
    assert "Thêm kinh phí" in text_of(answer)
    login(officer).post(url, {"text": "Thiếu người"})
    assert Difficulty.objects.get().duty == duty


def test_sending_all_names_what_stays_in_one_message(login, duty, head):
    other = make_duty(agency=duty.agency, period=duty.period)
    url = reverse("tasks:submit_ready", args=[duty.agency.code])
    answer = login(head).post(url, {"period": duty.period.pk}, follow=True)
    words = [str(message) for message in answer.context["messages"]]
    assert words[0] == "Chưa có nhiệm vụ nào sẵn sàng để gửi."
    assert words[1].startswith("Chưa gửi 2 nhiệm vụ: ")
    assert {duty.task.code, other.task.code} <= set(
        words[1].removeprefix("Chưa gửi 2 nhiệm vụ: ").split(". Mở")[0].split(", ")
    )
    assert len(words) == 2
