"""The steering agency lets the agency of a field read, and ends it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.urls import reverse

from agencies.events.loading import load_agencies
from agencies.models import AuditRecord
from agencies.tests.factories import make_agency, make_user
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.fields.granting import end_field_grant, grant_field
from tasks.fields.tests.granting import make_grant
from tasks.models import FieldGrant, Notice
from tasks.plan.loading import load_plan
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
    make_figure,
    make_period,
    make_plan,
    make_task,
)
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
on_both = pytest.mark.sqlite_too


@pytest.fixture
def task():
    return make_task(make_plan())


@pytest.fixture
def steering(task):
    return make_user("officer", task.plan.steering_agency)


def give(actor, task, **said):
    return grant_field(**{
        "plan": task.plan, "agency": make_agency("Sở Tư pháp"), "name": "Quy chế",
        "tasks": [task], "legal_basis": "Kế hoạch, mục 2", "valid_from": TODAY,
        "actor": actor, "today": TODAY, "now": NOW, **said,
    })  # fmt: skip


def end(row, actor, **said):
    said = {"last_day": TODAY, "reason": "Giao cơ quan khác"} | said
    return end_field_grant(grant=row, actor=actor, today=TODAY, now=NOW, **said)


@on_both
def test_a_grant_is_told_and_stands_in_the_trail(task, steering):
    agency = make_agency("Sở Tư pháp")
    reader = make_user("officer", agency)
    figure = make_figure(task)
    row = give(steering, task, agency=agency, figures=[figure])
    assert (set(row.tasks.all()), set(row.figures.all())) == ({task}, {figure})
    kept = AuditRecord.objects.get(kind="role")
    assert kept.after["agencies"] == [agency.code]
    assert kept.after["tasks"] == [task.code]
    told = Notice.objects.get(person=reader)
    assert (told.kind, told.address) == ("field", "/linh-vuc-phu-trach/")
    assert "Quy chế" in told.text


@pytest.mark.parametrize("who", ["foreign", "viewer"])
def test_only_who_steers_lets_read(task, who):
    agency = make_agency() if who == "foreign" else task.plan.steering_agency
    person = make_user("head" if who == "foreign" else "viewer", agency)
    with pytest.raises(NotAllowed):
        give(person, task)
    with pytest.raises(NotAllowed):
        end(make_grant(task), person)


@pytest.mark.parametrize("field", ["tasks", "figures", "valid_to", "agency"])
def test_what_makes_no_sense_is_refused_beside_its_field(task, steering, field):
    wrong = {
        "tasks": [],
        "figures": [make_figure(make_task(task.plan))],
        "valid_to": TODAY - timedelta(days=1),
        "agency": task.plan.steering_agency,
    }[field]
    with pytest.raises(InvalidInput) as refused:
        give(steering, task, **{field: wrong})
    assert field in refused.value.problems
    assert not FieldGrant.objects.exists()


@on_both
def test_the_database_keeps_a_grant_inside_its_plan(task):
    row = make_grant(task)
    foreign = make_task(make_plan())
    with pytest.raises(IntegrityError), transaction.atomic():
        row.tasks.add(foreign)
    with pytest.raises(IntegrityError), transaction.atomic():
        FieldGrant.objects.update(legal_basis="")


def test_a_grant_ends_with_a_reason_and_is_not_made_longer(task, steering):
    row = make_grant(task)
    for said in ({"reason": " "}, {"last_day": TODAY - timedelta(days=2)}):
        with pytest.raises(InvalidInput):
            end(row, steering, **said)
    end(row, steering)
    row.refresh_from_db()
    assert row.valid_to == TODAY
    kept = AuditRecord.objects.get(kind="role")
    assert kept.after["ended"] == "Giao cơ quan khác"
    with pytest.raises(InvalidInput, match="căn cứ mới"):
        end(row, steering, last_day=TODAY + timedelta(days=9))


def test_the_pages_of_the_steering_agency(login, task, steering):
    page = login(steering)
    address = reverse("tasks:field_grants", args=[task.plan.code])
    assert "Chưa có cơ quan phụ trách lĩnh vực" in text_of(page.get(address))
    form = reverse("tasks:grant_field", args=[task.plan.code])
    agency = make_agency("Sở Tài chính")
    said = {
        "agency": agency.name, "name": "Kinh phí", "legal_basis": "Kế hoạch, mục 5",
        "valid_from": "10/06/2026", "tasks": [task.pk],
    }  # fmt: skip
    back = text_of(page.post(form, said | {"legal_basis": ""}))
    assert "Không để trống." in back
    assert "Kinh phí" in back
    assert page.post(form, said).url == address
    row = FieldGrant.objects.get()
    assert (row.agency, row.valid_from, row.valid_to) == (agency, TODAY, None)
    listed = text_of(page.get(address))
    assert "Kế hoạch, mục 5" in listed
    ending = reverse("tasks:end_field_grant", args=[task.plan.code, row.pk])
    assert "Ghi lý do kết thúc." in text_of(page.post(ending, {"last_day": "10/6"}))
    done = page.post(ending, {"last_day": "10/06/2026", "reason": "Hết việc"})
    assert done.url == address
    row.refresh_from_db()
    assert row.valid_to == TODAY


def test_everybody_sees_who_reads_and_only_who_steers_changes_it(login, task):
    row = make_grant(task)
    page = login(make_user("officer", make_agency()))
    address = reverse("tasks:field_grants", args=[task.plan.code])
    said = text_of(page.get(address))
    assert "Kế hoạch, mục 4 phần IV" in said
    assert reverse("reporting:field_reading", args=[row.pk]) not in said
    assert (
        page.get(reverse("tasks:grant_field", args=[task.plan.code])).status_code == 403
    )
    ending = reverse("tasks:end_field_grant", args=[task.plan.code, row.pk])
    assert (
        page.post(ending, {"reason": "x", "last_day": "10/06/2026"}).status_code == 403
    )
    assert address in text_of(page.get(reverse("tasks:plan", args=[task.plan.code])))


def test_a_grant_of_another_plan_is_strange(login, task, steering):
    row = make_grant(make_task(make_plan()))
    ending = reverse("tasks:end_field_grant", args=[task.plan.code, row.pk])
    assert login(steering).post(ending, {"reason": "x"}).status_code == 404


def test_the_admin_keeps_tasks_of_one_plan_and_the_trail(login, task):
    row = make_grant(task)
    boss = login(make_user(is_superuser=True, is_staff=True))
    address = reverse("admin:tasks_fieldgrant_change", args=[row.pk])
    said = {
        "plan": task.plan_id, "agency": row.agency_id, "name": "Hương ước, quy ước",
        "legal_basis": "Công văn 9", "valid_from": "10/06/2026",
        "tasks": [make_task(make_plan()).pk],
    }  # fmt: skip
    assert "thuộc kế hoạch" in text_of(boss.post(address, said))
    assert boss.post(address, said | {"tasks": [task.pk]}).status_code == 302
    row.refresh_from_db()
    assert row.legal_basis == "Công văn 9"
    assert AuditRecord.objects.filter(kind="setting").exists()
    assert boss.get(reverse("admin:tasks_fieldgrant_changelist")).status_code == 200


def test_the_first_plan_comes_with_its_grants_and_loading_again_gives_none():
    load_agencies()
    plan = load_plan()
    rows = FieldGrant.objects.filter(plan=plan).prefetch_related("tasks", "figures")
    read = {row.agency.code: {task.code for task in row.tasks.all()} for row in rows}
    assert read == {
        "so-vhttdl": {"III.3.c"},
        "so-tu-phap": {"III.3.c"},
        "so-khcn": {"III.4.a", "III.4.b"},
        "so-tai-chinh": {"III.4.a"},
    }
    conventions = rows.get(agency__code="so-vhttdl").figures.all()
    assert all("huong-uoc" in figure.code for figure in conventions)
    rows.filter(agency__code="so-khcn").update(valid_to=TODAY)
    rows.filter(agency__code="so-tu-phap").delete()
    load_plan()
    assert rows.get(agency__code="so-khcn").valid_to == TODAY
    make_duty(plan.tasks.first(), period=make_period(plan))
    rows.filter(agency__code="so-vhttdl").delete()
    load_plan()
    assert not rows.filter(agency__code="so-vhttdl").exists()


def test_a_mistaken_grant_is_taken_back_at_once(login, task, steering):
    agency = make_agency("Sở Tư pháp")
    row = give(steering, task, agency=agency)
    reader = make_user("officer", agency)
    assert FieldGrant.objects.held_by(reader, today=TODAY).exists()
    address = reverse("tasks:field_grants", args=[task.plan.code])
    page = login(steering)
    assert "bị thu hồi ngay" in text_of(page.get(address))
    ending = reverse("tasks:end_field_grant", args=[task.plan.code, row.pk])
    done = page.post(ending, {"last_day": "09/06/2026", "reason": "Chọn nhầm sở"})
    assert done.url == address
    assert not FieldGrant.objects.exists()
    kept = AuditRecord.objects.filter(kind="role").latest("pk")
    assert kept.before["agencies"] == [agency.code]
    assert kept.after == {"taken_back": "Chọn nhầm sở"}


def test_who_administers_agencies_and_has_no_seat_is_not_shown_grants(login, task):
    make_grant(task)
    person = make_user(is_staff=True)
    person.groups.add(Group.objects.get(name="Quản trị cơ quan, cán bộ"))
    address = reverse("tasks:field_grants", args=[task.plan.code])
    page = login(person)
    assert page.get(address).status_code == 403
    assert address not in text_of(
        page.get(reverse("tasks:plan", args=[task.plan.code]))
    )
    person.groups.add(Group.objects.get(name="Quản trị kế hoạch"))
    assert page.get(address).status_code == 200


@on_both
@pytest.mark.parametrize(
    ("days", "words"),
    [(3, "kết thúc hết ngày 13/06/2026"), (-1, "đã được thu hồi, coi như chưa cho")],
)
def test_its_agency_is_told_that_a_grant_ends_and_where(
    login, task, steering, days, words
):
    row = make_grant(task)
    reader = make_user("officer", row.agency)
    end(row, steering, last_day=TODAY + timedelta(days=days))
    told = Notice.objects.get(person=reader)
    assert told.kind == "field"
    assert told.text == (
        f"Quyền đọc lĩnh vực «Hương ước» {words}. Lý do: Giao cơ quan khác"
    )
    assert login(reader).get(told.address).status_code == 200
