"""One day field everywhere: what people type is taken, in every form."""

import re
from collections.abc import Iterator
from datetime import date
from importlib import import_module

import pytest
from django import forms
from django.urls import reverse

from agencies.tests.factories import make_user
from tasks.doors.fields import Dated, DayField, day_field
from tasks.models import ProgressEntry
from tasks.tests.factories import TODAY
from tasks.tests.pages import text_of

ROOMS = ("kehoach.urls", "tasks.urls", "reporting.urls", "agencies.urls")


class Sample(Dated, forms.Form):
    """One day."""

    day = day_field("Ngày")


def read(typed: str, today: date = date(2026, 11, 29)) -> date | None:
    """Return what the form reads."""
    form = Sample({"day": typed}, today=today)
    return form.cleaned_data["day"] if form.is_valid() else None


@pytest.mark.parametrize(
    "typed",
    ["27112026", "27/11", "27/11/26", "27-11-2026", "27.11.2026", "2026-11-27"],
)
def test_a_day_is_taken_however_it_is_typed(typed):
    assert read(typed) == date(2026, 11, 27)


def test_the_year_left_out_is_the_nearest():
    assert read("20/12", date(2027, 1, 5)) == date(2026, 12, 20)
    assert read("5/1", date(2026, 12, 20)) == date(2027, 1, 5)


@pytest.mark.parametrize("typed", ["31/02", "27/13/2026", "hôm qua"])
def test_what_is_no_day_is_told_how_a_day_is_typed(typed):
    form = Sample({"day": typed}, today=TODAY)
    assert form.errors["day"] == ["Nhập ngày như 31/12/2026."]


@pytest.mark.parametrize("typed", ["01/01/1900", "31/12/9999", "16/12/0026"])
def test_a_year_that_cannot_be_meant_is_named(typed):
    form = Sample({"day": typed}, today=TODAY)
    year = int(typed[-4:])
    told = f"Kiểm tra lại năm {year}. Nhập ngày như 31/12/2026."
    assert form.errors["day"] == [told]


def test_no_keyboard_without_a_slash_is_asked_for():
    page = str(Sample(today=TODAY)["day"])
    assert "inputmode" not in page
    assert "data-day" in page


def kinds(of: type) -> Iterator[type]:
    """Yield all classes that come from this one."""
    for each in of.__subclasses__():
        yield each
        yield from kinds(each)


def test_every_form_with_a_day_knows_today():
    for room in ROOMS:
        import_module(room)
    ours = {
        form
        for form in kinds(forms.BaseForm)
        if form.__module__.startswith(("kehoach.", "tasks.", "reporting.", "agencies."))
        and not re.search(r"\.(admin|tests\b)", form.__module__)
    }
    days = {
        (form, field)
        for form in ours
        for field in getattr(form, "base_fields", {}).values()
        if isinstance(field, forms.DateField)
    }
    assert len(days) >= 26
    assert {form for form, field in days if not isinstance(field, DayField)} == set()
    assert {form for form, _ in days if not issubclass(form, Dated)} == set()


@pytest.mark.django_db
@pytest.mark.usefixtures("_inside_the_period")
def test_an_entry_takes_a_day_without_its_year(login, duty, officer):
    typed = {"done_on": f"{TODAY:%d/%m}", "text": "Đã họp.", "progress": "in_progress"}
    url = reverse("tasks:log_progress", args=[duty.pk])
    answer = login(officer).post(url, typed)
    assert answer.status_code == 302, text_of(answer)
    assert ProgressEntry.objects.get().done_on == TODAY


@pytest.mark.django_db
@pytest.mark.usefixtures("_inside_the_period")
def test_a_new_deadline_may_be_typed_in_one_run(login, duty):
    reviewer = make_user("officer", duty.task.plan.steering_agency)
    url = reverse("tasks:extend", args=[duty.pk])
    answer = login(reviewer).post(url, {"new_due_on": "18122026", "reason": "Bão"})
    assert answer.status_code == 302, text_of(answer)
    assert duty.extensions.get().new_due_on == date(2026, 12, 18)
