"""An edit in the admin never overwrites what duties stand on (case D3)."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from tablib import Dataset

from agencies.tests.factories import make_agency, make_user
from tasks.changing.tests.changing import live
from tasks.models import Assignment, Duty, PlanChange, Task
from tasks.plan.sheets_assignments import AssignmentResource
from tasks.plan.tests.changing import DOCUMENT, opened
from tasks.tests.addresses import plan_page
from tasks.tests.factories import make_assignment, make_duty, make_plan, make_task
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]


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
