"""An edit in the admin says what the nights will do before it is kept."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from agencies.models import AgencyGroup, GroupMember, User
from agencies.tests.factories import make_agency
from tasks.models import Duty, PlanChange, Section
from tasks.periods.opening import open_period
from tasks.periods.syncing import sync_period
from tasks.plan.admin_nightly import CONFIRMED, days_of
from tasks.tests.admin_forms import filled
from tasks.tests.factories import make_assignment, make_plan, make_task
from tasks.tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def scene(today):
    return Scene(today)


class Scene:
    """A group of two agencies that owe one task of the year that runs."""

    def __init__(self, today):
        self.today, now = today, timezone.now()
        self.group = AgencyGroup.objects.create(code="nhom", name="Nhóm xã")
        self.agencies = [
            make_agency(f"UBND xã {n}", kind="cap-xa") for n in ("An", "Bình")
        ]
        for agency in self.agencies:
            GroupMember.objects.create(group=self.group, agency=agency)
        self.task = make_task(make_plan())
        make_assignment(self.task, None, group=self.group)
        year = (today + timedelta(days=17)).year
        self.period = open_period(plan=self.task.plan, year=year, today=today, now=now)
        self.admin = User.objects.create_superuser("qt", "qt@example.vn", "Kh@2026!aZ")

    def sync(self, day):
        return sync_period(period=self.period, today=day, now=timezone.now())


def test_a_member_who_leaves_the_group_is_told_before(scene, client):
    client.force_login(scene.admin)
    address = reverse("admin:agencies_agencygroup_change", args=[scene.group.pk])
    said = filled(client, address)
    prefix = next(n.split("-0-")[0] for n in said if "-0-agency" in n)
    gone = said | {f"{prefix}-0-DELETE": "on"}
    asked = text_of(client.post(address, gone))
    assert "Chưa lưu." in asked
    assert "kết thúc 1 nhiệm vụ của UBND xã An" in asked
    assert GroupMember.objects.count() == 2
    assert not LogEntry.objects.exists()
    done = client.post(address, gone | {CONFIRMED: "Đã xem, lưu"})
    assert done.status_code == 302
    assert GroupMember.objects.count() == 1
    history = " ".join(LogEntry.objects.values_list("change_message", flat=True))
    assert "kết thúc 1 nhiệm vụ của UBND xã An" in history
    assert scene.sync(scene.today + timedelta(days=1)).ended == 1


def test_what_changes_no_duty_is_saved_at_once(scene, client):
    client.force_login(scene.admin)
    address = reverse("admin:agencies_agencygroup_change", args=[scene.group.pk])
    answer = client.post(address, filled(client, address) | {"name": "Nhóm các xã"})
    assert answer.status_code == 302
    scene.group.refresh_from_db()
    assert scene.group.name == "Nhóm các xã"


def test_an_agency_of_another_territory_is_told_before(scene, client):
    client.force_login(scene.admin)
    agency = scene.agencies[0]
    address = reverse("admin:agencies_agency_change", args=[agency.pk])
    said = filled(client, address) | {"territory": "ninh-thuan"}
    assert "kết thúc 1 nhiệm vụ" in text_of(client.post(address, said))
    agency.refresh_from_db()
    assert agency.territory == "khanh-hoa"


def test_a_scope_of_the_plan_is_told_before(scene, client):
    other = make_agency("UBND xã Thuận", kind="cap-xa", territory="ninh-thuan")
    GroupMember.objects.create(group=scene.group, agency=other)
    client.force_login(scene.admin)
    address = reverse("admin:tasks_plan_change", args=[scene.task.plan_id])
    said = filled(client, address) | {
        "scopes-TOTAL_FORMS": 2, "scopes-1-territory": "ninh-thuan",
        "scopes-1-plan": scene.task.plan_id,
    }  # fmt: skip
    asked = text_of(client.post(address, said))
    assert "mở 1 nhiệm vụ của UBND xã Thuận" in asked
    assert not Duty.objects.filter(agency=other).exists()


def test_a_heading_waits_for_a_document(scene, client):
    """Past periods go on with the name that it had."""
    client.force_login(scene.admin)
    row = Section.objects.get(pk=scene.task.section_id)
    address = reverse("admin:tasks_section_change", args=[row.pk])
    said = filled(client, address) | {"title": "Tên khác"}
    answer = client.post(address, said)
    draft = PlanChange.objects.get()
    assert answer["Location"] == reverse("tasks:plan_change", args=[draft.pk])
    assert draft.lines.get().after == {"title": "Tên khác"}
    row.refresh_from_db()
    assert row.title != "Tên khác"


def test_later_days_that_the_form_names_are_looked_at(today):
    later = today + timedelta(days=40)
    posted = {"x-0-valid_to": later.strftime("%d/%m/%Y"), "x-0-valid_from": "linh tinh"}
    assert days_of(posted, today) == [
        today + timedelta(days=1), later, later + timedelta(days=1),
    ]  # fmt: skip
