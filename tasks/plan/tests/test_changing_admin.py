"""An edit in the admin never overwrites what duties stand on (case D3)."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from tablib import Dataset

from agencies.tests.factories import make_agency, make_user
from tasks.changing import save_draft
from tasks.changing.tests.changing import BASIS, ON, apply, live
from tasks.models import Assignment, Duty, PlanChange, Target, Task
from tasks.plan.sheets import TaskResource
from tasks.plan.sheets_assignments import AssignmentResource
from tasks.plan.sheets_headings import SectionResource
from tasks.plan.tests.changing import DOCUMENT, opened
from tasks.tests.addresses import plan_page
from tasks.tests.factories import make_assignment, make_duty, make_plan, make_task
from tasks.tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client(client):
    client.force_login(make_user(is_superuser=True, is_staff=True))
    return client


@pytest.fixture
def given():
    old = make_agency("Sở Tài chính")
    task = make_task(make_plan(), "IV.5.1", assignee_text="Sở Tài chính")
    return make_assignment(task, old)


@pytest.fixture
def building():
    return make_agency("Sở Xây dựng")


def save(client, row, **said):
    kept = {
        "task": row.task_id,
        "agency": row.agency_id or "",
        "group": row.group_id or "",
        "role": row.role,
        "mode": row.mode,
        "wording": row.wording,
    }
    address = reverse("admin:tasks_assignment_change", args=[row.pk])
    return client.post(address, {**kept, **said})


def save_task(client, task, **said):
    kept = {
        name: getattr(task, name) or ""
        for name in (
            "code", "text", "short_title", "role_label", "assignee_text", "schedule",
            "coordinating_text", "schedule_text", "heartbeat_days", "law_basis",
            "guidance", "position",
        )
    }  # fmt: skip
    kept |= {"plan": task.plan_id, "section": task.section_id, "position": 1}
    address = reverse("admin:tasks_task_change", args=[task.pk])
    return client.post(address, {**kept, **said})


def test_an_edit_with_live_duties_leads_to_the_page_that_lists_them(
    admin_client, given, building
):
    period = opened(given.task)
    response = save(admin_client, given, agency=building.pk)
    draft = PlanChange.objects.get()
    assert response.url == reverse("tasks:plan_change", args=[draft.pk])
    assert Assignment.objects.get() == given
    said = text_of(admin_client.get(response.url))
    assert "Chưa đổi gì" in said
    assert "1 chuyển kèm nhật ký" in said
    assert f"<span>đang mở, kỳ {period.words}</span>" in said
    assert "cơ quan: Sở Tài chính, Sở Xây dựng" in said
    assert "Soạn điều chỉnh, chưa đổi: cơ quan" in LogEntry.objects.get().change_message


def test_the_page_applies_what_it_shows(admin_client, given, building):
    opened(given.task)
    address = save(admin_client, given, agency=building.pk).url
    work = {f"work_{PlanChange.objects.get().lines.get().pk}": "move"}
    admin_client.post(address, DOCUMENT | work)
    digest = admin_client.get(address).context["preview"].digest
    said = DOCUMENT | work | {"ap-dung": "1", "digest": digest}
    response = admin_client.post(address, said, follow=True)
    assert "Đã áp dụng và báo cho các cơ quan" in text_of(response)
    assert live(given.task).get().agency == building
    assert "Cơ quan: Sở Tài chính → Sở Xây dựng" in text_of(response)


def test_a_draft_without_its_document_is_not_applied_and_keeps_what_was_typed(
    admin_client, given, building
):
    opened(given.task)
    address = save(admin_client, given, agency=building.pk).url
    work = {f"work_{PlanChange.objects.get().lines.get().pk}": "end"}
    said = DOCUMENT | work | {"ap-dung": "1", "basis_on": ""}
    response = admin_client.post(address, said)
    assert "Ghi ngày của văn bản điều chỉnh." in text_of(response)
    assert "Về việc điều chỉnh phân công" in response.content.decode()
    assert PlanChange.objects.get().is_draft


def test_an_edit_of_what_nobody_owes_is_saved_at_once(admin_client, given, building):
    assert save(admin_client, given, agency=building.pk).status_code == 302
    assert Assignment.objects.get().agency == building
    assert not PlanChange.objects.exists()


def test_duties_of_closed_years_alone_keep_the_row_as_well(
    admin_client, given, building
):
    period = opened(given.task)
    Duty.objects.update(state="ended", reason="Kết thúc")
    period.state = "closed"
    period.save()
    save(admin_client, given, agency=building.pk)
    assert Assignment.objects.get().agency.short_name == "Sở Tài chính"
    said = text_of(admin_client.get(f"/dieu-chinh/{PlanChange.objects.get().pk}/"))
    assert period.words in said


def test_saving_the_same_edit_again_makes_no_second_draft(
    admin_client, given, building
):
    opened(given.task)
    save(admin_client, given, agency=building.pk)
    save(admin_client, given, agency=building.pk)
    assert PlanChange.objects.count() == 1


def test_the_words_of_a_task_are_held_and_its_guidance_is_saved(admin_client, given):
    opened(given.task)
    response = save_task(
        admin_client, given.task, text="Lời mới", guidance="Ghi số người"
    )
    assert "/dieu-chinh/" in response.url
    task = Task.objects.get()
    assert task.text != "Lời mới"
    assert task.guidance == "Ghi số người"


def test_a_row_with_duties_is_not_deleted(admin_client, given):
    make_duty(given.task, given.agency)
    address = reverse("admin:tasks_assignment_delete", args=[given.pk])
    assert admin_client.post(address, {"post": "yes"}).status_code == 403
    page = admin_client.get(reverse("admin:tasks_assignment_changelist"))
    assert "delete_selected" not in page.content.decode()


def test_the_page_is_for_administrators_and_who_steers(client, given, building):
    opened(given.task)
    client.force_login(make_user("head", given.agency))
    assert client.get(plan_page("/dieu-chinh/")).status_code == 403
    client.force_login(make_user("head", given.task.plan.steering_agency))
    assert client.get(plan_page("/dieu-chinh/")).status_code == 200


def test_a_draft_can_be_thrown_away(admin_client, given, building):
    opened(given.task)
    save(admin_client, given, agency=building.pk)
    address = f"/dieu-chinh/{PlanChange.objects.get().pk}/bo/"
    said = text_of(admin_client.post(address, follow=True))
    assert "Đã bỏ dự thảo" in said
    assert not PlanChange.objects.exists()


def test_a_sheet_holds_rows_with_duties_and_writes_the_others(given, building):
    opened(given.task)
    other = make_assignment(make_task(given.task.plan, "IV.6.1"), building)
    actor = make_user(is_superuser=True)
    headers = [
        "Mã nhiệm vụ",
        "Mã cơ quan",
        "Vai trò",
        "Cách giao",
        "Nguyên văn kế hoạch",
        "Đề xuất",
    ]
    rows = [
        [
            row.task.code,
            row.agency.code,
            "Chủ trì",
            "Giao đích danh",
            "Lời mới",
            "không",
        ]
        for row in (given, other)
    ]
    data = Dataset(*rows, headers=headers)
    tried = AssignmentResource().import_data(data, dry_run=True, user=actor)
    assert not tried.has_errors(), [str(e.error) for e in tried.base_errors]
    assert tried.held == 1
    assert not PlanChange.objects.exists()
    result = AssignmentResource().import_data(data, user=actor)
    assert not result.has_errors()
    given.refresh_from_db()
    other.refresh_from_db()
    assert (given.wording, given.mode) == ("", "each")
    assert (other.wording, other.mode) == ("Lời mới", "assigned")
    assert result.held_drafts[0].lines.get().assignment == given


def test_an_assignment_that_is_added_waits_for_a_document(
    admin_client, given, building
):
    """It would open a duty at night; on a plan that nobody works on it is saved."""
    opened(given.task)
    address = reverse("admin:tasks_assignment_add")
    said = {
        "task": given.task_id, "agency": building.pk, "role": "execute", "mode": "each",
        "valid_from": "01/06/2026", "basis_number": "12/QĐ-UBND",
    }  # fmt: skip
    answer = admin_client.post(address, said)
    draft = PlanChange.objects.get()
    assert answer["Location"] == reverse("tasks:plan_change", args=[draft.pk])
    assert given.task.assignments.count() == 1
    assert (draft.basis_number, draft.effective_on) == ("12/QĐ-UBND", date(2026, 6, 1))
    line = draft.lines.get()
    assert (line.act, line.task_id, line.after["agency_id"]) == (
        "add", given.task_id, building.pk,
    )  # fmt: skip
    admin_client.post(address, said | {"role": "coordinate"})
    assert given.task.assignments.filter(role="coordinate").exists()


def test_a_target_that_is_added_waits_and_brings_its_tasks_along(admin_client, given):
    opened(given.task)
    said = {
        "plan": given.task.plan_id, "code": "MT.1", "text": "80% văn bản được rà soát",
        "short_title": "Rà soát", "operator": "least", "threshold": "80", "unit": "%",
        "tasks": [given.task_id], "position": "0",
    }  # fmt: skip
    answer = admin_client.post(reverse("admin:tasks_target_add"), said)
    draft = PlanChange.objects.get()
    assert answer["Location"] == reverse("tasks:plan_change", args=[draft.pk])
    assert not Target.objects.exists()
    shown = text_of(admin_client.get(answer["Location"]))
    assert "Nhiệm vụ góp vào" in shown
    assert str(given.task) in shown
    apply_now(admin_client, draft)
    target = Target.objects.get()
    assert (target.code, list(target.tasks.all())) == ("MT.1", [given.task])
    admin_client.post(reverse("tasks:plan_change_undo", args=[draft.pk]))
    assert not Target.objects.exists()


def test_a_heading_that_is_added_waits_at_its_place(admin_client, given):
    """It was written at once, so closed years had a heading that they never had."""
    opened(given.task)
    plan = given.task.plan
    said = {"plan": plan.pk, "code": "IV.0", "title": "Mục mới", "position": "0"}
    answer = admin_client.post(reverse("admin:tasks_section_add"), said)
    draft = PlanChange.objects.get()
    assert answer["Location"] == reverse("tasks:plan_change", args=[draft.pk])
    assert plan.sections.count() == 1
    apply_now(admin_client, draft)
    assert plan.sections.get(code="IV.0").position > given.task.section.position


def apply_now(client, draft):
    """Name the document of the draft and apply what its page shows."""
    address = reverse("tasks:plan_change", args=[draft.pk])
    client.post(address, DOCUMENT)
    digest = client.get(address).context["preview"].digest
    said = DOCUMENT | {"ap-dung": "1", "digest": digest}
    answer = client.post(address, said, follow=True)
    draft.refresh_from_db()
    assert draft.state == "applied", text_of(answer)


OF_TASKS = ("Mã", "Mục", "Nội dung", "Tên ngắn", "Thời gian", "Thời gian theo kế hoạch")


def test_a_new_task_of_a_sheet_waits_beside_the_edited_one(given):
    opened(given.task)
    task, section = given.task, given.task.section.code
    rows = [
        [task.code, section, "Lời mới", task.short_title, "annual", "Hằng năm"],
        ["IV.5.2", section, "Nhiệm vụ thêm", "Thêm", "annual", "Hằng năm"],
    ]
    actor = make_user(is_superuser=True)
    data = Dataset(*rows, headers=OF_TASKS)
    assert TaskResource().import_data(data, dry_run=True, user=actor).held == 2
    assert not PlanChange.objects.exists()
    for _ in range(2):  # the same file again makes no second draft
        result = TaskResource().import_data(data, user=actor)
        assert (result.held, result.totals["new"]) == (2, 0)
    assert task.plan.tasks.count() == 1
    lines = PlanChange.objects.get().lines.order_by("act")
    assert [(line.act, line.named or line.task.code) for line in lines] == [
        ("add", "IV.5.2 Thêm"),
        ("change", "IV.5.1"),
    ]
    assert lines[0].after["follows"] == task.pk


def test_who_is_given_a_task_by_a_sheet_waits_with_day_and_document(given, building):
    """The old assignment ends on the eve: one draft does both."""
    opened(given.task)
    head = ["Mã nhiệm vụ", "Mã cơ quan", "Vai trò", "Cách giao", "Đề xuất"]
    head += ["Số văn bản giao", "Ngày văn bản giao", "Từ ngày", "Đến ngày"]
    code, old = given.task.code, given.agency.code
    rows = [
        [code, old, "Chủ trì", "each", "không", "", "", "", "31/07/2026"],
        [code, building.code, "Chủ trì", "each", "không", "12/QĐ", "1/7/2026", "01/08/2026", ""],
        [code, make_agency().code, "Phối hợp", "each", "không", "", "", "", ""],
    ]  # fmt: skip
    actor = make_user(is_superuser=True)
    result = AssignmentResource().import_data(Dataset(*rows, headers=head), user=actor)
    assert not result.has_errors(), [str(each.error) for each in result.base_errors]
    assert not result.has_validation_errors()
    draft = PlanChange.objects.get()
    assert (draft.effective_on, draft.basis_number) == (date(2026, 8, 1), "12/QĐ")
    assert {line.act for line in draft.lines.all()} == {"add", "change"}
    assert given.task.assignments.count() == 2  # who coordinates owes nothing


def headings(plan, actor, *lines):
    """Import headings of the plan; return what the draft adds, by code."""
    head = ["Mã kế hoạch", "Mã", "Tiêu đề", "Thuộc mục"]
    data = Dataset(*([plan.code, *line] for line in lines), headers=head)
    result = SectionResource().import_data(data, user=actor)
    assert not result.has_errors(), [str(each.error) for each in result.base_errors]
    assert not result.has_validation_errors()
    return {line.after["code"]: line for line in PlanChange.objects.get().lines.all()}


def test_new_headings_of_a_sheet_wait_each_below_its_own(given):
    """Also below one that the sheet names further down; the same file again changes
    nothing.
    """
    opened(given.task)
    plan, actor = given.task.plan, make_user(is_superuser=True)
    sheet = [
        ["V.1.a", "Điểm mới", "V.1"],
        ["V.1", "Mục mới", "V"],
        ["V", "Phần mới", ""],
        ["V.2", "Mục mới khác", "V"],
        ["IV.5.1.a", "Mục con", given.task.section.code],
    ]
    for _ in range(2):
        lines = headings(plan, actor, *sheet)
        assert list(lines) == ["V", "V.1", "V.1.a", "V.2", "IV.5.1.a"]
    assert lines["V.1.a"].after["under"] == lines["V.1"].pk
    assert lines["V.1"].after["under"] == lines["V"].pk
    assert "under" not in lines["V"].after
    assert lines["IV.5.1.a"].after["parent_id"] == given.task.section_id
    assert plan.sections.count() == 1


def test_new_headings_of_a_sheet_stand_as_in_the_sheet_once_applied(given):
    opened(given.task)
    plan, actor = given.task.plan, make_user(is_superuser=True)
    sheet = [["V", "Phần mới", ""], ["V.1", "Mục mới", "V"], ["VI", "Phần khác", ""]]
    headings(plan, actor, *sheet)
    draft = save_draft(
        change=PlanChange.objects.get(),
        basis={**BASIS, "effective_on": ON},
        open_work={},
    )
    apply(draft)
    above = plan.sections.order_by("position").values_list("code", "parent__code")
    assert list(above)[1:] == [("V", None), ("V.1", "V"), ("VI", None)]


def test_a_sheet_that_turns_new_headings_around_brings_the_draft_up_to_date(given):
    opened(given.task)
    plan, actor = given.task.plan, make_user(is_superuser=True)
    headings(plan, actor, ["V", "Phần", ""], ["V.1", "Mục", "V"])
    lines = headings(plan, actor, ["V", "Mục", "V.1"], ["V.1", "Phần", ""])
    assert list(lines) == ["V.1", "V"]
    assert lines["V"].after["under"] == lines["V.1"].pk
    assert "under" not in lines["V.1"].after
