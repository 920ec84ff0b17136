"""Sở asks, an officer answers, the head sends, Sở sees the table; desk and phone."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from kehoach.tests.browsing import Visitor, check_page
from kehoach.tests.world import World
from tasks.models import Duty

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def write(page: Page) -> None:
    """Write the letter and one question."""
    day = timezone.localdate()
    page.get_by_label("Tên báo cáo").fill("Tình hình niêm yết")
    page.get_by_label("Số, ký hiệu công văn").fill("77/SNV")
    page.get_by_label("Ngày công văn").fill(f"{day:%d/%m/%Y}")
    page.get_by_label("Hạn gửi báo cáo").fill(f"{day + timedelta(days=9):%d/%m/%Y}")
    page.locator("[name=cau-0-label]").fill("Số thôn đã niêm yết")
    check_page(page)
    page.get_by_role("button", name="Lưu dự thảo").click()


def ask(page: Page) -> None:
    """Write, pick every commune, and send."""
    page.get_by_role("link", name="Soạn yêu cầu").first.click()
    write(page)
    page.get_by_label("Loại").select_option(label="UBND cấp xã")
    page.get_by_role("button", name="Tìm").click()
    check_page(page)
    page.get_by_role("button", name="Thêm tất cả 1 đơn vị").click()
    page.get_by_role("link", name="Xem trước, gửi").click()
    expect(page.get_by_text("UBND phường Thử")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Gửi yêu cầu").click()
    expect(page.get_by_text("Đã gửi yêu cầu tới 1 đơn vị.")).to_be_visible()


def answer(page: Page) -> None:
    """Answer on the desk's line."""
    group = page.locator(".desk-line", has_text="Công văn số 77/SNV")
    group.get_by_role("link", name="Trả lời").click()
    group.get_by_label("Đã làm gì").fill("Đã rà soát các thôn.")
    group.get_by_label("Số thôn đã niêm yết").fill("12")
    group.get_by_role("button", name="Lưu").first.click()
    expect(group).to_contain_text("Đã lưu kết quả")


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1440])
def test_what_is_asked_is_answered_sent_and_seen(
    browser: Browser,
    live_server: Any,
    world: World,
    width: int,
) -> None:
    url, people = live_server.url, world.people
    reviewer = Visitor(browser, url, people["reviewer"], width)
    page = reviewer.open("/bao-cao-dot-xuat/")
    page.on("dialog", lambda dialog: dialog.accept())
    ask(page)

    officer = Visitor(browser, url, people["officer"], width)
    answer(officer.open("/nhiem-vu/"))
    check_page(officer.page)

    duty = Duty.objects.get(period__kind="dot-xuat")
    head = Visitor(browser, url, people["head"], width)
    sending = head.open(f"/nhiem-vu/{duty.pk}/")
    sending.on("dialog", lambda dialog: dialog.accept())
    sending.get_by_role("button", name="Gửi Sở Nội vụ").click()
    expect(sending.get_by_text("Chờ tiếp nhận").first).to_be_visible()

    page.reload()
    expect(page.get_by_text("Đã gửi 1/1 đơn vị")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="UBND phường Thử")
    expect(row).to_contain_text("12")
    check_page(page)
    assert reviewer.complaints + officer.complaints + head.complaints == []
