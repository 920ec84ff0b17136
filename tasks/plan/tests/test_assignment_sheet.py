"""The exported sheet of assignments is imported again after changes of the plan."""

from datetime import date

import pytest

from agencies.tests.factories import make_agency, make_user
from tasks.changing.tests.changing import ON, apply, draft_of, opened
from tasks.models import Assignment, PlanChange
from tasks.plan.sheets_assignments import AssignmentResource
from tasks.tests.factories import make_assignment, make_plan, make_task

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]


@pytest.fixture
def given():
    task = make_task(make_plan(), "IV.5.1", assignee_text="Sở Tài chính")
    return make_assignment(task, make_agency("Sở Tài chính"))


@pytest.fixture
def changed(given):
    """Return the row that follows the first one, with other words."""
    opened(given.task)
    apply(draft_of(given, wording="Lời mới"))
    return Assignment.objects.get(replaces=given)


def exported(**typed):
    """Return the sheet as it is exported; `typed` goes into the line of ON."""
    sheet = AssignmentResource().export()
    lines = sheet.dict
    for line in lines:
        if line["Từ ngày"] == f"{ON:%d/%m/%Y}":
            line.update(typed)
    sheet.dict = lines
    return sheet


def brought_in(sheet):
    """Import the sheet; return how many lines are new, updated and skipped."""
    result = AssignmentResource().import_data(sheet, user=make_user(is_superuser=True))
    wrong = [str(row.error) for row in result.invalid_rows]
    assert not result.has_errors(), [str(e.error) for e in result.base_errors]
    return [result.totals[name] for name in ("new", "update", "skip")], wrong


def test_what_was_exported_after_a_change_is_imported_unchanged(changed):
    before = list(Assignment.objects.values())
    assert brought_in(exported()) == ([0, 0, 2], [])
    assert list(Assignment.objects.values()) == before


def test_a_line_means_the_row_that_holds_now(changed):
    assert brought_in(exported(**{"Nguyên văn kế hoạch": "Lời khác"})) == (
        [0, 1, 1],
        [],
    )
    draft = PlanChange.objects.filter(state="draft").get()
    assert draft.lines.get().assignment == changed


def test_a_sheet_without_days_means_the_row_that_holds_now(changed):
    sheet = AssignmentResource().export(
        queryset=Assignment.objects.filter(pk=changed.pk)
    )
    for column in ("Từ ngày", "Đến ngày"):
        del sheet[column]
    assert brought_in(sheet) == ([0, 0, 1], [])


def test_what_a_change_ended_is_not_written_again(changed, given):
    sheet = exported()
    lines = sheet.dict
    lines[0]["Nguyên văn kế hoạch"] = "Sửa dòng cũ"
    sheet.dict = lines
    _, wrong = brought_in(sheet)
    assert "đã kết thúc theo Quyết định số 12/QĐ-UBND" in wrong[0]
    given.refresh_from_db()
    assert given.wording == ""


def test_who_lost_the_work_may_be_given_it_again_by_a_line(given):
    opened(given.task)
    apply(draft_of(given, agency_id=make_agency("Sở Xây dựng").pk))
    sheet = exported()
    line = sheet.dict[0] | {"Từ ngày": "01/09/2026", "Đến ngày": ""}
    sheet.dict = [*sheet.dict, line]
    assert brought_in(sheet) == ([0, 0, 2], [])
    draft = PlanChange.objects.get(state="draft")
    assert draft.effective_on == date(2026, 9, 1)
    assert draft.lines.get().after["agency_id"] == given.agency_id


def test_a_line_twice_is_still_refused(changed):
    sheet = exported()
    sheet.dict = [*sheet.dict, sheet.dict[0]]
    assert "trùng khóa" in brought_in(sheet)[1][0]
