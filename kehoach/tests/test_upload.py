"""Files in forms: named, confirmed before a long upload, kept when a form comes back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from kehoach.tests.test_journeys import browser

__all__ = ["browser"]
pytestmark = pytest.mark.browser
SCRIPTS = Path(settings.BASE_DIR) / "static/js"
HTML = """
<main><form method="post" novalidate>
  <div data-drop><input type="file" id="f" name="file" data-names="subject"></div>
  <input type="checkbox" name="confirmed_open" data-with-file="Đánh dấu ô này.">
  <input name="subject"><div class="form-buttons"><button>Lưu</button><span data-draft-told></span></div>
</form></main>
"""
#: What htmx does when the answer of a form takes its place.
SWAP = """invalid => {
  const form = document.querySelector("form"), tell = (type, on, detail) =>
    on.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  const again = form.cloneNode(true);
  again.querySelector("[type=file]").replaceWith(Object.assign(
    document.createElement("input"), { type: "file", id: "f", name: "file" }));
  if (invalid) again.querySelector("[type=file]").setAttribute("aria-invalid", "true");
  tell("htmx:beforeSwap", form, { target: form });
  form.replaceWith(again);
  tell("htmx:load", again, {});
  return again.querySelector("[type=file]").files.length;
}"""
#: What htmx says when the answer is not a page.
REFUSED = """status => document.dispatchEvent(new CustomEvent("htmx:responseError", {
  detail: { requestConfig: { elt: document.querySelector("form") }, xhr: { status } } }))"""
COUNT = """window.sent = 0;
document.addEventListener("submit", (event) => { event.preventDefault(); window.sent++; });"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.set_content(HTML)
    page.add_script_tag(path=SCRIPTS / "app.js")
    page.add_script_tag(path=SCRIPTS / "upload.js")
    page.evaluate(COUNT)
    yield page
    page.close()


def choose(page: Page, name: str, kind: str = "image/jpeg") -> None:
    file = {"name": name, "mimeType": kind, "buffer": b"x"}
    page.set_input_files("[type=file]", file)  # type: ignore[arg-type] # in memory


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Biên bản_họp thôn 3.pdf", "Biên bản họp thôn 3"),
        ("123-KH-UBND.docx", "123-KH-UBND"),
        ("niem_yet.jpg", "niem yet"),
    ],
)
def test_the_subject_is_offered_from_the_files_name(
    page: Page, name: str, words: str
) -> None:
    choose(page, name)
    expect(page.locator("[name=subject]")).to_have_value(words)


@pytest.mark.parametrize("name", ["image.jpg", "IMG_20260611_081500.jpg", "1719.png"])
def test_a_photo_without_a_name_is_called_by_its_day(page: Page, name: str) -> None:
    choose(page, name)
    value = page.locator("[name=subject]").input_value()
    assert value.startswith("Ảnh chụp ngày ")
    choose(page, "Bảng niêm yết.jpg")
    expect(page.locator("[name=subject]")).to_have_value("Bảng niêm yết")


def test_what_was_typed_stays(page: Page) -> None:
    page.fill("[name=subject]", "Kế hoạch của phường")
    choose(page, "image.jpg")
    expect(page.locator("[name=subject]")).to_have_value("Kế hoạch của phường")


def test_an_unconfirmed_file_is_not_sent(page: Page) -> None:
    choose(page, "image.jpg")
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator("[name=confirmed_open]")).to_be_focused()
    assert page.evaluate("sent") == 0
    page.check("[name=confirmed_open]")
    page.get_by_role("button", name="Lưu").click()
    assert page.evaluate("sent") == 1


def test_an_empty_file_is_not_sent(page: Page) -> None:
    page.check("[name=confirmed_open]")
    page.set_input_files(
        "[type=file]",
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b""},
    )
    page.get_by_role("button", name="Lưu").click()
    assert page.evaluate("sent") == 0


def test_a_form_that_comes_back_keeps_its_file_unless_the_file_was_wrong(
    page: Page,
) -> None:
    choose(page, "image.jpg")
    assert page.evaluate(SWAP, False) == 1
    assert page.evaluate(SWAP, True) == 0


@pytest.mark.parametrize(
    ("status", "words"), [(401, "Phiên đăng nhập đã hết"), (500, "lỗi 500")]
)
def test_a_refused_upload_is_said_and_nothing_is_lost(
    page: Page, status: int, words: str
) -> None:
    choose(page, "Kế hoạch.pdf", "application/pdf")
    page.evaluate(REFUSED, status)
    expect(page.locator("[data-draft-told]")).to_contain_text(words)
    expect(page.locator("[name=subject]")).to_have_value("Kế hoạch")
    assert page.evaluate("document.querySelector('#f').files.length") == 1
