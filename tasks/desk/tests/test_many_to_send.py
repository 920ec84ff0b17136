"""More to send over all plans than one page holds: what is said counts all of it."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.desk import page_sending
from tasks.desk.page_sending import sent_over_all
from tasks.desk.page_steps import Hands
from tasks.desk.shown import shown_over_all
from tasks.models import Duty, FigureValue
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
    make_figure,
    make_period,
    make_plan,
    make_task,
)
from tasks.tests.pages import text_of
from tasks.work.logging import log_progress

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite_too,
    pytest.mark.usefixtures("_inside_the_period"),
]


def written(duty, officer, **fields):
    """Let the duty have an entry, without what else it may need."""
    log_progress(
        duties=[duty], author=officer, done_on=TODAY, text="Đã làm.", progress="done",
        today=TODAY, now=NOW, **fields,
    )  # fmt: skip
    return duty


def test_the_page_before_sending_counts_what_it_does_not_show(
    login, duty, officer, head, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(page_sending, "DESK_ROWS", 2)
    agency, other = duty.agency, make_plan(make_agency(), short_title="Kế hoạch hai")
    for plan, period in (
        (duty.task.plan, duty.period),
        (other, make_period(other, duty.period.year)),
    ):
        for n in range(3):
            day = TODAY + timedelta(days=n)
            task = make_task(plan)
            written(make_duty(task, agency, period, due_on=day), officer)
    lacks = make_task(other, evidence_required=True)
    written(make_duty(lacks, agency, period, due_on=day), officer)
    url, client = reverse("tasks:send_ready", args=[agency.code]), login(head)
    page = text_of(client.get(url))
    assert "6 nhiệm vụ của 2 kế hoạch chờ anh/chị xem" in page
    assert "Trang này có 2/6 việc chờ gửi" in page
    assert "Kế hoạch hai <span>3</span>" in page
    assert "<strong>1</strong> nhiệm vụ" in page.split("Chưa đủ điều kiện gửi")[1]
    with django_assert_max_num_queries(40) as few:
        client.get(url)
    for _ in range(3):
        written(make_duty(make_task(other), agency, period), officer)
    with django_assert_max_num_queries(len(few)):
        client.get(url)


def test_an_answer_of_work_that_is_carried_over_is_of_the_period_that_is_meant(
    duty, officer
):
    plan, agency = duty.task.plan, duty.agency
    task = make_task(plan, schedule="once")
    figure = make_figure(task, label="Số thôn")
    past, after = (make_period(plan, duty.period.year + n) for n in (-1, 1))
    carried = make_duty(task, agency, past, schedule="once")
    past.__class__.objects.filter(pk=past.pk).update(state="closed", closed_at=NOW)
    written(carried, officer)
    for period, number in ((after, 99), (duty.period, 41)):
        FigureValue.objects.create(
            figure=figure, agency=agency, period=period, number=number,
            entered_by=officer, recorded_at=NOW,
        )  # fmt: skip
    [ready] = sent_over_all(agency, TODAY).ready
    assert [said.now for said in ready.figures] == ["41"]


def test_the_nearest_day_leads_to_what_is_owed_and_not_to_what_waits_for_the_head(
    duty,
):
    day = TODAY + timedelta(days=1)
    Duty.objects.filter(pk=duty.pk).update(state="prepared", due_on=day)
    owed = make_duty(make_task(duty.task.plan), duty.agency, duty.period, due_on=day)
    for n in range(50):
        later = TODAY + timedelta(days=2 + n)
        make_duty(make_task(duty.task.plan), duty.agency, duty.period, due_on=later)
    head = make_user("head", duty.agency)
    hands = Hands(person=head.pk, sends=True)
    shown = shown_over_all(duty.agency, TODAY, hands, QueryDict("page=2"))
    assert owed.pk not in [line.duty.pk for line in shown.page.lines]
    assert shown.first == owed.pk
