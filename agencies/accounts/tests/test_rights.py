"""Who may change whom: nobody rises by their own hand, nobody who worked is deleted."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.urls import reverse

from agencies.accounts.rights import did_something, may_change
from agencies.accounts.tests.user_forms import form_of, page_of
from agencies.models import Membership, User
from agencies.tests.factories import make_agency, make_membership, make_user
from kehoach.technical_admin.rights import SHIPPED

pytestmark = pytest.mark.django_db
PEOPLE = "Quản trị cơ quan, cán bộ"


def make_staff(group: str = PEOPLE, **fields) -> User:
    user = make_user(is_staff=True, **fields)
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def root() -> User:
    return make_user(is_staff=True, is_superuser=True)


def test_three_groups_of_rights_are_there_and_follow_every_migration():
    assert set(Group.objects.values_list("name", flat=True)) >= set(SHIPPED)
    people = Group.objects.get(name=PEOPLE)
    held = set(people.permissions.values_list("codename", flat=True))
    assert {"change_user", "add_membership", "change_grouprule"} <= held
    assert not held & {"change_plan", "change_period"}
    plans = Group.objects.get(name="Quản trị kế hoạch")
    held = set(plans.permissions.values_list("codename", flat=True))
    assert {"change_plan", "change_targetmeasure", "view_duty"} <= held
    assert not held & {"change_user", "change_duty"}


def test_an_administrator_does_not_become_a_superuser(client):
    staff = make_staff()
    client.force_login(staff)
    answer = client.post(page_of(staff), form_of(staff, is_superuser="on"))
    assert answer.status_code in {200, 302}
    staff.refresh_from_db()
    assert not staff.is_superuser


def test_an_administrator_makes_nobody_a_superuser(client):
    client.force_login(make_staff())
    other = make_user()
    client.post(page_of(other), form_of(other, is_superuser="on", full_name="Bà Khác"))
    other.refresh_from_db()
    assert (other.is_superuser, other.full_name) == (False, "Bà Khác")


def test_only_groups_that_one_holds_are_given(client):
    staff = make_staff()
    client.force_login(staff)
    plans = Group.objects.get(name="Quản trị kế hoạch")
    own = Group.objects.get(name=PEOPLE)
    other = make_user()
    page = client.post(page_of(other), form_of(other, groups=str(plans.pk)))
    assert page.context["adminform"].form.errors["groups"]
    client.post(page_of(staff), form_of(staff, groups=str(plans.pk)))
    assert list(staff.groups.all()) == [own]
    client.post(page_of(other), form_of(other, groups=str(own.pk)))
    assert list(other.groups.all()) == [own]


@pytest.mark.parametrize("page", ["change", "delete", "password"])
def test_who_stands_above_is_not_changed(client, root, page):
    name = {"password": "auth_user_password_change"}.get(page, f"agencies_user_{page}")
    client.force_login(make_staff())
    new = "Mot-mat-khau-moi-2026!"
    answer = client.post(
        reverse(f"admin:{name}", args=[root.pk]),
        form_of(root, full_name="Đổi", post="yes", password1=new, password2=new),
    )
    assert answer.status_code == 403
    held = User.objects.get(pk=root.pk)
    assert (held.full_name, held.password) == (root.full_name, root.password)


def test_who_holds_another_right_stands_above_also_while_locked():
    staff = make_staff()
    other = make_user(is_staff=True, is_active=False)
    assert may_change(staff, other)
    other.user_permissions.add(Permission.objects.get(codename="change_plan"))
    assert not may_change(staff, other)


def test_nobody_gives_themselves_a_role_or_the_province(client, root):
    staff, agency = make_staff(), make_agency()
    client.force_login(staff)
    add = reverse("admin:agencies_membership_add")
    for user, role in ((staff, "officer"), (make_user(), "leader"), (root, "head")):
        said = {"user": user.pk, "agency": agency.pk, "role": role}
        page = client.post(add, said)
        assert page.context["adminform"].form.errors["role"]
    inline = {
        "memberships-TOTAL_FORMS": "1",
        "memberships-0-agency": str(agency.pk),
        "memberships-0-role": "head",
    }
    client.post(page_of(staff), form_of(staff, **inline))
    assert not Membership.objects.exists()
    client.post(add, {"user": make_user().pk, "agency": agency.pk, "role": "head"})
    assert Membership.objects.count() == 1


def test_who_did_something_is_deactivated_not_deleted(client, root):
    worked = make_user("officer", make_agency())
    client.force_login(root)
    page = client.post(page_of(worked, "delete"), {"post": "yes"}, follow=True)
    assert User.objects.filter(pk=worked.pk).exists()
    assert "bỏ chọn «Hoạt động»" in page.content.decode()
    actions = client.get(reverse("admin:agencies_user_changelist"))
    assert "delete_selected" not in actions.content.decode()


def test_an_account_that_did_nothing_can_be_deleted(client, root):
    mistyped = make_user()
    assert not did_something(mistyped)
    client.force_login(root)
    client.post(page_of(mistyped, "delete"), {"post": "yes"})
    with transaction.atomic():
        assert not User.objects.filter(pk=mistyped.pk).exists()


def test_a_role_that_began_is_ended_not_deleted(client, root):
    held = make_membership(make_user(), make_agency())
    client.force_login(root)
    address = reverse("admin:agencies_membership_delete", args=[held.pk])
    assert client.post(address, {"post": "yes"}).status_code == 403


def test_sheets_are_imported_and_exported_by_right(client):
    client.force_login(make_staff())
    for name, status in (
        ("agencies_agency_import", 200), ("agencies_agency_export", 200),
        ("tasks_task_import", 403), ("tasks_assignment_import", 403),
        ("tasks_task_export", 403), ("tasks_section_process_import", 403),
    ):  # fmt: skip
        assert client.get(reverse(f"admin:{name}")).status_code in {status, 405}, name
        if status == 403:
            assert client.post(reverse(f"admin:{name}")).status_code == 403, name
