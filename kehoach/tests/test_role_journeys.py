"""What each role comes for, on a desk and on a phone, from the first click on."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from agencies.models import Membership
from agencies.tests.factories import make_agency
from kehoach.testing.examples import few_of
from kehoach.tests.browsing import Visitor, fits, go
from kehoach.tests.world import World
from tasks.models import Assignment
from tasks.tests.factories import make_assignment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = pytest.mark.parametrize("width", few_of([390, 1440], [390]))


@WIDTHS
def test_an_officer_writes_and_the_head_looks_and_sends(
    browser: Browser, live_server: Any, world: World, width: int
) -> None:
    officer = Visitor(browser, live_server.url, world.people["officer"], width)
    page = officer.page
    go(page, "Nhiệm vụ của đơn vị")
    page.get_by_role("link", name="Cập nhật kết quả III.2.a").click()
    page.get_by_label("Đã làm gì").fill("Đã họp dân 04 cuộc ở 04 thôn.")
    page.get_by_label("Đã xong", exact=True).check()
    page.get_by_label("Số cuộc tuyên truyền").fill("4")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đã lưu kết quả III.2.a.")).to_be_visible()
    assert fits(page)

    head = Visitor(browser, live_server.url, world.people["head"], width)
    page = head.page
    go(page, "Nhiệm vụ của đơn vị")
    page.get_by_role("link", name="Xem và gửi III.2.a").click()
    expect(page.get_by_text("Đã họp dân 04 cuộc ở 04 thôn.")).to_be_visible()
    page.get_by_role("button", name="Gửi 1 nhiệm vụ").click()
    expect(page.get_by_text("Đã gửi 1, rút lại được")).to_be_visible()
    assert fits(page)
    world.duty.refresh_from_db()
    assert world.duty.state == "submitted"
    assert officer.complaints + head.complaints == []


@pytest.mark.slow
@WIDTHS
def test_the_steering_officer_sends_back_and_the_agency_sees_why(
    browser: Browser, live_server: Any, world: World, width: int
) -> None:
    world.duty.progress = "done"
    world.duty.state = "submitted"
    world.duty.first_sent_on = world.period.data_from
    world.duty.save()
    reviewer = Visitor(browser, live_server.url, world.people["reviewer"], width)
    page = reviewer.page
    go(page, "Tiếp nhận")
    page.get_by_role("link", name="Nhiệm vụ III.2.a").first.click()
    form = page.locator("form[action$='/yeu-cau-bo-sung/']")
    page.locator("summary", has_text="Yêu cầu bổ sung").first.click()
    form.locator("textarea").fill("Bổ sung số người dự.")
    with page.expect_navigation():
        form.get_by_role("button", name="Yêu cầu bổ sung").click()
    assert fits(page)

    officer = Visitor(browser, live_server.url, world.people["officer"], width)
    page = officer.page
    go(page, "Nhiệm vụ của đơn vị")
    expect(page.get_by_text("Phải bổ sung").first).to_be_visible()
    page.get_by_role("link", name="Nhiệm vụ III.2.a").first.click()
    expect(page.get_by_text("Bổ sung số người dự.").first).to_be_visible()
    assert fits(page)
    assert reviewer.complaints + officer.complaints == []


@pytest.mark.slow
@WIDTHS
def test_a_leader_reads_everything_and_finds_nothing_to_click_wrong(
    browser: Browser, live_server: Any, world: World, width: int
) -> None:
    committee = make_agency("UBND tỉnh")
    leader = Visitor(
        browser, live_server.url, world.person(Membership.Role.LEADER, committee), width
    )
    page = leader.page
    for name in ("Tổng quan", "Kế hoạch", "Bảng theo dõi", "Vướng mắc"):
        go(page, name)
        assert fits(page), name
        assert page.locator("main form[method=post]").count() == 0, name
    go(page, "Tổng quan")
    page.locator(".verdict-name a").first.click()
    expect(page.get_by_role("link", name="UBND phường Thử")).to_be_visible()
    for closed in ("/tiep-nhan/", "/don-doc/", "/quan-tri/"):
        answer = page.goto(f"{live_server.url}{closed}")
        assert answer is not None
        assert answer.status in {403, 404} or "/quan-tri/login" in page.url, closed


@pytest.mark.slow
@WIDTHS
def test_an_administrator_edits_an_assignment(
    browser: Browser, live_server: Any, world: World, width: int
) -> None:
    row = make_assignment(world.task, world.commune)
    user = world.people["staff"]
    user.is_superuser = True
    user.save()
    admin = Visitor(browser, live_server.url, user, width)
    page = admin.page
    page.goto(f"{live_server.url}/quan-tri/tasks/assignment/{row.pk}/change/")
    page.locator("[name=basis_number]").fill("45/QĐ-UBND")
    page.locator("[name=_save]").click()
    page.wait_for_url("**/dieu-chinh/*/")
    assert fits(page)
    assert Assignment.objects.get(pk=row.pk).basis_number == row.basis_number
    assert admin.complaints == []
