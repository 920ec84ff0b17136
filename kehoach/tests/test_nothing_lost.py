"""What was typed survives Esc, Back and a closed tab; a password shows its rules."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from kehoach.tests.uploading import SCRIPTS

pytestmark = pytest.mark.browser
PLACE = "http://cong.test/"
HTML = """<!doctype html><meta charset="utf-8"><main><div class="desk-line">
<form method="post" data-in-place data-draft="/nhap/" data-draft-owner="1">
  <textarea name="text"></textarea><input name="number">
  <div class="form-buttons"><button>Lưu</button><a href="#thoi">Thôi, không lưu</a>
  <span data-draft-told></span></div></form></div></main>"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.route(f"{PLACE}**", lambda route: route.fulfill(
        body=HTML if route.request.method == "GET" else "{}", content_type="text/html"))  # fmt: skip
    page.goto(PLACE)
    for script in ("app.js", "leaving.js", "desk.js", "drafts.js"):
        page.add_script_tag(path=SCRIPTS / script)
    yield page
    page.close()


def test_esc_asks_before_it_throws_words_away(page: Page) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.fill("[name=text]", "Đã họp với các thôn.")
    page.press("[name=text]", "Escape")
    assert asked == ["Bỏ nội dung đang gõ? Bấm Hủy để gõ tiếp."]
    expect(page).to_have_url(PLACE)
    expect(page.locator("[name=text]")).to_have_value("Đã họp với các thôn.")


def test_esc_closes_at_once_where_nothing_is_lost(page: Page) -> None:
    page.fill("[name=number]", "12")
    page.press("[name=text]", "Escape")
    expect(page).to_have_url(f"{PLACE}#thoi")


def test_leaving_a_page_with_typed_words_asks_first(page: Page) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.click("[name=text]")
    page.keyboard.type("Đã họp với các thôn.")
    page.goto(f"{PLACE}khac/")
    assert asked == ["beforeunload"]


def test_a_draft_goes_before_its_page_does(page: Page) -> None:
    page.evaluate("""() => { navigator.sendBeacon = (url, body) => {
      window.went = [url, body.get("text"), body.has("file")]; }; }""")
    page.fill("[name=text]", "Đã họp với các thôn.")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert page.evaluate("window.went") == ["/nhap/", "Đã họp với các thôn.", False]


def test_the_way_out_that_says_so_asks_no_more(page: Page) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.click("[name=text]")
    page.keyboard.type("Đã họp với các thôn.")
    page.click("text=Thôi, không lưu")
    page.goto(f"{PLACE}khac/")
    assert asked == []


PASSWORD = """<!doctype html><form method="post" data-password>
<input type="password" name="new_password1"><input type="password" name="new_password2">
<div data-show-typed hidden><input type="checkbox" id="s"></div>
<ul><li data-rule="length-14">dài</li><li data-rule="upper">hoa</li><li data-rule="lower">thường</li>
<li data-rule="digit">số</li><li data-rule="special">dấu</li><li data-rule="same">giống</li>
<li data-rule="">khi lưu</li></ul></form><p data-rules-told></p>"""


def test_each_rule_of_a_password_says_its_state_and_it_can_be_seen(
    browser: Browser,
) -> None:
    page = browser.new_page()
    page.set_content(PASSWORD)
    page.add_script_tag(path=SCRIPTS / "password.js")
    page.fill("[name=new_password1]", "Đổi mật khẩu")
    expect(page.locator(".is-met")).to_have_text(["hoa", "thường", "dấu"])
    expect(page.locator(".is-unmet")).to_have_text(["dài", "số", "giống"])
    page.check("#s")
    assert page.get_attribute("[name=new_password1]", "type") == "text"
    for name in ("new_password1", "new_password2"):
        page.fill(f"[name={name}]", "Đổi mật khẩu 2026")
    expect(page.locator("[data-rules-told]")).to_have_text("Mật khẩu đạt các yêu cầu")
    page.close()
