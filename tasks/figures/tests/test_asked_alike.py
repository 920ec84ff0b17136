"""A figure of a plan at work is asked alike, whichever way a task comes to ask it."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.models import User
from agencies.tests.factories import make_agency
from tasks.changing import obstacles_to_undo_change
from tasks.changing.checking import change_problems
from tasks.changing.tests.changing import apply, draft_of, opened
from tasks.duties.errors import InvalidInput
from tasks.models import Period, PlanChange, PlanState, Task, TaskFigure
from tasks.plan.loading_measures import figures_from
from tasks.plan.packages import PackageRow
from tasks.plan.sheets import TaskResource
from tasks.plan.tests.bringing import OF_TASKS, brought_in
from tasks.tests.admin_forms import filled
from tasks.tests.factories import (
    TODAY,
    make_assignment,
    make_figure,
    make_period,
    make_plan,
    make_task,
)
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
SAID = "Số liệu «Số lớp» được hỏi theo từng lần và theo kỳ khác nhau ở"


@pytest.fixture
def quarterly():
    return make_task(make_plan(), "III.1", schedule="quarterly")


@pytest.fixture
def yearly(quarterly):
    return make_task(quarterly.plan, "III.2")


@pytest.fixture
def figure(quarterly):
    return make_figure(quarterly, "lop", label="Số lớp")


@pytest.fixture
def boss(client):
    client.force_login(User.objects.create_superuser("root", "root@example.vn", "x"))
    return client


def asked_too(client, figure, *tasks):
    """Add tasks in the admin's form of the figure; return what it says."""
    address = reverse("admin:tasks_figure_change", args=[figure.pk])
    typed = filled(client, address)
    links = {f"task_figures-{n}-task": task.pk for n, task in enumerate(tasks, 1)}
    typed |= {"task_figures-TOTAL_FORMS": len(tasks) + 1, **links}
    page = client.post(address, typed)
    return text_of(page) if page.status_code == 200 else ""


def test_the_form_of_a_figure_takes_tasks_that_ask_alike(boss, figure, yearly):
    assert SAID in asked_too(boss, figure, yearly)
    assert figure.tasks.count() == 1
    other = make_task(yearly.plan, "III.3", schedule="quarterly")
    assert not asked_too(boss, figure, other)
    assert figure.tasks.count() == 2


def test_a_draft_is_told_before_it_is_published(boss, figure, yearly):
    yearly.plan.state = PlanState.DRAFT
    yearly.plan.save()
    assert not asked_too(boss, figure, yearly)


def test_what_was_at_odds_before_does_not_hold_up_other_edits(boss, figure, yearly):
    TaskFigure.objects.create(task=yearly, figure=figure)
    address = reverse("admin:tasks_figure_change", args=[figure.pk])
    answer = boss.post(address, filled(boss, address) | {"unit": "lớp"})
    assert answer.status_code == 302


def test_a_task_that_nobody_owes_yet_keeps_the_times_of_its_figures(
    boss, figure, yearly
):
    other = make_task(yearly.plan, "III.3", schedule="quarterly")
    TaskFigure.objects.create(task=other, figure=figure)
    address = reverse("admin:tasks_task_change", args=[other.pk])
    page = boss.post(address, filled(boss, address) | {"schedule": "annual"})
    assert SAID in text_of(page)
    line = [other.plan.code, "III.3", other.section.code, "x", "x", "Hằng năm", "x"]
    [wrong] = brought_in(TaskResource, OF_TASKS, line)
    assert wrong.startswith(f"{SAID} III.1, III.3")
    other.refresh_from_db()
    assert other.schedule == "quarterly"


def test_both_tasks_of_one_sheet_may_recur_otherwise(figure):
    other = make_task(figure.plan, "III.3", schedule="quarterly")
    TaskFigure.objects.create(task=other, figure=figure)
    code = other.section.code
    lines = [[other.plan.code, n, code, "x", "x", "Hằng năm", "x"] for n in ("III.1", "III.3")]  # fmt: skip
    assert not brought_in(TaskResource, OF_TASKS, *lines)
    assert set(Task.objects.values_list("schedule", flat=True)) == {"annual"}


def test_a_change_of_the_plan_is_refused_and_not_undone_over_it(figure):
    task = make_task(figure.plan, "III.3", schedule="quarterly")
    TaskFigure.objects.create(task=task, figure=figure)
    make_assignment(task, make_agency())
    opened(task)
    draft = draft_of(task, work="end", schedule="annual")
    said = change_problems(change=draft, today=TODAY)
    assert any(f"{SAID} III.1, III.3" in each for each in said)
    task.task_figures.all().delete()
    apply(draft)
    assert not obstacles_to_undo_change(change=PlanChange.objects.get())
    asked_by_year = make_figure(make_task(task.plan, "III.4"), "nam", label="Số lớp")
    TaskFigure.objects.create(task=task, figure=asked_by_year)
    [said] = obstacles_to_undo_change(change=PlanChange.objects.get())
    assert SAID in said


def test_a_package_brings_no_figure_that_is_asked_by_time_and_by_year(
    quarterly, yearly
):
    row = {"code": "lop", "label": "Số lớp", "type": "integer", "tasks": ["III.1", "III.2"]}  # fmt: skip
    tasks = {task.code: task for task in (quarterly, yearly)}
    with pytest.raises(InvalidInput, match=SAID):
        figures_from(quarterly.plan, tasks, [PackageRow(row)])


def test_a_task_that_ended_in_what_is_closed_holds_up_nobody(boss, figure, yearly):
    plan, gone = figure.plan, figure.tasks.get()
    gone.valid_to = date(2026, 7, 1)
    gone.save()
    period = make_period(plan, 2026)
    assert SAID in asked_too(boss, figure, yearly)  # both ask in the open period
    period.state = Period.State.CLOSED
    period.save()
    assert not asked_too(boss, figure, yearly)
    assert figure.tasks.count() == 2
