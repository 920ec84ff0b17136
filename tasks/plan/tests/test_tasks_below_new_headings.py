"""A sheet brings tasks below a heading that a draft of a change adds, as the page does."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tablib import Dataset

from agencies.tests.factories import make_agency, make_user
from tasks.changing import save_draft
from tasks.changing.tests.changing import BASIS, ON, apply, opened
from tasks.models import PlanChange, Section
from tasks.plan.sheets import TaskResource
from tasks.plan.sheets_headings import SectionResource
from tasks.plan.tests.bringing import OF_TASKS, PLAN, brought_in
from tasks.tests.factories import NOW, make_assignment, make_plan, make_task

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]


@pytest.fixture
def task():
    task = make_task(make_plan(), "IV.5.1")
    make_assignment(task, make_agency())
    opened(task)
    return task


def heading(task, code="V"):
    """Let a sheet add the heading; return the draft in which it waits."""
    assert not brought_in(
        SectionResource, [PLAN, "Mã", "Tiêu đề"], [task.plan.code, code, "Phần mới"]
    )
    return PlanChange.objects.latest("pk")


def line(task, code, under, text="Nhiệm vụ thêm"):
    return [task.plan.code, code, under, text, text, "Hằng năm", "Hằng năm"]


def in_order(draft):
    return [row.after.get("code") for row in draft.lines.order_by("pk")]


def test_tasks_wait_in_the_draft_of_their_heading_and_stand_below_it(task):
    draft = heading(task)
    lines = [line(task, "V.1", "V"), line(task, "V.2", "V")]
    for _ in range(2):  # the same file again brings the same lines up to date
        assert not brought_in(TaskResource, OF_TASKS, *lines)
        assert PlanChange.objects.get() == draft
        assert in_order(draft) == ["V", "V.1", "V.2"]
    above, *below = draft.lines.order_by("pk")
    assert [row.after["under"] for row in below] == [above.pk, above.pk]
    assert task.plan.tasks.get() == task
    draft = save_draft(change=draft, basis={**BASIS, "effective_on": ON}, open_work={})
    apply(draft)
    tasks = Section.objects.get(code="V").tasks.order_by("position")
    assert [row.code for row in tasks] == ["V.1", "V.2"]


def test_what_stands_elsewhere_waits_in_a_draft_of_its_own(task):
    draft, old = heading(task), task.section.code
    lines = [
        line(task, "V.1", "V"),
        line(task, "IV.5.2", old),
        line(task, "IV.5.1", old, "Lời mới"),
    ]
    assert not brought_in(TaskResource, OF_TASKS, *lines)
    assert in_order(draft) == ["V", "V.1"]
    other = PlanChange.objects.exclude(pk=draft.pk).get()
    assert {row.act for row in other.lines.all()} == {"add", "change"}


def test_a_preview_writes_nothing_and_says_how_many_wait(task):
    draft = heading(task)
    sheet = Dataset(line(task, "V.1", "V"), headers=OF_TASKS)
    actor = make_user(is_superuser=True)
    assert TaskResource().import_data(sheet, dry_run=True, user=actor).held == 1
    assert in_order(draft) == ["V"]


def test_a_wrong_cell_is_named_and_nothing_waits(task):
    draft = heading(task)
    wrong = brought_in(
        TaskResource, OF_TASKS, line(task, "V.1", "V"), line(task, "VI.1", "VI")
    )
    assert wrong == [f"Ô C3: Mục «VI» không có trong kế hoạch «{task.plan.code}»."]
    assert in_order(draft) == ["V"]


def test_a_task_that_is_there_waits_for_the_heading_to_be_there(task):
    draft = heading(task)
    [wrong] = brought_in(TaskResource, OF_TASKS, line(task, "IV.5.1", "V"))
    assert wrong.startswith("Ô C2")
    assert "Mục V còn chờ trong dự thảo điều chỉnh" in wrong
    assert in_order(draft) == ["V"]


def test_a_heading_of_two_drafts_is_not_guessed(task):
    draft = heading(task)
    again = PlanChange.objects.create(
        plan=task.plan, effective_on=ON, created_by=make_user(), created_at=draft.created_at
    )  # fmt: skip
    again.lines.create(subject="section", act="add", after=draft.lines.get().after)
    [wrong] = brought_in(TaskResource, OF_TASKS, line(task, "V.1", "V"))
    assert "có trong 2 dự thảo điều chỉnh" in wrong


def test_a_plan_that_nobody_works_on_takes_it_when_the_heading_is_there(task):
    quiet = make_task(make_plan(), "I.1")
    draft = PlanChange.objects.create(
        plan=quiet.plan, effective_on=ON, created_by=make_user(), created_at=NOW
    )  # fmt: skip
    draft.lines.create(
        subject="section", act="add", after={"code": "V", "title": "Phần"}
    )
    [wrong] = brought_in(TaskResource, OF_TASKS, line(quiet, "V.1", "V"))
    assert "Mục V còn chờ trong dự thảo điều chỉnh" in wrong


def test_headings_wait_in_the_draft_of_the_one_above_them(task):
    draft = heading(task)
    names = [PLAN, "Mã", "Tiêu đề", "Thuộc mục"]
    lines = [
        [task.plan.code, "V.1.a", "Mục nhỏ", "V.1"],
        [task.plan.code, "V.1", "Mục vừa", "V"],
    ]
    for _ in range(2):
        assert not brought_in(SectionResource, names, *lines)
        assert PlanChange.objects.get() == draft
        assert in_order(draft) == ["V", "V.1", "V.1.a"]
    apply(save_draft(change=draft, basis={**BASIS, "effective_on": ON}, open_work={}))
    deepest = Section.objects.get(code="V.1.a")
    assert (deepest.parent.code, deepest.parent.parent.code) == ("V.1", "V")


def test_what_waits_is_read_once_for_all_lines_of_a_sheet(task):
    heading(task)
    lines = [line(task, f"V.{n}", "V") for n in range(8)]
    with CaptureQueriesContext(connection) as asked:
        assert not brought_in(TaskResource, OF_TASKS, *lines)
    reading = 'JOIN "tasks_planchange" ON'
    assert (
        sum(reading in each["sql"] and "'draft'" in each["sql"] for each in asked) == 1
    )
