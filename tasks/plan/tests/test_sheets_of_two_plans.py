"""A sheet finds codes in the plan that its lines name, and touches no other (D2)."""

from datetime import date

import pytest

from agencies.tests.factories import make_agency
from tasks.changing.tests.changing import opened
from tasks.models import Assignment, Duty, PlanChange, Section, Task
from tasks.plan.sheets import TaskResource
from tasks.plan.sheets_assignments import AssignmentResource
from tasks.plan.sheets_headings import SectionResource
from tasks.plan.tests.bringing import OF_GIVEN, OF_TASKS, PLAN, brought_in
from tasks.tests.factories import make_assignment, make_duty, make_plan, make_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def old():
    return make_task(make_plan(code="dan-chu"), "III.1", text="Cũ", position=7)


@pytest.fixture
def two(old):
    """Return two plans whose codes clash."""
    return old, make_task(make_plan(code="cai-cach"), "III.1", text="Mới")


def rows(plan):
    """Return all that the plan consists of."""
    return [
        list(model._default_manager.filter(**{path: plan}).order_by("pk").values())
        for model, path in (
            (Section, "plan"),
            (Task, "plan"),
            (Assignment, "task__plan"),
        )
    ]


def test_a_new_plans_tasks_go_into_its_own_sections(old):
    """D2: 13 of 13 tasks of a new plan went into sections of another."""
    new, before = make_plan(code="cai-cach"), rows(old.plan)
    assert not brought_in(SectionResource, [PLAN, "Mã", "Tiêu đề"],
                          ["cai-cach", "III", "Nhiệm vụ"])  # fmt: skip
    lines = [
        ["cai-cach", f"III.{n}", "III", "Làm", "Làm", "annual", "Hằng năm"]
        for n in range(13)
    ]
    assert not brought_in(TaskResource, OF_TASKS, *lines)
    made = Task.objects.filter(plan=new)
    assert made.count() == 13
    assert {task.section.plan for task in made.select_related("section")} == {new}
    assert rows(old.plan) == before


def test_one_sheet_brings_in_the_same_codes_of_two_plans(two):
    old, new = two
    agency = make_agency()
    lines = [
        [plan, "III.1", agency.code, "lead", "assigned", ""]
        for plan in ("dan-chu", "cai-cach")
    ]
    assert not brought_in(AssignmentResource, OF_GIVEN, *lines)
    assert {a.task for a in Assignment.objects.all()} == {old, new}
    assert not brought_in(AssignmentResource, OF_GIVEN, *lines)
    assert Assignment.objects.count() == 2


@pytest.mark.parametrize(
    "resource", [SectionResource, TaskResource, AssignmentResource]
)
def test_what_is_exported_names_the_plan_and_comes_back_unchanged(two, resource):
    for task in two:
        make_assignment(task, make_agency())
    before = [rows(task.plan) for task in two]
    sheet = resource().export()
    assert set(sheet[PLAN]) == {"dan-chu", "cai-cach"}
    result = resource().import_data(sheet)
    assert not result.has_errors()
    assert (result.totals["new"], result.totals["update"]) == (0, 0)
    assert [rows(task.plan) for task in two] == before


def test_a_sheet_of_one_plan_leaves_the_others_rows_alone(two):
    old, new = two
    agency = make_agency()
    make_assignment(old, agency, wording="Cũ")
    before = rows(old.plan)
    assert not brought_in(
        TaskResource,
        OF_TASKS,
        ["cai-cach", "III.1", "III", "Khác", "Khác", "ongoing", "Thường xuyên"],
    )
    assert not brought_in(
        AssignmentResource,
        OF_GIVEN,
        ["cai-cach", "III.1", agency.code, "lead", "each", ""],
    )
    assert rows(old.plan) == before
    new.refresh_from_db()
    assert (new.text, new.assignments.get().agency) == ("Khác", agency)


def test_a_code_that_only_the_other_plan_has_is_an_error_with_both(two):
    Section.objects.create(plan=two[0].plan, code="IV", title="Khác")
    line = ["cai-cach", "III.2", "IV", "Làm", "Làm", "annual", "Hằng năm"]
    said = brought_in(TaskResource, OF_TASKS, line)
    assert said == ["Ô C2: Mục «IV» không có trong kế hoạch «cai-cach»."]
    make_task(two[0].plan, "III.9")
    line = ["cai-cach", "III.9", make_agency().code, "lead", "each", ""]
    said = brought_in(AssignmentResource, OF_GIVEN, line)
    assert said == ["Ô B2: Nhiệm vụ «III.9» không có trong kế hoạch «cai-cach»."]


def test_with_one_plan_its_column_may_be_left_out_or_empty(old):
    agency = make_agency()
    line = ["III.1", agency.code, "lead", "each", ""]
    assert not brought_in(AssignmentResource, OF_GIVEN[1:], line)
    assert not brought_in(AssignmentResource, OF_GIVEN, ["", *line])
    line = ["III.2", "III", "Làm", "Làm", "annual", "Hằng năm"]
    assert not brought_in(TaskResource, OF_TASKS[1:], line)
    assert not brought_in(TaskResource, OF_TASKS, ["", *line])
    assert Assignment.objects.get().task == old
    assert Task.objects.filter(code="III.2", plan=old.plan).count() == 1


