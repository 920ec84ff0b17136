"""Files in forms: named, confirmed before a long upload, kept when a form comes back."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from kehoach.tests.uploading import HTML, SCRIPTS

pytestmark = pytest.mark.browser
Answer = tuple[int, dict[str, Any]]
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


@pytest.mark.slow
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


@pytest.mark.slow
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


# Several files, sent ahead of their form one by one

PLACE = "http://cong.test/"
KEEP = f"{PLACE}don-vi/phuong/tep/"
SEVERAL = """<!doctype html><meta charset="utf-8"><main><form method="post" novalidate>
  <div data-drop><div class="drop-row"><input type="file" multiple id="f" name="file"
    accept=".pdf,.png,.jpg,.jpeg" data-names="subject" data-keep="/don-vi/phuong/tep/"></div></div>
  <input type="checkbox" name="confirmed_open" checked data-with-file="Đánh dấu ô này.">
  <input name="subject"><div class="form-buttons"><button>Lưu</button>
  <span data-draft-told></span></div></form></main>"""
DROP = """([selector, names]) => {
  const dataTransfer = new DataTransfer();
  for (const name of names) dataTransfer.items.add(new File([name], name));
  document.querySelector(selector).dispatchEvent(
    new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
}"""
KEPT = "[...document.querySelectorAll('[name=kept]')].map((each) => each.value)"


class Portal:
    """What stands behind the page: keeps files, refuses or drops those it is told to."""

    def __init__(self, page: Page) -> None:
        self.came: list[str] = []
        self.refused: dict[str, Answer] = {}
        page.route(f"{PLACE}**", self.answer)
        page.goto(PLACE)
        for script in ("app.js", "upload.js"):
            page.add_script_tag(path=SCRIPTS / script)
        page.evaluate(COUNT)

    def answer(self, route: Route) -> None:
        request = route.request
        if request.method == "GET":
            route.fulfill(body=SEVERAL, content_type="text/html")
            return
        name = re.findall(rb'filename="(.+?)"', request.post_data_buffer or b"")[0]
        self.came.append(name.decode())
        status, said = self.refused.pop(name.decode(), (201, {"pk": len(self.came)}))
        if status:
            route.fulfill(status=status, json=said)
        else:
            route.abort()


@pytest.fixture
def several(browser: Browser) -> Iterator[tuple[Page, Portal]]:
    page = browser.new_page()
    yield page, Portal(page)
    page.close()


def drop(page: Page, *names: str) -> None:
    page.evaluate(DROP, ["[data-drop]", list(names)])


def row(page: Page, name: str) -> Locator:
    return page.locator(".file-list li", has_text=name)


def test_dropped_files_are_listed_added_and_taken_out_again(
    several: tuple[Page, Portal],
) -> None:
    page, portal = several
    drop(page, "a.pdf", "b.pdf")
    drop(page, "c.pdf")
    expect(page.locator(".file-list li")).to_have_count(3)
    expect(page.get_by_role("status").first).to_contain_text("Đã chọn 3 tệp")
    row(page, "b.pdf").get_by_role("button", name="Bỏ ra").click()
    expect(page.locator(".file-list li")).to_have_count(2)
    page.get_by_role("button", name="Lưu").click()
    expect(row(page, "a.pdf")).to_contain_text("đã tải lên")
    page.wait_for_function("sent === 1")
    assert portal.came == ["a.pdf", "c.pdf"]
    assert page.evaluate(KEPT) == ["1", "2"]
    assert page.evaluate("document.querySelector('#f').files.length") == 0


def test_a_field_of_one_file_refuses_several_aloud(page: Page) -> None:
    choose(page, "Kế hoạch.pdf", "application/pdf")
    drop(page, "a.pdf", "b.pdf", "c.pdf")
    told = page.get_by_role("status").first
    expect(told).to_contain_text("chỉ nhận một tệp, anh/chị vừa chọn 3 tệp")
    names = "[...document.querySelector('#f').files].map((file) => file.name)"
    assert page.evaluate(names) == ["Kế hoạch.pdf"]
    expect(page.locator("[name=subject]")).to_have_value("Kế hoạch")


def test_a_file_that_failed_is_tried_again_and_the_form_goes_on(
    several: tuple[Page, Portal],
) -> None:
    page, portal = several
    portal.refused = {"b.pdf": (0, {})}
    drop(page, "a.pdf", "b.pdf", "c.pdf")
    page.get_by_role("button", name="Lưu").click()
    expect(row(page, "b.pdf")).to_contain_text("Mất kết nối")
    expect(row(page, "c.pdf")).to_contain_text("đã tải lên")
    expect(page.locator("[data-draft-told]")).to_contain_text("còn 1 tệp")
    assert page.evaluate("sent") == 0
    row(page, "b.pdf").get_by_role("button", name="Thử lại").click()
    page.wait_for_function("sent === 1")
    assert portal.came == ["a.pdf", "b.pdf", "c.pdf", "b.pdf"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("status", "words"), [(401, "Phiên đăng nhập đã hết"), (500, "lỗi 500")]
)
def test_why_a_file_did_not_come_is_said_beside_it(
    several: tuple[Page, Portal], status: int, words: str
) -> None:
    page, portal = several
    portal.refused = {"a.pdf": (status, {})}
    drop(page, "a.pdf")
    page.get_by_role("button", name="Lưu").click()
    expect(row(page, "a.pdf")).to_contain_text(words)


def test_a_refused_file_waits_to_be_taken_out_and_loses_no_other(
    several: tuple[Page, Portal],
) -> None:
    page, portal = several
    portal.refused = {"b.pdf": (422, {"message": "Tệp thực chất là chương trình."})}
    drop(page, "a.pdf", "b.pdf")
    page.get_by_role("button", name="Lưu").click()
    expect(row(page, "b.pdf")).to_contain_text("Tệp thực chất là chương trình.")
    row(page, "b.pdf").get_by_role("button", name="Bỏ ra").click()
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_function("sent === 1")
    assert page.evaluate(KEPT) == ["1"]


def test_a_file_that_is_there_is_used_again_by_one_press(
    several: tuple[Page, Portal],
) -> None:
    page, portal = several
    known = {"known": {"pk": 77, "words": "«Kế hoạch», tải lên 05/01/2026"}}
    portal.refused = {"a.pdf": (409, known)}
    drop(page, "a.pdf")
    page.get_by_role("button", name="Lưu").click()
    expect(row(page, "a.pdf")).to_contain_text("Đơn vị đã có tệp này: «Kế hoạch»")
    row(page, "a.pdf").get_by_role("button", name="Dùng lại").click()
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_function("sent === 1")
    assert page.evaluate(KEPT) == ["77"]


def test_what_the_field_does_not_take_is_said_before_it_travels(
    several: tuple[Page, Portal],
) -> None:
    page, portal = several
    drop(page, "IMG_1.HEIC", "phần mềm.exe")
    expect(row(page, "IMG_1.HEIC")).to_contain_text("Cài đặt → Camera → Định dạng")
    expect(row(page, "phần mềm.exe")).to_contain_text("chỉ nhận tệp .pdf")
    page.get_by_role("button", name="Lưu").click()
    assert portal.came == []


def test_after_a_refusal_the_subject_is_the_next_files_own_name(
    several: tuple[Page, Portal],
) -> None:
    page, _ = several
    drop(page, "IMG_1.heic")
    expect(page.locator("[name=subject]")).to_have_value("")
    drop(page, "Biên bản.pdf")
    expect(page.locator("[name=subject]")).to_have_value("Biên bản")
    drop(page, "Phụ lục.pdf")
    expect(page.locator("[name=subject]")).to_have_value("")


def test_a_file_dropped_beside_the_field_does_not_take_the_page(page: Page) -> None:
    missed = DROP.replace("document.querySelector(selector).dispatchEvent",
        "return !document.querySelector(selector).dispatchEvent")  # fmt: skip
    assert page.evaluate(missed, ["main", ["a.pdf"]])
