"""In Chromium: the page says before its session ends, and typing keeps it open."""

import pytest
from playwright.sync_api import Browser, expect

from agencies.tests.factories import PASSWORD, make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]


def test_the_page_warns_and_typing_keeps_the_session(
    browser: Browser, live_server, settings
) -> None:
    settings.SESSION_IDLE_SECONDS = 40
    user = make_user(username="an")
    user.set_password(PASSWORD)
    user.save()
    page = browser.new_page()
    page.goto(f"{live_server.url}/dang-nhap/?next=/mat-khau/doi/")
    page.fill("[name=username]", "an")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    told = page.locator("[data-session]")
    expect(told).to_be_hidden()
    expect(told).to_be_visible(timeout=40_000)
    expect(told).to_contain_text("sắp hết vì không có thao tác")
    page.locator("[name=old_password]").press_sequentially("abc")
    expect(told).to_be_hidden(timeout=20_000)
    page.wait_for_timeout(25_000)
    with page.expect_response("**/phien/") as answer:
        page.locator("[name=old_password]").press_sequentially("def")
    assert answer.value.status == 200
    settings.SESSION_IDLE_SECONDS = 1
    expect(told).to_contain_text("Phiên đăng nhập đã hết", timeout=60_000)
    expect(page.locator("[name=old_password]")).to_have_value("abcdef")
    page.close()