def test_with_two_plans_the_column_is_asked_and_so_is_each_cell(two):
    agency = make_agency()
    line = ["III.1", agency.code, "lead", "each", ""]
    assert (
        "thiếu cột: Mã kế hoạch"
        in brought_in(AssignmentResource, OF_GIVEN[1:], line)[0]
    )
    said = brought_in(AssignmentResource, OF_GIVEN, ["", *line])
    assert len(said) == 1
    assert "Ghi mã kế hoạch ở cột «Mã kế hoạch»: cai-cach; dan-chu." in said[0]
    said = brought_in(
        TaskResource, OF_TASKS, ["", "III.1", "III", "x", "x", "annual", "Hằng năm"]
    )
    assert any("Ghi mã kế hoạch" in each for each in said)
    assert not Assignment.objects.exists()


def test_what_waits_for_a_document_becomes_a_draft_per_plan(two):
    agency = make_agency()
    for task in two:
        make_assignment(task, agency)
        opened(task)
    lines = [
        [plan, "III.1", agency.code, "lead", "assigned", ""]
        for plan in ("dan-chu", "cai-cach")
    ]
    assert not brought_in(AssignmentResource, OF_GIVEN, *lines)
    drafts = PlanChange.objects.filter(state="draft")
    assert {draft.plan for draft in drafts} == {task.plan for task in two}


DATED = [*OF_GIVEN[1:], "Từ ngày", "Đến ngày"]


def test_one_agency_after_another_and_the_first_again_in_one_sheet(old):
    first, second = make_agency("A"), make_agency("B")
    lines = [
        ["III.1", first.code, "lead", "each", "", "", "31/03/2026"],
        ["III.1", second.code, "lead", "each", "", "01/04/2026", "31/08/2026"],
        ["III.1", first.code, "lead", "each", "", "01/09/2026", ""],
    ]
    assert not brought_in(AssignmentResource, DATED, *lines)
    assert not brought_in(AssignmentResource, DATED, *lines)
    found = Assignment.objects.order_by("valid_from").values_list(
        "agency", "valid_from"
    )
    assert len(found) == 3
    assert (first.pk, date(2026, 9, 1)) in found


def test_a_row_that_ends_makes_room_for_the_line_that_follows(old):
    agency = make_agency()
    given = make_assignment(old, agency)
    lines = [
        ["III.1", agency.code, "lead", "each", "", "", "31/03/2026"],
        ["III.1", agency.code, "lead", "each", "", "01/04/2026", ""],
    ]
    assert not brought_in(AssignmentResource, DATED, *lines)
    given.refresh_from_db()
    assert given.valid_to == date(2026, 3, 31)
    assert Assignment.objects.count() == 2
    # and the day between them may move either way
    for last, first in (("30/06/2026", "01/07/2026"), ("31/01/2026", "01/02/2026")):
        lines[0][6], lines[1][5] = last, first
        assert not brought_in(AssignmentResource, DATED, *lines)
    given.refresh_from_db()
    assert given.valid_to == date(2026, 1, 31)
    assert Assignment.objects.count() == 2


def test_days_held_twice_are_told_with_the_cell_and_nothing_is_written(old):
    agency = make_agency()
    lines = [
        ["III.1", agency.code, "lead", "each", "", "", "31/03/2026"],
        ["III.1", agency.code, "lead", "each", "", "31/03/2026", ""],
    ]
    said = brought_in(AssignmentResource, DATED, *lines)
    assert said == [
        "Ô F3 (đang ghi «31/03/2026»): Đã có phân công như vậy đến hết 31/03/2026. Ghi"
        " «Từ ngày», «Đến ngày» nối tiếp, không trùng ngày."
    ]
    assert not Assignment.objects.exists()


def test_an_end_and_what_follows_it_wait_in_one_draft(old):
    agency = make_agency()
    make_assignment(old, agency)
    opened(old)
    lines = [
        ["III.1", agency.code, "lead", "each", "", "", "30/11/2026"],
        ["III.1", agency.code, "lead", "each", "", "01/12/2026", ""],
    ]
    assert brought_in(AssignmentResource, DATED, *lines) == []
    draft = PlanChange.objects.get()
    assert sorted(line.act for line in draft.lines.all()) == ["add", "change"]
    assert draft.effective_on == date(2026, 12, 1)
    assert Assignment.objects.get().valid_to is None


def test_who_coordinates_after_a_held_end_is_told_to_wait(old):
    """It is written at once, and the end that it follows only waits."""
    agency = make_agency()
    given = make_assignment(old, agency, role="coordinate")
    duty = make_duty(old, agency)
    Duty.objects.filter(pk=duty.pk).update(assignment=given)
    lines = [
        ["III.1", agency.code, "coordinate", "each", "", "", "30/11/2026"],
        ["III.1", agency.code, "coordinate", "each", "", "01/12/2026", ""],
    ]
    (said,) = brought_in(AssignmentResource, DATED, *lines)
    assert "đang chờ điều chỉnh kế hoạch. Áp dụng điều chỉnh đó trước" in said
    assert Assignment.objects.count() == 1
