"""A line of the desk opens, refuses and saves where it stands."""

from datetime import timedelta

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.models import ProgressEntry
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
    make_figure,
    make_period,
    make_task,
)
from tasks.tests.pages import said, text_of
from tasks.work.drafts import keep_draft
from tasks.work.logging import log_progress

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("_inside_the_period"),
]
HTMX = {"HX-Request": "true"}


def place(name, duty):
    return reverse(f"tasks:{name}", args=[duty.pk])


def test_the_desk_offers_to_open_each_line(login, duty, officer):
    page = text_of(login(officer).get(reverse("tasks:desk", args=[duty.agency.code])))
    assert f'hx-get="{place("log_in_place", duty)}"' in page
    assert f'href="{place("log_progress", duty)}"' in page


def test_a_clerk_is_not_offered_to_write(login, duty):
    clerk = make_user("clerk", duty.agency)
    page = text_of(login(clerk).get(reverse("tasks:desk", args=[duty.agency.code])))
    assert "hx-get" not in page
    assert (
        login(clerk).get(place("log_in_place", duty), headers=HTMX).status_code == 403
    )


def test_saving_gives_the_line_back_and_what_can_be_sent(login, duty, officer):
    opened = text_of(login(officer).get(place("log_in_place", duty), headers=HTMX))
    assert "<html" not in opened
    assert f'id="d{duty.pk}_text"' in opened
    answer = login(officer).post(place("log_in_place", duty), said(duty), headers=HTMX)
    page = text_of(answer)
    assert ProgressEntry.objects.get().text == "Họp dân ở thôn Phú Hòa."
    assert f"Đã lưu kết quả {duty.task.code}." in page
    assert f'id="dong-{duty.pk}"' in page
    assert 'id="gui-so" hx-swap-oob="true"' in page
    assert "1 nhiệm vụ đã sẵn sàng" in page


@pytest.mark.parametrize("others", [0, 3])
def test_the_answer_to_saving_costs_the_same_beside_any_number_of_duties(
    login, duty, officer, others, django_assert_max_num_queries
):
    for _ in range(others):
        make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    client, url = login(officer), place("log_in_place", duty)
    with django_assert_max_num_queries(31):
        page = text_of(client.post(url, said(duty), headers=HTMX))
    assert f"Đã lưu kết quả {duty.task.code}." in page
    assert page.count("desk-line") == 1


def test_a_refused_entry_stays_open_with_what_was_typed(login, duty, officer):
    answer = login(officer).post(
        place("log_in_place", duty), said(duty, done_on="31/02/2026"), headers=HTMX
    )
    page = text_of(answer)
    assert "Nhập ngày như 31/12/2026." in page
    assert "Họp dân ở thôn Phú Hòa." in page
    assert "gui-so" not in page
    assert not ProgressEntry.objects.exists()


def test_without_a_script_the_addresses_lead_to_the_pages(login, duty, officer):
    answer = login(officer).get(place("log_in_place", duty))
    assert answer["Location"] == place("log_progress", duty)


@pytest.mark.parametrize("name", ["desk_line", "log_in_place"])
def test_a_stranger_meets_404(login, duty, name):
    stranger = make_user("officer", make_agency("UBND xã Lạ"))
    assert login(stranger).get(place(name, duty), headers=HTMX).status_code == 404


def test_a_closed_line_says_so(login, duty, officer):
    duty.state, duty.reason = "waived", "Không thuộc diện"
    duty.save()
    page = text_of(login(officer).get(place("log_in_place", duty), headers=HTMX))
    assert "không còn mở" in page
    assert "<form" not in page.split('id="gui-so"')[0]


def test_a_draft_is_offered_on_the_line(login, duty, officer):
    keep_draft(duty=duty, person=officer, fields={"text": ["Đang viết dở"]}, now=NOW)
    opened = text_of(login(officer).get(place("log_in_place", duty), headers=HTMX))
    assert "bản nháp" in opened
    assert "Đang viết dở" not in opened
    used = login(officer).get(place("log_in_place", duty) + "?nhap=1", headers=HTMX)
    assert "Đang viết dở" in text_of(used)


def test_last_years_words_and_answers_are_offered(login, duty, officer):
    first, second = make_figure(duty.task), make_figure(duty.task, label="Số hộ")
    before = make_period(duty.task.plan, duty.period.year - 1)
    old = make_duty(duty.task, duty.agency, before)
    log_progress(
        duties=[old],
        author=officer,
        done_on=before.data_to,
        text="Năm trước đã họp 12 cuộc.",
        progress="done",
        answers={first.pk: "12", second.pk: "340"},
        today=before.data_to,
        now=NOW - timedelta(days=365),
    )
    opened = text_of(login(officer).get(place("log_in_place", duty), headers=HTMX))
    assert 'data-copy-value="Năm trước đã họp 12 cuộc."' in opened
    assert 'data-before="340"' in opened
    assert "Dùng số cả năm 2025 cho ô trống" in opened
    assert before.data_to < TODAY


def test_an_ended_session_answers_a_script_with_401(client, duty):
    answer = client.post(place("log_in_place", duty), said(duty), headers=HTMX)
    assert (answer.status_code, answer.content) == (401, b"")


def test_an_ended_session_leads_back_to_the_page_of_a_button(client, duty):
    desk = reverse("tasks:desk", args=[duty.agency.code])
    headers = {"referer": f"http://testserver{desk}?ky=2026"}
    url = reverse("tasks:submit_ready", args=[duty.agency.code])
    answer = client.post(url, {"chon": "1"}, headers=headers)
    assert answer["Location"] == f"{reverse('login')}?next={desk}%3Fky%3D2026"
    away = client.post(url, {"chon": "1"}, headers={"referer": "https://la.vn/x"})
    assert away["Location"] == f"{reverse('login')}?next=/"


def test_an_ended_session_gives_a_posted_text_back(client, duty):
    path = place("log_progress", duty)
    answer = client.post(
        path,
        said(duty, text="<b>Họp dân</b> & ghi biên bản")
        | {"password": "bí mật của tôi"},
        headers={"Referer": f"http://testserver{path}"},
    )
    page = text_of(answer)
    assert answer.status_code == 401
    assert "&lt;b&gt;Họp dân&lt;/b&gt; &amp; ghi biên bản" in page
    assert "bí mật" not in page
    assert f"/dang-nhap/?next={path}" in page


def test_an_ended_session_never_sends_elsewhere(client, duty):
    answer = client.post(
        place("log_progress", duty),
        said(duty),
        headers={"Referer": "https://xau.vn/a b"},
    )
    assert "xau.vn" not in text_of(answer)
