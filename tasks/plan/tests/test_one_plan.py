"""A second plan is refused until the portal can tell two apart."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from tablib import Dataset

from agencies.events.loading import load_agencies
from agencies.tests.factories import make_user
from tasks.models import AdhocRequest, Plan
from tasks.plan.sheets import TaskResource
from tasks.tests.factories import NOW, make_plan
from tasks.tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client(client):
    client.force_login(make_user("quan-tri", is_superuser=True, is_staff=True))
    return client


def form_of(plan, **said):
    return {
        "code": "chuyen-doi-so",
        "kind": "KẾ HOẠCH",
        "title": "Chuyển đổi số",
        "short_title": "Kế hoạch chuyển đổi số",
        "issuer": "UBND tỉnh",
        "filed_at": "VT",
        "steering_agency": plan.steering_agency_id,
        "purposes": "[]",
        "requirements": "[]",
        "recipients": "[]",
        "scopes-TOTAL_FORMS": "0",
        "scopes-INITIAL_FORMS": "0",
        **said,
    }


def test_the_admin_refuses_a_second_plan_and_keeps_what_was_typed(admin_client):
    plan = make_plan(short_title="Kế hoạch dân chủ ở cơ sở")
    response = admin_client.post(reverse("admin:tasks_plan_add"), form_of(plan))
    assert response.status_code == 200
    said = text_of(response)
    assert "Cổng đang theo dõi «Kế hoạch dân chủ ở cơ sở»" in said
    assert "Kế hoạch chuyển đổi số" in response.content.decode()
    assert Plan.objects.count() == 1


def test_beside_an_adhoc_request_the_first_plan_is_taken(admin_client):
    adhoc = make_plan()
    AdhocRequest.objects.create(
        plan=adhoc, created_by=make_user("nguoi-lap"), created_at=NOW
    )
    response = admin_client.post(reverse("admin:tasks_plan_add"), form_of(adhoc))
    assert response.status_code == 302
    assert Plan.objects.programmes().count() == 1


def test_loading_the_shipped_plan_beside_another_is_refused():
    make_plan(short_title="Kế hoạch khác")
    with pytest.raises(CommandError, match="Cổng đang theo dõi «Kế hoạch khác»"):
        call_command("load_plan")
    assert Plan.objects.count() == 1


def test_loading_the_shipped_plan_again_is_not_a_second_plan():
    load_agencies()
    call_command("load_plan", stdout=None)
    call_command("load_plan", stdout=None)
    assert Plan.objects.count() == 1


def test_a_sheet_with_another_plan_is_told_why_there_is_none():
    make_plan(code="dan-chu", short_title="Kế hoạch dân chủ")
    headers = ["Mã kế hoạch", "Mã", "Mục", "Nội dung", "Thời gian"]
    sheet = Dataset(["chuyen-doi-so", "1", "I", "Làm", "Hằng năm"], headers=headers)
    result = TaskResource().import_data(sheet)
    said = str(result.invalid_rows[0].error)
    assert "«chuyen-doi-so» không có trong danh mục" in said
    assert "Cổng đang theo dõi «Kế hoạch dân chủ»" in said
