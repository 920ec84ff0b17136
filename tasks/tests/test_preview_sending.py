"""The page before «Gửi tất cả» tells what goes and what stays."""

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.models import Duty
from tasks.services.evidence import attach_evidence
from tasks.services.progress import log_progress
from tasks.tests.factories import NOW, TODAY, make_duty, make_figure, make_task
from tasks.tests.pages import text_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite_too,
    pytest.mark.usefixtures("_inside_the_period"),
]


def ready_duty(duty, officer, code):
    task = make_task(duty.task.plan, code, evidence_required=True)
    figure = make_figure(task, label=f"Số cuộc {code}", required=True)
    row = make_duty(task, duty.agency, duty.period)
    moment = {"today": TODAY, "now": NOW}
    log_progress(
        duties=[row], author=officer, done_on=TODAY, text=f"Đã họp {code}",
        progress="done", answers={figure.pk: "7"}, **moment,
    )  # fmt: skip
    attach_evidence(
        duties=[row], actor=officer, subject=f"Biên bản {code}", number="5/BB", **moment
    )
    return row


def page_for(duty):
    return reverse("tasks:send_ready", args=[duty.agency.code])


def test_everything_that_goes_is_told(login, duty, officer, head):
    ready_duty(duty, officer, "IV.8")
    page = text_of(login(head).get(page_for(duty)))
    for words in ("Đã họp IV.8", "Số cuộc IV.8", "<strong>7</strong>", "Biên bản IV.8"):
        assert words in page
    assert "Gửi 1 nhiệm vụ" in page
    assert "Chưa có nhật ký" in page.split("Chưa gửi được ")[1]


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
    with django_assert_num_queries(18):
        client.get(page_for(duty))
    for code in ("IV.7", "IV.8"):
        ready_duty(duty, officer, code)
    with django_assert_num_queries(18):
        client.get(page_for(duty))
