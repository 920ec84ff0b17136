"""A later day is asked for and granted, and a question is answered, in a browser."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from kehoach.lib.dates import format_date
from kehoach.tests.browsing import Visitor, fits
from kehoach.tests.world import World
from tasks.duties.days_off import working_calendar
from tasks.models import ExtensionRequest

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]


@pytest.mark.parametrize("width", [390, 1440])
def test_a_later_day_is_asked_and_granted(
    browser: Browser, live_server: Any, world: World, width: int
) -> None:
    duty = world.duty
    day = max(duty.due_on, timezone.localdate()) + timedelta(days=1)
    while working_calendar().is_working(day):
        day += timedelta(days=1)

    officer = Visitor(browser, live_server.url, world.people["officer"], width)
    page = officer.open(f"/nhiem-vu/{duty.pk}/")
    page.get_by_role("link", name="Đề nghị gia hạn").click()
    page.fill("[name=wanted_on]", format_date(day))
    page.fill("[name=reason]", "Mưa lũ, chưa họp được dân.")
    page.get_by_role("button", name="Gửi đề nghị").click()
    expect(page.get_by_role("link", name="Vẫn chọn ngày nghỉ này")).to_be_visible()
    assert fits(page)
    page.get_by_label("Vẫn chọn ngày nghỉ này").check()
    page.get_by_role("button", name="Gửi đề nghị").click()
    expect(page.get_by_text("Chờ quyết định")).to_be_visible()
    page.get_by_text("Hỏi", exact=True).click()
    page.locator("#hoi_text").fill("Số này có tính người dự trực tuyến không?")
    page.locator("form:has(#hoi_text) button").click()
    expect(page.get_by_text("Đã gửi câu hỏi.")).to_be_visible()

    steering = Visitor(browser, live_server.url, world.people["reviewer"], width)
    page = steering.open("/trao-doi/")
    page.get_by_role("button", name=f"Gia hạn cho {duty.agency}").click()
    expect(page.get_by_text(f"Đã gia hạn đến {format_date(day)}.")).to_be_visible()
    page.get_by_text("Trả lời", exact=True).click()
    page.locator(".talk-form [name=text]").fill("Có tính.")
    page.locator(".talk-form button").click()
    expect(page.get_by_text("Đã gửi câu trả lời.")).to_be_visible()
    assert fits(page)
    assert ExtensionRequest.objects.get().state == "granted"

    page = officer.open(f"/nhiem-vu/{duty.pk}/")
    expect(page.get_by_text("Đã gia hạn", exact=True)).to_be_visible()
    expect(page.get_by_text("Có tính.").first).to_be_visible()
    assert (officer.complaints, steering.complaints) == ([], [])
