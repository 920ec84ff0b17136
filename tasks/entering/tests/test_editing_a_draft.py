"""A draft is edited on its own page: rows in their place, two people, nothing lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import AuditRecord
from agencies.tests.factories import make_agency, make_user
from tasks.models import Assignment, Plan, PlanState, Section, Target, Task
from tasks.tests.factories import make_assignment, make_plan, make_task
from tasks.tests.pages import text_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite_too,
    pytest.mark.usefixtures("_inside_the_period"),
]
IN_PLACE = {"HX-Request": "true"}


@pytest.fixture
def plan():
    return make_plan(state=PlanState.DRAFT)


@pytest.fixture
def task(plan):
    return make_task(plan, "III.1", text="Rà soát văn bản", short_title="Rà soát")


@pytest.fixture
def officer(login, plan):
    return login(make_user("officer", plan.steering_agency))


def address(plan, name, *args):
    return reverse(f"tasks:draft_row_{name}", args=[plan.code, *args])


def typed(client, path):
    """Return what the form at the address would send as it stands."""
    form = client.get(path).context["form"]
    said = {
        name: form[name].value()
        for name in form.fields
        if form[name].value() is not None
    }
    said = {
        name: value.strftime("%d/%m/%Y") if hasattr(value, "strftime") else value
        for name, value in said.items()
    }
    return said | {"version": client.get(path).context["version"]}


def test_a_clause_is_edited_in_its_place_with_who_is_given_it(officer, plan, task):
    old, new = make_agency("Sở Cũ"), make_agency("Sở Mới")
    given = make_assignment(task, old)
    page = officer.get(reverse("tasks:plan", args=[plan.code])).content.decode()
    path = address(plan, "edit", "nhiem-vu", task.pk)
    assert f'hx-get="{path}"' in page
    said = typed(officer, path) | {
        "text": "Rà soát, hệ thống hóa", "schedule": "once", "due_on": "31/10/2026",
        "product": "Báo cáo", f"to_{given.pk}": f"co-quan-{new.pk}",
    }  # fmt: skip
    answer = officer.post(path, said, headers=IN_PLACE)
    shown = answer.content.decode()
    assert answer.status_code == 200, shown
    assert "Rà soát, hệ thống hóa" in shown
    assert "Đã lưu" in shown
    assert "<html" not in shown
    task.refresh_from_db()
    assert (task.schedule, task.due_on.day, task.product) == ("once", 31, "Báo cáo")
    assert Assignment.objects.get().agency == new
    trail = AuditRecord.objects.filter(model="tasks.Task").latest("pk")
    assert trail.after["text"] == "Rà soát, hệ thống hóa"


def test_without_scripts_the_form_is_a_page_and_leads_back_to_the_row(
    officer, plan, task
):
    path = address(plan, "edit", "nhiem-vu", task.pk)
    assert "<html" in officer.get(path).content.decode()
    said = typed(officer, path) | {"short_title": "Tên khác"}
    answer = officer.post(path, said)
    assert answer["Location"] == f"/ke-hoach/{plan.code}/#III.1"
    task.refresh_from_db()
    assert task.short_title == "Tên khác"


def test_two_people_do_not_overwrite_one_another(officer, plan, task):
    path = address(plan, "edit", "nhiem-vu", task.pk)
    said = typed(officer, path) | {"text": "Lời của tôi"}
    Task.objects.filter(pk=task.pk).update(text="Lời của người khác")
    answer = officer.post(path, said, headers=IN_PLACE)
    shown = answer.content.decode()
    assert "Người khác vừa sửa dòng này" in shown
    assert "Lời của người khác" in shown
    assert "Lời của tôi" in shown
    task.refresh_from_db()
    assert task.text == "Lời của người khác"
    again = said | {"version": answer.context["version"]}
    officer.post(path, again, headers=IN_PLACE)
    task.refresh_from_db()
    assert task.text == "Lời của tôi"


def test_what_was_typed_of_a_row_that_was_deleted_is_offered_again(officer, plan, task):
    path = address(plan, "edit", "nhiem-vu", task.pk)
    said = typed(officer, path) | {"text": "Lời đã gõ", "short_title": ""}
    task.delete()
    answer = officer.post(path, said, headers=IN_PLACE)
    shown = answer.content.decode()
    assert "vừa bị người khác xóa" in shown
    assert "Lời đã gõ" in shown
    again = address(plan, "add", "nhiem-vu")
    assert f'action="{again}"' in shown
    officer.post(again, said, headers=IN_PLACE)
    back = plan.tasks.get()
    assert (back.text, back.short_title) == ("Lời đã gõ", "Lời đã gõ")
    assert officer.get(path).status_code == 404


def test_a_form_is_stored_once_and_a_wrong_one_comes_back(officer, plan, task):
    path = address(plan, "add", "nhiem-vu")
    form = officer.get(path, {"sau": task.pk, "muc": task.section_id})
    said = {
        "section": task.section_id, "code": "III.1", "text": "Việc mới", "follows": task.pk,
        "short_title": "Việc mới", "schedule": "annual", "schedule_text": "Hằng năm",
        "form_key": "khoa-1",
    }  # fmt: skip
    assert form.context["form"]["section"].value() == str(task.section_id)
    shown = officer.post(path, said, headers=IN_PLACE).content.decode()
    assert "đã tồn tại" in shown or "đã có" in shown
    assert "Việc mới" in shown
    said["code"] = "III.2"
    for _ in range(2):
        answer = officer.post(path, said, headers=IN_PLACE)
        assert answer["HX-Refresh"] == "true"
    assert list(plan.tasks.values_list("code", flat=True)) == ["III.1", "III.2"]


def test_rows_are_added_between_moved_and_deleted(officer, plan, task):
    agency, last = make_agency(), make_task(plan, "III.3")
    said = {
        "section": task.section_id, "code": "III.2", "text": "Ở giữa", "follows": task.pk,
        "short_title": "Ở giữa", "schedule": "annual", "schedule_text": "Hằng năm",
        "to_1": f"co-quan-{agency.pk}", "role_1": "lead",
    }  # fmt: skip
    officer.post(address(plan, "add", "nhiem-vu"), said)
    assert codes(plan) == ["III.1", "III.2", "III.3"]
    between = plan.tasks.get(code="III.2")
    assert between.assignments.get().agency == agency
    officer.post(address(plan, "move", "nhiem-vu", last.pk), {"huong": "len"})
    assert codes(plan) == ["III.1", "III.3", "III.2"]
    officer.post(address(plan, "move", "nhiem-vu", task.pk), {"huong": "len"})
    assert codes(plan) == ["III.1", "III.3", "III.2"]
    answer = officer.post(address(plan, "delete", "nhiem-vu", between.pk), follow=True)
    assert "Đã xóa III.2 Ở giữa." in [str(each) for each in answer.context["messages"]]
    assert codes(plan) == ["III.1", "III.3"]
    assert not Assignment.objects.exists()


def codes(plan):
    return list(plan.tasks.order_by("position").values_list("code", flat=True))


def test_headings_and_targets_are_entered_on_an_empty_draft(officer, plan):
    page = officer.get(reverse("tasks:plan", args=[plan.code])).content.decode()
    assert "Thêm phần" in page
    officer.post(address(plan, "add", "muc"), {"code": "III", "title": "NHIỆM VỤ"})
    part = plan.sections.get()
    below = {"code": "III.1", "title": "Thể chế", "parent": part.pk}
    officer.post(address(plan, "add", "muc"), below)
    target = {
        "code": "MT.1",
        "text": "80%",
        "short_title": "Rà soát",
        "operator": "least",
    }
    officer.post(
        address(plan, "add", "muc-tieu"), target | {"threshold": "80", "unit": "%"}
    )
    assert Target.objects.get().threshold == 80
    heading = plan.sections.get(code="III.1")
    shown = officer.get(reverse("tasks:plan", args=[plan.code])).content.decode()
    assert "Thể chế" in shown  # nothing stands under it yet
    assert f'id="dong-muc-{heading.pk}"' in shown
    said = officer.post(address(plan, "delete", "muc", part.pk), follow=True)
    assert "Mục III còn nhiệm vụ hoặc mục con" in text_of(said)
    officer.post(address(plan, "delete", "muc", heading.pk))
    assert Section.objects.get() == part


def test_number_and_day_are_entered_on_the_page(officer, plan):
    path = address(plan, "edit", "ke-hoach", plan.pk)
    said = typed(officer, path) | {"number": "12/KH-UBND", "issued_on": "05/06/2026"}
    said["recipients"] = "Sở Nội vụ;\nUBND xã A;"
    answer = officer.post(path, said, headers=IN_PLACE)
    assert answer["HX-Refresh"] == "true", answer.content.decode()
    stored = Plan.objects.get(pk=plan.pk)
    assert (stored.number, stored.recipients) == (
        "12/KH-UBND", ["Sở Nội vụ;", "UBND xã A;"],
    )  # fmt: skip


def test_only_who_drafts_edits_and_only_a_draft(login, plan, task):
    paths = [
        address(plan, "edit", "nhiem-vu", task.pk),
        address(plan, "add", "muc"),
        reverse("tasks:draft_row", args=[plan.code, "nhiem-vu", task.pk]),
    ]
    stranger = login(make_user("officer", make_agency()))
    assert {stranger.get(path).status_code for path in paths} == {404}
    leader = login(make_user("leader", make_agency()))
    assert {leader.get(path).status_code for path in paths} == {403}
    officer = login(make_user("officer", plan.steering_agency))
    other = make_task(make_plan(plan.steering_agency, state="draft"), "III.1")
    assert officer.get(address(plan, "edit", "nhiem-vu", other.pk)).status_code == 404
    Plan.objects.filter(pk=plan.pk).update(state="running")
    assert {officer.get(path).status_code for path in paths} == {404}


def test_the_page_of_a_draft_costs_the_same_for_one_row_and_for_many(
    officer, plan, task
):
    def cost():
        with CaptureQueriesContext(connection) as found:
            officer.get(reverse("tasks:plan", args=[plan.code]))
        return len(found)

    cost()
    before = cost()
    for number in range(4, 9):
        make_assignment(make_task(plan, f"III.{number}"), make_agency())
    assert cost() == before


def test_a_heading_is_not_put_under_itself_or_what_is_below_it(officer, plan):
    part = Section.objects.create(plan=plan, code="I", title="PHẦN")
    below = Section.objects.create(plan=plan, code="I.1", title="Mục", parent=part)
    path = address(plan, "edit", "muc", part.pk)
    for above in (part, below):
        said = typed(officer, path) | {"parent": above.pk}
        shown = officer.post(path, said, headers=IN_PLACE).content.decode()
        assert "Mục I không thể nằm dưới chính nó." in shown
    part.refresh_from_db()
    assert part.parent is None


def test_words_are_stored_composed_and_a_code_stands_once(officer, plan, task):
    Task.objects.filter(pk=task.pk).update(code="1.â")
    said = {
        "section": task.section_id, "code": "1.a\u0302", "text": "Ho\u0300a",
        "short_title": "Ho\u0300a", "schedule": "annual", "schedule_text": "Hằng năm",
    }  # fmt: skip
    officer.post(address(plan, "add", "nhiem-vu"), said, headers=IN_PLACE)
    assert plan.tasks.count() == 1
    officer.post(address(plan, "add", "nhiem-vu"), said | {"code": "1.e\u0302"})
    assert plan.tasks.filter(code="1.ê", text="Hòa", short_title="Hòa").exists()


def test_no_document_repeals_a_row_of_a_draft(officer, plan, task):
    path = address(plan, "edit", "nhiem-vu", task.pk)
    said = typed(officer, path) | {"ends": "on", "text": "Lời mới"}
    assert officer.post(path, said).status_code == 302
    task.refresh_from_db()
    assert task.text == "Lời mới"
