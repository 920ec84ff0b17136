"""The page of an applied change offers to undo it, or names who worked on it since."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.tests.factories import make_agency, make_user
from tasks.changing import draft_change, rehearse_change
from tasks.changing.applying import apply_change
from tasks.changing.drafting import save_draft
from tasks.changing.tests.changing import live
from tasks.models import Assignment, PlanChange
from tasks.plan.tests.changing import opened
from tasks.tests.addresses import plan_page
from tasks.tests.factories import make_assignment, make_plan, make_task
from tasks.tests.pages import text_of
from tasks.work.logging import log_progress

pytestmark = pytest.mark.django_db


@pytest.fixture
def given():
    task = make_task(
        make_plan(), "IV.5.1", text="Lời văn cũ", assignee_text="Sở Tài chính"
    )
    given = make_assignment(task, make_agency("Sở Tài chính"))
    opened(task)
    return given


def applied(row, boss, **columns):
    """Apply an edit of the row an hour ago, from today."""
    when = {
        "today": timezone.localdate(),
        "now": timezone.now() - timedelta(hours=1),
    }
    draft = draft_change(edits=[(row, columns)], actor=boss, **when)
    basis = {
        "basis_number": "Quyết định số 12/QĐ-UBND",
        "basis_on": when["today"],
        "basis_title": "Điều chỉnh",
        "effective_on": when["today"],
    }
    draft = save_draft(change=draft, basis=basis, open_work={})
    digest = rehearse_change(change=draft, **when).digest
    apply_change(change=draft, actor=boss, digest=digest, **when)
    return PlanChange.objects.get(pk=draft.pk)


@pytest.fixture
def change(given, boss):
    return applied(given, boss, agency_id=make_agency("Sở Xây dựng").pk)


@pytest.fixture
def place(change):
    return reverse("tasks:plan_change", args=[change.pk])


def test_the_page_says_what_undoing_does_and_undoes_it(
    admin_client, given, place, boss
):
    html = text_of(admin_client.get(place))
    assert "Chưa ai làm việc trên các nhiệm vụ đã điều chỉnh." in html
    assert 'data-confirm="Hoàn tác «Quyết định số 12/QĐ-UBND' in html
    assert f'action="{place}hoan-tac/"' in html
    said = text_of(admin_client.post(f"{place}hoan-tac/", follow=True))
    assert "mọi thứ trở lại như trước khi áp dụng" in said
    assert f"bởi {boss}" in said
    assert "Đã hoàn tác" in text_of(admin_client.get(plan_page("/dieu-chinh/")))
    assert Assignment.objects.get().agency == given.agency


def test_an_undone_change_is_not_offered_to_be_undone(admin_client, place):
    admin_client.post(f"{place}hoan-tac/")
    assert "hoan-tac/" not in text_of(admin_client.get(place))
    said = text_of(admin_client.post(f"{place}hoan-tac/", follow=True))
    assert "Điều chỉnh chưa áp dụng hoặc đã hoàn tác." in said


def test_the_page_names_who_worked_since(admin_client, given, place):
    heir = live(given.task).get()
    officer = make_user(agency=heir.agency)
    log_progress(
        duties=[heir], author=officer, done_on=timezone.localdate(),
        text="Đã rà soát", progress="done", today=timezone.localdate(),
        now=timezone.now(),
    )  # fmt: skip
    said = text_of(admin_client.get(place))
    assert f"<li>{officer} đã ghi nhật ký {heir}.</li>" in said
    assert "soạn điều chỉnh mới" in said
    assert "hoan-tac/" not in said
    said = text_of(admin_client.post(f"{place}hoan-tac/", follow=True))
    assert f"Không hoàn tác được nữa: {officer} đã ghi nhật ký {heir}." in said
    assert PlanChange.objects.get().state == "applied"


def test_the_plan_page_speaks_with_the_old_words_again(admin_client, given, boss):
    change = applied(given.task, boss, text="Lời văn mới")
    assert "Lời văn mới" in text_of(admin_client.get(plan_page("/")))
    admin_client.post(reverse("tasks:plan_change_undo", args=[change.pk]))
    said = text_of(admin_client.get(plan_page("/")))
    assert "Lời văn cũ" in said
    assert "Lời văn mới" not in said


def test_it_is_asked_by_a_form_only(admin_client, place):
    assert admin_client.get(f"{place}hoan-tac/").status_code == 405


@pytest.mark.parametrize(
    "role", ["viewer", "officer", "head", "clerk", "leader", "staff"]
)
def test_others_have_no_access(client, given, change, place, role):
    staff = role == "staff"
    person = make_user(is_staff=True) if staff else make_user(role, given.agency)
    client.force_login(person)
    assert client.get(place).status_code == 403
    assert client.post(f"{place}hoan-tac/").status_code == 403
    assert PlanChange.objects.get().state == "applied"


@pytest.mark.parametrize(
    ("role", "state"), [("head", "undone"), ("officer", "applied")]
)
def test_the_head_of_who_steers_the_plan_undoes(
    client, given, change, place, role, state
):
    """Its officers draft and look."""
    client.force_login(make_user(role, given.task.plan.steering_agency))
    said = text_of(client.get(place))
    assert ("Hoàn tác" in said) == (role == "head")
    answer = client.post(f"{place}hoan-tac/")
    assert answer.status_code == (302 if role == "head" else 403)
    assert PlanChange.objects.get().state == state


def test_nobody_undoes_without_signing_in(client, place):
    answer = client.post(f"{place}hoan-tac/")
    assert (answer.status_code, "dang-nhap" in answer["Location"]) == (302, True)
    assert PlanChange.objects.get().state == "applied"
