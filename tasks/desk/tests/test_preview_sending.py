"""The page before «Gửi tất cả» tells what goes and what stays."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.desk.tests.ready import page_for, ready_duty
from tasks.evidence.keeping import attach_evidence
from tasks.evidence.tests.files import upload
from tasks.models import Duty, FigureValue
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_period,
)
from tasks.tests.pages import text_of
from tasks.work.logging import log_progress

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("_inside_the_period"),
]


def test_everything_that_goes_is_told(login, duty, officer, head):
    ready_duty(duty, officer, "IV.8")
    page = text_of(login(head).get(page_for(duty)))
    for words in ("Đã họp IV.8", "Số cuộc IV.8", "<strong>7</strong>", "Biên bản IV.8"):
        assert words in page
    assert "Gửi 1 nhiệm vụ" in page
    assert "<strong>1</strong> nhiệm vụ" in page.split("Chưa đủ điều kiện gửi")[1]


def test_what_was_shown_is_what_is_sent(login, duty, officer, head):
    rows = [ready_duty(duty, officer, f"IV.{n}") for n in (7, 8)]
    shown = login(head).get(page_for(duty)).context["sending"]
    login(head).post(
        reverse("tasks:submit_ready", args=[duty.agency.code]),
        {"period": duty.period.pk},
    )
    sent = Duty.objects.filter(state="submitted")
    assert {each.line.duty for each in shown.ready} == set(sent) == set(rows)


def test_an_officer_may_not_and_a_stranger_sees_nothing(login, duty, officer):
    assert login(officer).get(page_for(duty)).status_code == 403
    stranger = make_user("head", make_agency("UBND xã Lạ"))
    assert login(stranger).get(page_for(duty)).status_code == 404


def test_one_duty_or_three_cost_the_same(
    login, duty, officer, head, django_assert_num_queries
):
    ready_duty(duty, officer, "IV.6")
    client = login(head)
    client.get(page_for(duty))
    with django_assert_num_queries(24):
        client.get(page_for(duty))
    for code in ("IV.7", "IV.8"):
        ready_duty(duty, officer, code)
    with django_assert_num_queries(24):
        client.get(page_for(duty))


def test_nothing_is_cut_and_figures_stand_beside_what_was_said_before(
    login, duty, officer, head
):
    row = ready_duty(duty, officer, "IV.8")
    figure = row.task.task_figures.get().figure
    type(figure).objects.filter(pk=figure.pk).update(unit="cuộc")
    year = make_period(duty.task.plan, duty.period.year - 1)
    half = make_period(
        duty.task.plan, duty.period.year, kind="6-thang",
        data_to=TODAY - timedelta(days=1),
    )  # fmt: skip
    for period, number in ((year, 41), (half, 5)):
        FigureValue.objects.create(
            figure=figure, agency=duty.agency, period=period, number=number,
            is_current=True, entered_by=officer, recorded_at=NOW,
        )  # fmt: skip
    long = "Đã họp dân ở từng thôn, ghi biên bản và niêm yết kết quả. " * 12
    moment = {"today": TODAY, "now": NOW + timedelta(hours=1)}
    log_progress(
        duties=[row], author=officer, done_on=TODAY, text=long, progress="done",
        **moment,
    )  # fmt: skip
    page = text_of(login(head).get(page_for(duty)))
    assert long.strip() in page
    assert "Đã họp IV.8" in page
    assert str(officer) in page
    for words in ("(cuộc)", ">5</td>", ">41</td>", "6 tháng</th>"):
        assert words in page


def test_a_doubt_starts_unticked_and_what_is_ticked_goes(login, duty, officer, head):
    odd, fine = (ready_duty(duty, officer, f"IV.{n}") for n in (7, 8))
    year = make_period(duty.task.plan, duty.period.year - 1)
    FigureValue.objects.create(
        figure=odd.task.task_figures.get().figure, agency=duty.agency, period=year,
        number=700, is_current=True, entered_by=officer, recorded_at=NOW,
    )  # fmt: skip
    client = login(head)
    answer = client.get(page_for(duty))
    shown = {each.line.duty: each.ticked for each in answer.context["sending"].ready}
    assert shown == {odd: False, fine: True}
    page = text_of(answer)
    assert "Người tiếp nhận sẽ hỏi điểm này" in page
    assert "bỏ chọn: IV.7, có 1 điểm cần xem" in page
    assert "Gửi 1 nhiệm vụ" in page
    whole = text_of(client.get(page_for(duty), {"chon": "het"}))
    assert "Gửi 2 nhiệm vụ" in whole
    url = reverse("tasks:submit_ready", args=[duty.agency.code])
    chosen = {"period": duty.period.pk, "chon": "1"}
    said = client.post(url, chosen, follow=True)
    assert "Đánh dấu ít nhất một nhiệm vụ" in text_of(said)
    client.post(url, chosen | {"duty": [odd.pk]})
    assert list(Duty.objects.filter(state="submitted")) == [odd]


def test_a_document_opens_in_the_browser_and_a_page_of_it_runs_nothing(
    login, duty, officer, head
):
    row = ready_duty(duty, officer, "IV.8")
    attach_evidence(
        duties=[row], actor=officer, subject="Ảnh", upload=upload(name="anh.pdf"),
        confirmed_open=True, today=TODAY, now=NOW,
    )  # fmt: skip
    page = text_of(login(head).get(page_for(duty)))
    proof = row.evidence.exclude(file="").get()
    url = reverse("tasks:evidence_file", args=[proof.pk])
    assert f'href="{url}?xem=1"' in page
    shown, saved = login(head).get(f"{url}?xem=1"), login(head).get(url)
    for answer in (shown, saved):
        b"".join(answer.streaming_content)
    assert shown["Content-Disposition"] == "inline"
    assert "script-src 'none'" in shown["Content-Security-Policy"]
    assert saved["Content-Disposition"].startswith("attachment")


def test_what_changed_since_the_head_looked_stays(login, duty, officer, head):
    rows = [ready_duty(duty, officer, f"IV.{n}") for n in (7, 8)]
    client = login(head)
    page = client.get(page_for(duty)).content.decode()
    seen = re.findall(r'name="seen" value="(\d+-\d+)"', page)
    assert len(seen) == 2
    attach_evidence(
        duties=[rows[0]],
        actor=officer,
        subject="Khác",
        number="6/BB",
        today=TODAY,
        now=NOW,
    )
    form = {"period": duty.period.pk, "chon": "1", "seen": seen}
    url = reverse("tasks:submit_ready", args=[duty.agency.code])
    form["duty"] = [row.pk for row in rows]
    said = text_of(client.post(url, form, follow=True))
    assert "Vừa được sửa sau khi anh/chị mở trang" in said
    assert list(Duty.objects.filter(state="submitted")) == [rows[1]]


def test_after_sending_the_bar_leads_back_until_steering_opened_it(
    login, duty, officer, head
):
    rows = [ready_duty(duty, officer, f"IV.{n}") for n in (7, 8)]
    url = reverse("tasks:submit_ready", args=[duty.agency.code])
    form = {
        "chon": "1", "period": duty.period.pk, "duty": [row.pk for row in rows],
    }  # fmt: skip
    page = login(head).post(url, form, follow=True)
    words = text_of(page)
    assert "<strong>Đã gửi 2, rút lại được</strong>" in words
    for row in rows:
        assert f'href="{reverse("tasks:duty", args=[row.pk])}#rut-lai"' in words
    reviewer = make_user("head", duty.period.plan.steering_agency)
    login(reviewer).get(reverse("tasks:review_one", args=[rows[0].pk]))
    words = text_of(login(head).get(page.redirect_chain[-1][0]))
    assert "Đã gửi 1, rút lại được" in words
