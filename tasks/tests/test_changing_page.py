"""The page of a change to the plan asks only what it shows and always opens."""

import pytest
from django.utils import timezone
from lxml import html

from agencies.tests.factories import make_agency, make_user
from tasks.models import Assignment, PlanChange
from tasks.services.changing import draft_change
from tasks.tests.factories import make_assignment, make_plan, make_task
from tasks.tests.pages import text_of
from tasks.tests.test_changing_admin import DOCUMENT, opened

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]


@pytest.fixture
def boss():
    return make_user(is_superuser=True, is_staff=True)


@pytest.fixture
def admin_client(client, boss):
    client.force_login(boss)
    return client


@pytest.fixture
def given():
    task = make_task(make_plan(), "IV.5.1", assignee_text="Sở Tài chính")
    return make_assignment(task, make_agency("Sở Tài chính"))


@pytest.fixture
def drafted(boss):
    """Return a function that drafts an edit of an assignment and returns its address."""

    def draft(row, **columns):
        today, now = timezone.localdate(), timezone.now()
        made = draft_change(edits=[(row, columns)], actor=boss, today=today, now=now)
        return f"/dieu-chinh/{made.pk}/"

    return draft


def shown(response):
    """Return what a browser would send of the page's form, untouched."""
    form = html.fromstring(response.content.decode()).get_element_by_id("dieu-chinh")
    return dict(form.form_values())


def press(client, address, name="", **typed):
    """Open the page, type over what it shows and press the button of this name."""
    said = shown(client.get(address)) | typed
    return client.post(address, said | ({name: "1"} if name else {}), follow=True)


@pytest.mark.parametrize(
    "columns",
    [{"wording": "Lời mới"}, {"mode": "requested"}, {"basis_number": "15/QĐ-UBND"}],
)
def test_a_change_that_moves_no_work_is_applied_from_its_page(
    admin_client, given, drafted, columns
):
    opened(given.task)
    address = drafted(given, **columns)
    said = text_of(press(admin_client, address, **DOCUMENT))
    assert "Đã lưu dự thảo" in said
    said = text_of(press(admin_client, address, "ap-dung"))
    assert "Đã áp dụng và báo cho các cơ quan" in said
    assert Assignment.objects.filter(replaces=given).exists()


def test_what_was_chosen_for_open_work_stays_when_the_page_does_not_ask(
    admin_client, given, drafted
):
    opened(given.task)
    address = drafted(given, wording="Lời mới")
    lines = PlanChange.objects.get().lines
    lines.update(open_work="end", reason="Thôi giao")
    press(admin_client, address, **DOCUMENT)
    assert lines.values_list("open_work", "reason").get() == ("end", "Thôi giao")
