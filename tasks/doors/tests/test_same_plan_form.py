"""Forms of the admin say beside the field that a choice is of another plan."""

import pytest
from django.urls import reverse

from agencies.models import User
from agencies.tests.factories import make_agency
from tasks.models import Section, Target, Task
from tasks.tests.admin_forms import filled
from tasks.tests.factories import make_assignment, make_figure, make_plan, make_task
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]


@pytest.fixture
def boss(client):
    client.force_login(User.objects.create_superuser("root", "root@example.vn", "x"))
    return client


@pytest.fixture
def two():
    return (
        make_task(make_plan(short_title="Kế hoạch A"), "III.1"),
        make_task(make_plan(short_title="Kế hoạch B"), "III.1"),
    )


def said(client, row, **typed):
    """Save the form of the row with something else typed; return what it says."""
    address = reverse(f"admin:tasks_{row._meta.model_name}_change", args=[row.pk])
    page = client.post(address, filled(client, address) | typed)
    return text_of(page) if page.status_code == 200 else ""


def test_a_heading_of_another_plan_is_refused_beside_its_field(boss, two):
    task, other = two
    words = said(boss, task, section=other.section_id)
    assert "thuộc kế hoạch «Kế hoạch B», không phải «Kế hoạch A»" in words
    task.refresh_from_db()
    assert task.section != other.section


def test_a_stored_row_stays_in_its_plan(boss, two):
    task, other = two
    for row in (task, task.section):
        words = said(boss, row, plan=other.plan_id)
        assert "giữ nguyên kế hoạch: thêm dòng mới ở «Kế hoạch B»" in words
    assert set(Section.objects.values_list("plan_id", flat=True)) == {
        task.plan_id,
        other.plan_id,
    }


def test_figures_tasks_and_assignments_are_asked_too(boss, two):
    task, other = two
    target = Target.objects.create(plan=task.plan, code="1", text="x", short_title="x")
    assert "không phải «Kế hoạch A»" in said(boss, target, tasks=[other.pk])
    figure, wrong = make_figure(task), make_figure(other)
    assert "không phải «Kế hoạch A»" in said(boss, figure, not_above=wrong.pk)
    given = make_assignment(task, make_agency())
    assert "Kế hoạch A" in said(boss, given, task=other.pk)
    asked = {"task_figures-0-task": other.pk}
    assert "«Kế hoạch A», không phải «Kế hoạch B»" in said(boss, figure, **asked)


def test_inside_one_plan_the_form_saves(boss, two):
    task, _ = two
    section = Section.objects.create(plan=task.plan, code="IV", title="Khác")
    assert said(boss, task, section=section.pk) == ""
    assert Task.objects.get(pk=task.pk).section == section
