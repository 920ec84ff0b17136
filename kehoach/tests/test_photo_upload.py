"""Photos are made small in the browser, upright, without place and device."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kehoach.tests.uploading import HTML, SCRIPTS, picture
from tasks.evidence.tests.photos import MAKE, PLACE, with_camera_data

pytestmark = pytest.mark.browser
#: What the form would send: name, size, pixels, where the red corner went, its bytes.
SENT = """async () => {
  const file = document.querySelector("#f").files[0], picture = await createImageBitmap(file);
  const canvas = Object.assign(document.createElement("canvas"), { width: picture.width, height: picture.height });
  const pen = canvas.getContext("2d");
  pen.drawImage(picture, 0, 0);
  const red = (x, y) => { const [r, g] = pen.getImageData(x, y, 1, 1).data; return r > 200 && g < 60; };
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let i = 0; i < bytes.length; i += 9999) text += String.fromCharCode(...bytes.subarray(i, i + 9999));
  return { name: file.name, size: file.size, pixels: [picture.width, picture.height],
    red: { left: red(9, 9), right: red(picture.width - 9, 9) }, bytes: btoa(text) };
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.set_content(HTML)
    for script in ("app.js", "photos.js", "upload.js"):
        page.add_script_tag(path=SCRIPTS / script)
    yield page
    page.close()


def choose(page: Page, name: str, content: bytes, kind: str = "image/jpeg") -> None:
    file = {"name": name, "mimeType": kind, "buffer": content}
    page.set_input_files("[type=file]", file)  # type: ignore[arg-type] # in memory
    expect(page.locator(".file-list li")).not_to_contain_text("đang thu nhỏ")


def sent(page: Page) -> dict[str, Any]:
    said: dict[str, Any] = page.evaluate(SENT)
    said["bytes"] = base64.b64decode(said["bytes"])
    return said


@pytest.mark.slow
def test_a_photo_of_a_phone_goes_small_upright_and_without_its_place(
    page: Page,
) -> None:
    taken = with_camera_data(picture(page, 4000, 3000), turned=6)
    assert len(taken) > 4_000_000
    choose(page, "IMG_2034.JPG", taken)
    file = sent(page)
    assert file["pixels"] == [1500, 2000]
    assert file["red"] == {"left": False, "right": True}
    assert file["size"] < len(taken) / 4
    assert PLACE not in file["bytes"]
    assert MAKE not in file["bytes"]
    expect(page.locator(".file-list li")).to_contain_text(", gốc ")


@pytest.mark.slow
def test_a_large_picture_of_a_screen_becomes_a_small_jpeg(page: Page) -> None:
    choose(page, "man hinh.png", picture(page, 3000, 900, "image/png"), "image/png")
    file = sent(page)
    assert (file["name"], file["pixels"]) == ("man hinh.jpg", [2000, 600])


def test_a_small_picture_of_text_stays_as_it_is(page: Page) -> None:
    content = picture(page, 900, 600, "image/png")
    choose(page, "bang.png", content, "image/png")
    assert sent(page)["bytes"] == content


def test_a_heic_that_this_browser_cannot_read_is_told_how_to_come(page: Page) -> None:
    page.evaluate("document.querySelector('#f').accept = '.pdf,.jpg'")
    choose(page, "IMG_1.HEIC", b"\0\0\0\x18ftypheic" + b"\0" * 90, "image/heic")
    row = page.locator(".file-list li")
    expect(row).to_contain_text("Cài đặt → Camera → Định dạng")
    choose(page, "Biên bản.pdf", b"%PDF-", "application/pdf")
    expect(page.locator("[name=subject]")).to_have_value("Biên bản")


@pytest.mark.slow
def test_the_form_waits_for_its_photo(page: Page) -> None:
    page.evaluate("""document.addEventListener("submit", (event) => {
      event.preventDefault(); window.size = document.querySelector("#f").files[0].size; })""")
    page.check("[name=confirmed_open]")
    taken = picture(page, 4000, 3000)
    file = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": taken}
    page.set_input_files("[type=file]", file)  # type: ignore[arg-type] # in memory
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_function("window.size")
    assert page.evaluate("window.size") < len(taken) / 4
