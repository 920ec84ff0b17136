"""Days in the browser: read as the server reads them; a phone has its calendar."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kehoach.lib.dates import format_date, parse_date
from kehoach.tests.uploading import SCRIPTS

pytestmark = pytest.mark.browser
HTML = """<label for="d">Ngày thực hiện <span>*</span></label>
<input id="d" data-day data-today="2026-11-29"><input id="other">"""
TYPED = ["27112026", "27/11", "27/11/26", "27-11-2026", "27.11.2026", "2026-11-27",
    "5/1", "20.12", "31/02", "31/12/2025", "28/2", "29/2", "hôm qua", ""]  # fmt: skip


def page_of(browser: Browser, **options: Any) -> Page:
    page = browser.new_context(**options).new_page()
    page.set_content(HTML)
    page.add_script_tag(path=SCRIPTS / "days.js")
    return page


@pytest.mark.slow
def test_the_year_is_filled_in_as_the_server_reads_it(browser: Browser) -> None:
    page = page_of(browser)
    for typed in TYPED:
        page.fill("#d", typed)
        page.press("#d", "Tab")
        try:
            read = format_date(parse_date(typed, today=date(2026, 11, 29)))
        except ValueError:
            read = typed
        expect(page.locator("#d")).to_have_value(read)
    assert page.locator(".day-native").count() == 0


def test_a_phone_picks_from_its_calendar_or_types(browser: Browser) -> None:
    page = page_of(
        browser, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800}
    )
    native = page.get_by_label("Chọn trên lịch: Ngày thực hiện")
    native.fill("2026-11-27")
    native.dispatch_event("change")
    expect(page.locator("#d")).to_have_value("27/11/2026")
    page.fill("#d", "5/1")
    page.press("#d", "Tab")
    expect(page.locator("#d")).to_have_value("05/01/2027")
