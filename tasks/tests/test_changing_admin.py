"""An edit in the admin never overwrites what duties stand on (case D3)."""

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.models import Assignment
from tasks.tests.factories import make_assignment, make_duty, make_plan, make_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client(client):
    client.force_login(make_user("quan-tri", is_superuser=True, is_staff=True))
    return client


def assignment_form(row, **said):
    kept = {
        "task": row.task_id,
        "agency": row.agency_id or "",
        "group": row.group_id or "",
        "role": row.role,
        "mode": row.mode,
        "wording": row.wording,
    }
    return {**kept, **said}


def save(client, row, **said):
    address = reverse("admin:tasks_assignment_change", args=[row.pk])
    return client.post(address, assignment_form(row, **said))


def test_an_assignment_with_a_duty_is_not_overwritten(admin_client):
    old, new = make_agency("Sở Tài chính"), make_agency("Sở Xây dựng")
    row = make_assignment(make_task(make_plan(), "IV.5.1"), old)
    make_duty(row.task, old, assignment=row)
    save(admin_client, row, agency=new.pk)
    assert Assignment.objects.get(pk=row.pk).agency == old


def test_an_assignment_without_duties_is_saved_at_once(admin_client):
    old, new = make_agency("Sở Tài chính"), make_agency("Sở Xây dựng")
    row = make_assignment(make_task(make_plan(), "IV.5.1"), old)
    assert save(admin_client, row, agency=new.pk).status_code == 302
    assert Assignment.objects.get(pk=row.pk).agency == new
