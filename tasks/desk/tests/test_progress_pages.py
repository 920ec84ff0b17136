"""The form that logs progress: what comes back and what is offered."""

import unicodedata
from datetime import date

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.figures.answers import field_name
from tasks.models import (
    FigureValue,
    ProgressEntry,
)
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
    make_figure,
    make_period,
    make_task,
)
from tasks.tests.pages import said, text_of
from tasks.work.logging import log_progress

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
MOMENT = {"today": TODAY, "now": NOW}


def test_an_officer_logs_progress(login, duty, officer):
    figure = make_figure(duty.task)
    typed = unicodedata.normalize("NFD", "=Họp dân ở thôn Phú Hòa.")
    url = reverse("tasks:log_progress", args=[duty.pk])
    answer = login(officer).post(
        url, said(duty, text=typed, **{field_name(figure.pk): "1.250"})
    )
    assert answer["Location"] == reverse("tasks:duty", args=[duty.pk])
    entry = ProgressEntry.objects.get()
    assert entry.done_on == date(2026, 6, 5)
    assert entry.text == "=Họp dân ở thôn Phú Hòa."
    assert FigureValue.objects.get().number == 1250
    page = login(officer).get(answer["Location"])
    assert [item.text for item in page.context["timeline"]] == [entry.text]
    assert [row.now for row in page.context["figures"]] == ["1.250"]


def test_a_form_without_the_figures_leaves_them_as_they_were(login, duty, officer):
    name = field_name(make_figure(duty.task).pk)
    client, url = login(officer), reverse("tasks:log_progress", args=[duty.pk])
    client.post(url, said(duty, **{name: "5"}))
    duty.refresh_from_db()
    client.post(url, said(duty))
    assert FigureValue.objects.get(is_current=True).number == 5
    duty.refresh_from_db()
    client.post(url, said(duty, **{name: ""}))
    assert not FigureValue.objects.filter(is_current=True).exists()


def test_an_invalid_form_brings_everything_back(login, duty, officer):
    whole = make_figure(duty.task, label="Số đơn")
    part = make_figure(duty.task, label="Đã giải quyết", not_above=whole)
    url = reverse("tasks:log_progress", args=[duty.pk])
    answer = login(officer).post(
        url,
        said(duty, **{field_name(whole.pk): "3", field_name(part.pk): "4"}),
    )
    page = text_of(answer)
    assert answer.status_code == 200
    assert "không được lớn hơn" in page
    assert "Họp dân ở thôn Phú Hòa." in page
    assert 'value="05/06/2026"' in page
    assert 'value="4"' in page
    assert ProgressEntry.objects.count() == 0


@pytest.mark.parametrize("typed", ["31/02/2026", "mai", "06/31/2026", "11/06/2026"])
def test_a_wrong_day_comes_back(login, duty, officer, typed):
    url = reverse("tasks:log_progress", args=[duty.pk])
    answer = login(officer).post(url, said(duty, done_on=typed))
    assert "done_on" in answer.context["form"].errors
    assert f'value="{typed}"' in text_of(answer)


def test_the_second_officer_sees_who_saved_and_can_save_again(login, duty, officer):
    colleague = make_user("officer", duty.agency, full_name="Trần Thị Bích")
    url = reverse("tasks:log_progress", args=[duty.pk])
    login(colleague).post(url, said(duty))
    answer = login(officer).post(url, said(duty, text="Bản của tôi"))
    page = text_of(answer)
    assert "Trần Thị Bích đã lưu nhiệm vụ này lúc 09:30 ngày 10/06/2026" in page
    assert "Bản của tôi" in page
    assert answer.context["version"] == duty.version + 1
    login(officer).post(
        url, said(duty, text="Bản của tôi", version=answer.context["version"])
    )
    assert ProgressEntry.objects.count() == 2


def test_an_invalid_form_does_not_forget_the_version(login, duty, officer):
    url = reverse("tasks:log_progress", args=[duty.pk])
    login(make_user("officer", duty.agency)).post(url, said(duty))
    answer = login(officer).post(url, said(duty, done_on="mai"))
    assert answer.context["version"] == str(duty.version)


def test_last_period_is_offered_and_never_assumed(login, duty, officer):
    figure = make_figure(duty.task)
    old = make_period(duty.task.plan, 2025)
    FigureValue.objects.create(
        figure=figure,
        agency=duty.agency,
        period=old,
        number=12,
        entered_by=officer,
        recorded_at=NOW,
    )
    answer = login(officer).get(reverse("tasks:log_progress", args=[duty.pk]))
    page = text_of(answer)
    assert 'data-short="2025">12<' in page
    assert "Dùng số cả năm 2025 cho ô trống" in page
    assert not answer.context["form"][field_name(figure.pk)].value()


def test_an_answer_given_at_another_duty_is_there_already(login, duty, officer):
    figure = make_figure(duty.task)
    other = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    figure.task_figures.create(task=other.task)
    log_progress(
        duties=[other],
        author=officer,
        done_on=TODAY,
        text="Đã làm.",
        progress="done",
        answers={figure.pk: "7"},
        **MOMENT,
    )
    answer = login(officer).get(reverse("tasks:log_progress", args=[duty.pk]))
    assert answer.context["form"][field_name(figure.pk)].value() == "7"
    assert f"Đã nhập kỳ này: {officer}" in text_of(answer)


def test_one_entry_for_two_duties(login, duty, officer):
    other = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    foreign = make_duty(duty.task, make_agency(), duty.period)
    url = reverse("tasks:log_progress", args=[duty.pk])
    login(officer).post(url, said(duty, also_for=[foreign.pk]))
    assert ProgressEntry.objects.count() == 0
    login(officer).post(url, said(duty, also_for=[other.pk]))
    assert set(ProgressEntry.objects.get().duties.all()) == {duty, other}


def test_a_duty_sent_meanwhile_is_not_left_out_in_silence(login, duty, officer):
    """The box was ticked on a page opened before: the entry is not saved without it."""
    tasks = [make_task(duty.task.plan) for _ in range(2)]
    sent, _ = [make_duty(task, duty.agency, duty.period) for task in tasks]
    sent.state, sent.first_sent_on, sent.submitted_at = "submitted", TODAY, NOW
    sent.save()
    url = reverse("tasks:log_progress", args=[duty.pk])
    answer = login(officer).post(url, said(duty, also_for=[sent.pk]))
    assert "also_for" in answer.context["form"].errors
    assert "Họp dân ở thôn Phú Hòa." in text_of(answer)
    assert ProgressEntry.objects.count() == 0


def test_saving_an_entry_costs_the_same_beside_any_number_of_duties(
    login, duty, officer, django_assert_max_num_queries
):
    """The bar of docs/speed.md (P9) is 20; answers to figures come on top."""
    client, url = login(officer), reverse("tasks:log_progress", args=[duty.pk])
    with django_assert_max_num_queries(18) as one:
        assert client.post(url, said(duty)).status_code == 302
    for _ in range(3):
        make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    duty.refresh_from_db()
    with django_assert_max_num_queries(len(one)):
        assert client.post(url, said(duty, text="Họp lần hai.")).status_code == 302
