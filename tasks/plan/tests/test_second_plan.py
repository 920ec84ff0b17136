"""A second plan is entered, loaded and told apart from the first."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from tablib import Dataset

from agencies.events.loading import load_agencies
from agencies.tests.factories import make_user
from tasks.models import Plan
from tasks.plan.sheets import TaskResource
from tasks.tests.factories import make_period, make_plan, make_task
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
        "state": "draft",
        "purposes": "[]",
        "requirements": "[]",
        "recipients": "[]",
        "scopes-TOTAL_FORMS": "0",
        "scopes-INITIAL_FORMS": "0",
        **said,
    }


def test_the_admin_takes_a_second_plan_as_a_draft(admin_client):
    plan = make_plan()
    typed = form_of(plan, state="running")  # who publishes it tells everybody
    answer = admin_client.post(reverse("admin:tasks_plan_add"), typed)
    assert answer.status_code == 302
    added = Plan.objects.get(code="chuyen-doi-so")
    assert added.is_draft
    assert not added.periods.exists()


@pytest.mark.parametrize("code", ["tiep-nhan", "bao-cao", "muc-tieu"])
def test_a_code_that_is_an_address_is_refused_and_what_was_typed_stays(
    admin_client, code
):
    typed = form_of(make_plan(), code=code)
    answer = admin_client.post(reverse("admin:tasks_plan_add"), typed)
    assert f"«{code}» là địa chỉ của một trang; đặt mã khác" in text_of(answer)
    assert "Kế hoạch chuyển đổi số" in text_of(answer)
    assert Plan.objects.count() == 1


def test_a_plan_with_a_period_is_no_draft_again(admin_client):
    plan = make_plan()
    make_period(plan)
    plan.state = "draft"
    with pytest.raises(ValidationError, match="không trở lại dự thảo được"):
        plan.clean()


def test_the_shipped_plan_is_loaded_beside_another():
    other = make_plan(short_title="Kế hoạch khác")
    make_task(other, "III.2.a", text="Của kế hoạch khác")
    load_agencies()
    call_command("load_plan", stdout=None)
    call_command("load_plan", stdout=None)
    assert Plan.objects.count() == 2
    assert [task.text for task in other.tasks.all()] == ["Của kế hoạch khác"]


def test_a_sheet_names_the_plans_where_a_line_has_none():
    make_plan(code="dan-chu")
    make_plan(code="chuyen-doi-so")
    headers = ["Mã kế hoạch", "Mã", "Mục", "Nội dung", "Thời gian"]
    sheet = Dataset(["", "1", "I", "Làm", "Hằng năm"], headers=headers)
    said = str(TaskResource().import_data(sheet).invalid_rows[0].error)
    assert "chuyen-doi-so; dan-chu" in said
