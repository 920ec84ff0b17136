"""The page of a change to the plan asks only what it shows and always opens."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from lxml import html

from agencies.tests.factories import make_agency
from kehoach.testing.examples import few_of
from tasks.changing import draft_change
from tasks.changing.tests.changing import live
from tasks.models import Assignment, PlanChange
from tasks.plan.tests.changing import DOCUMENT, opened
from tasks.tests.factories import make_assignment, make_task
from tasks.tests.pages import text_of

pytestmark = pytest.mark.django_db


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
    few_of(
        [{"wording": "Lời mới"}, {"mode": "requested"}, {"basis_number": "15/QĐ-UBND"}],
        [{"mode": "requested"}],
    ),
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


TODAY = timezone.localdate


def days(number):
    return TODAY() + timedelta(days=number)


def until(row, day):
    """Let the assignment end on the day."""
    Assignment.objects.filter(pk=row.pk).update(valid_to=day)
    row.refresh_from_db()


def is_thrown_away(client, address):
    """Return whether the page offers to throw the draft away, and that does it."""
    offered = "Bỏ dự thảo" in client.get(address).content.decode()
    client.post(f"{address}bo/")
    return offered and not PlanChange.objects.exists()


def test_another_wording_of_what_ended_is_refused_with_its_day(
    admin_client, given, drafted
):
    opened(given.task)
    until(given, days(-20))
    address = drafted(given, wording="Lời mới")
    said = text_of(admin_client.get(address))
    assert f"đã kết thúc ngày {days(-20):%d/%m/%Y}" in said
    assert "Chưa áp dụng được" in said
    assert is_thrown_away(admin_client, address)


@pytest.mark.parametrize("typed", ["31/12/9999", "01/01/0001"])
def test_a_day_that_nobody_means_is_refused_and_not_kept(
    admin_client, given, drafted, typed
):
    opened(given.task)
    address = drafted(given, wording="Lời mới")
    said = text_of(press(admin_client, address, effective_on=typed))
    assert f"Kiểm tra lại năm {int(typed[-4:])}" in said
    assert PlanChange.objects.get().effective_on == TODAY()
    day = datetime.strptime(typed, "%d/%m/%Y").date()
    PlanChange.objects.update(effective_on=day)
    assert "Ghi ngày có hiệu lực trong các năm" in text_of(admin_client.get(address))
    assert is_thrown_away(admin_client, address)


def test_a_last_day_at_the_end_of_time_does_not_break_the_draft(
    admin_client, given, drafted
):
    opened(given.task)
    address = drafted(given, valid_to=date.max)
    assert admin_client.get(address).status_code == 200


def test_a_later_assignment_of_the_agency_is_named(admin_client, given, drafted):
    opened(given.task)
    building = make_agency("Sở Xây dựng")
    make_assignment(given.task, building, valid_from=days(30))
    address = drafted(given, agency_id=building.pk)
    said = text_of(admin_client.get(address))
    assert f"cùng vai trò từ {days(30):%d/%m/%Y}" in said
    assert is_thrown_away(admin_client, address)


@pytest.mark.parametrize("held", few_of([-20, -1, 0, 20], [-1, 20]))
@pytest.mark.parametrize("new", few_of([60, None], [60]))
def test_a_later_last_day_is_applied_as_a_row_that_replaces_the_old(
    admin_client, given, drafted, held, new
):
    opened(given.task)
    until(given, days(held))
    ends = None if new is None else days(new)
    address = drafted(given, valid_to=ends)
    draft = PlanChange.objects.get()
    assert draft.effective_on == min(days(held + 1), TODAY())
    said = DOCUMENT | {"effective_on": f"{draft.effective_on:%d/%m/%Y}"}
    press(admin_client, address, **said)
    done = text_of(press(admin_client, address, "ap-dung"))
    assert "Đã áp dụng" in done
    row = Assignment.objects.get(replaces=given)
    assert (row.valid_from, row.valid_to) == (draft.effective_on, ends)
    assert live(given.task).get().assignment == row


@pytest.mark.parametrize(("held", "new", "on"), [(-30, -10, 0), (None, -10, 0)])
def test_a_last_day_before_the_day_of_the_change_is_refused(
    admin_client, given, drafted, held, new, on
):
    opened(given.task)
    until(given, days(held) if held else None)
    address = drafted(given, valid_to=days(new))
    press(admin_client, address, **DOCUMENT, **{"ap-dung": "1"})
    assert PlanChange.objects.get().is_draft
    assert "không muộn hơn" in text_of(admin_client.get(address))


def test_one_far_last_day_does_not_hold_up_the_other_lines(boss, given):
    other = make_assignment(make_task(given.task.plan, "IV.6.1"), given.agency)
    edits = [(given, {"wording": "Lời mới"}), (other, {"valid_to": days(400)})]
    now = timezone.now()
    draft = draft_change(edits=edits, actor=boss, today=TODAY(), now=now)
    assert draft.effective_on == TODAY()


def test_a_line_that_only_opens_work_shows_it(admin_client, given, drafted):
    opened(given.task)
    live(given.task).update(state="ended", reason="Kết thúc")
    address = drafted(given, agency_id=make_agency("Sở Xây dựng").pk)
    said = text_of(admin_client.get(address))
    assert "Mở mới" in said
    assert "Không có việc nào đang làm ở dòng này" not in said
