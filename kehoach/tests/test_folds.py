"""Folded parts of long pages: addresses open them, paper shows them, no server needed."""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
STATIC = Path(settings.BASE_DIR) / "static"
HTML = """
<button data-open-all>Mở tất cả</button><a href="#trong">đến bảng</a>
<details class="fold" open><summary>Một</summary><p>đầu</p></details>
<details class="fold"><summary>Hai</summary><p>giữa</p>
  <details class="fold"><summary>Bảng</summary><p id="trong">sâu</p></details>
</details>
"""


@pytest.fixture
def page(browser: Browser) -> Page:
    page = browser.new_page()
    page.set_content(HTML)
    page.add_script_tag(path=STATIC / "js/app.js")
    return page


def test_an_address_inside_folded_parts_opens_all_around_it(page: Page) -> None:
    deep = page.get_by_text("sâu")
    expect(deep).not_to_be_visible()
    page.get_by_role("link", name="đến bảng").click()
    expect(deep).to_be_in_viewport()


def test_one_press_opens_every_part(page: Page) -> None:
    page.get_by_role("button", name="Mở tất cả").click()
    expect(page.locator("details[open]")).to_have_count(3)


@pytest.mark.slow
def test_paper_shows_what_the_screen_folds_and_folds_it_again(page: Page) -> None:
    deep = page.get_by_text("sâu")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(deep).to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(deep).not_to_be_visible()
    expect(page.get_by_text("đầu")).to_be_visible()


@pytest.mark.slow
def test_paper_shows_everything_without_scripts(browser: Browser) -> None:
    page = browser.new_page(java_script_enabled=False)
    style = (STATIC / "css/print.css").read_text()
    page.set_content(f"<style media=print>{style}</style>{HTML}")
    expect(page.get_by_text("sâu")).not_to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_text("sâu")).to_be_visible()


PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
PLAN = """<details class="fold fold-phone"><summary><h2>Phần I</h2></summary>
<p id="I.1">Mục đích</p></details><a href="#I.1">đến mục</a>"""


@pytest.mark.parametrize("scripts", [True, False])
def test_what_a_phone_folds_a_wide_screen_shows(
    browser: Browser, scripts: bool
) -> None:
    style = (STATIC / "css/components.css").read_text()
    page = browser.new_page(viewport=DESK, java_script_enabled=scripts)
    page.set_content(f"<style>{style}</style>{PLAN}")
    inside = page.get_by_text("Mục đích")
    expect(inside).to_be_visible()
    page.set_viewport_size(PHONE)
    expect(inside).not_to_be_visible()
    page.get_by_text("Phần I").click()
    expect(inside).to_be_visible()
    page.close()


def test_a_fold_for_phones_is_open_to_readers_of_a_wide_screen(
    browser: Browser,
) -> None:
    for size, opened in ((DESK, 1), (PHONE, 0)):
        page = browser.new_page(viewport=size)
        page.set_content(PLAN)
        page.add_script_tag(path=STATIC / "js/app.js")
        expect(page.locator("details[open]")).to_have_count(opened)
        page.get_by_role("link", name="đến mục").click()
        expect(page.get_by_text("Mục đích")).to_be_visible()
        page.close()
