"""The clerk records a letter with a wrong number, mends it, Sở compares and confirms."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from kehoach.tests.browsing import Visitor, check_page
from kehoach.tests.world import World
from tasks.evidence.tests import files
from tasks.models import UnitReport

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.mark.parametrize("width", [1440, 390])
def test_a_wrong_letter_is_mended_and_confirmed(
    browser: Browser, live_server: Any, world: World, width: int
) -> None:
    clerk = world.person("clerk", world.commune)
    path = f"/don-vi/{world.commune.code}/bao-cao/"
    page = Visitor(browser, live_server.url, clerk, width).open(path)
    page.get_by_label("Số, ký hiệu").fill("45/BC-UBND")
    page.get_by_label("Ngày ký").fill(f"{timezone.localdate():%d/%m/%Y}")
    page.get_by_text("chưa có kết quả nào trên hệ thống").click()
    pdf = {"name": "bao cao.pdf", "mimeType": "application/pdf", "buffer": files.PDF}
    page.set_input_files("[name=file]", pdf)  # type: ignore[arg-type]
    page.check("[name=confirmed_open]")
    check_page(page)
    page.get_by_role("button", name="Ghi báo cáo").click()
    expect(page.get_by_role("link", name="Sửa văn bản đã ghi")).to_be_visible()
    world.duty.refresh_from_db()
    assert world.duty.first_sent_on == timezone.localdate()
    page.get_by_role("link", name="Sửa văn bản đã ghi").click()
    page.get_by_label("Số, ký hiệu").fill("46/BC-UBND")
    page.uncheck("[name=covers]")
    check_page(page)
    page.get_by_role("button", name="Lưu bản sửa").click()
    expect(page.get_by_text("Ghi lý do sửa.").first).to_be_visible()
    expect(page.get_by_label("Số, ký hiệu")).to_have_value("46/BC-UBND")
    page.get_by_label("Lý do sửa").fill("Gõ nhầm số, văn bản chưa nói việc này")
    page.get_by_role("button", name="Lưu bản sửa").click()
    page.get_by_text("Sửa lúc").click()
    expect(page.get_by_text("45/BC-UBND")).to_be_visible()
    check_page(page)
    world.duty.refresh_from_db()
    assert world.duty.first_sent_on is None
    reviewer = Visitor(browser, live_server.url, world.people["reviewer"], width)
    seen = reviewer.open(path)
    expect(seen.get_by_text("Gõ nhầm số, văn bản chưa nói việc này")).to_be_visible()
    check_page(seen)
    seen.get_by_role("button", name="Đã đối chiếu").click()
    expect(seen.get_by_text("đã đối chiếu lúc")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Sửa văn bản đã ghi")).to_have_count(0)
    assert UnitReport.objects.get().number == "46/BC-UBND"
