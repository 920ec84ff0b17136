"""Answers to figures: typed as Vietnamese write, checked, never overwritten."""

from datetime import date
from decimal import Decimal

import pytest

from agencies.tests.factories import make_user
from tasks.figures.answers import field_name
from tasks.models import DutyEvent, FigureValue, ProgressEntry
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
    make_figure,
    make_task,
)
from tasks.work.at_head import prepare_duty
from tasks.work.sending import submit_duty
from tasks.work.tests.working import log, problems

pytestmark = pytest.mark.django_db


def test_a_vietnamese_number_is_stored_and_empty_is_not_zero(duty, officer):
    amount = make_figure(duty.task, type="decimal")
    silent = make_figure(duty.task)
    log(duty, officer, answers={amount.pk: "1.234,5", silent.pk: ""})
    value = FigureValue.objects.get()
    assert (value.figure, value.number) == (amount, Decimal("1234.5"))
    assert (value.agency, value.period) == (duty.agency, duty.period)


@pytest.mark.parametrize(
    ("type_", "typed", "stored"),
    [
        ("yes_no", "co", ("flag", True)),
        ("yes_no", "khong", ("flag", False)),
        ("date", "05/06/2026", ("day", date(2026, 6, 5))),
        ("text", " Ho\u0300a ", ("text", "Hòa")),
        ("choice", "Tốt", ("text", "Tốt")),
        ("integer", "0", ("number", Decimal(0))),
        ("money", "1.500.000", ("number", Decimal(1500000))),
    ],
)
def test_answers_are_read_by_type(duty, officer, type_, typed, stored):
    figure = make_figure(duty.task, type=type_, choices=["Tốt", "Khá"])
    log(duty, officer, answers={figure.pk: typed})
    name, value = stored
    assert getattr(FigureValue.objects.get(), name) == value


@pytest.mark.parametrize(
    ("type_", "typed"),
    [
        ("integer", "-1"),
        ("integer", "1,5"),
        ("integer", "mười"),
        ("integer", "1.5"),
        ("decimal", "1,234"),
        ("money", "99999999999999999999"),
        ("yes_no", "maybe"),
        ("choice", "Kém"),
        ("date", "31/02/2026"),
    ],
)
def test_wrong_answers_are_refused_at_their_field(duty, officer, type_, typed):
    figure = make_figure(duty.task, type=type_, choices=["Tốt"])
    found = problems(log, duty, officer, answers={figure.pk: typed})
    assert set(found) == {field_name(figure.pk)}
    assert FigureValue.objects.count() == ProgressEntry.objects.count() == 0


def test_a_part_is_never_above_its_whole(duty, officer):
    whole = make_figure(duty.task, label="Số đơn")
    part = make_figure(duty.task, label="Đã giải quyết", not_above=whole)
    found = problems(log, duty, officer, answers={whole.pk: "3", part.pk: "4"})
    assert found == {
        field_name(part.pk): "«Đã giải quyết» không được lớn hơn «Số đơn»."
    }
    log(duty, officer, answers={whole.pk: "4", part.pk: "4"})
    assert set(problems(log, duty, officer, answers={whole.pk: "3"})) == {
        field_name(whole.pk)
    }


def test_only_figures_that_the_agency_is_asked(duty, officer):
    elsewhere = make_figure(make_task(duty.task.plan))
    communes = make_figure(duty.task, only_for=["so"])
    for figure in (elsewhere, communes):
        found = problems(log, duty, officer, answers={figure.pk: "1"})
        assert set(found) == {field_name(figure.pk)}


def test_a_correction_is_a_new_row(duty, officer):
    figure = make_figure(duty.task)
    log(duty, officer, answers={figure.pk: "3"})
    log(duty, officer, answers={figure.pk: "3"})
    log(duty, officer, answers={figure.pk: "5"})
    log(duty, officer, answers={figure.pk: ""})
    rows = list(FigureValue.objects.order_by("pk").values_list("number", "is_current"))
    assert rows == [(Decimal(3), False), (Decimal(5), False), (None, False)]


def test_correcting_what_was_sent_needs_a_reason(duty, officer):
    figure = make_figure(duty.task)
    log(duty, officer, answers={figure.pk: "3"})
    head = make_user("head", duty.agency)
    submit_duty(duty=duty, actor=head, today=TODAY, now=NOW)
    duty.refresh_from_db()
    duty.state, duty.return_due_on = "returned", TODAY
    duty.save()
    assert set(problems(log, duty, officer, answers={figure.pk: "4"})) == {"reason"}
    log(duty, officer, answers={figure.pk: "4"}, reason="Đếm sót một đơn")
    value = FigureValue.objects.get(is_current=True)
    assert (value.number, value.reason) == (Decimal(4), "Đếm sót một đơn")


def test_a_shared_figure_takes_other_prepared_duties_back(duty, officer):
    figure = make_figure(duty.task)
    other = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    figure.task_figures.create(task=other.task)
    log(other, officer)
    prepare_duty(duty=other, actor=officer, today=TODAY, now=NOW)
    log(duty, officer, answers={figure.pk: "3"})
    other.refresh_from_db()
    assert other.state == "open"
    assert DutyEvent.objects.filter(duty=other, kind="reopened").count() == 1
