"""Every button can be read, in every state and theme; the save bar fits a phone."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from kehoach.testing.examples import few_of
from kehoach.tests.browsing import Visitor
from kehoach.tests.world import World
from tasks.tests.factories import make_period

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BUTTONS = "main :is(.btn, .chip, .menu-list > *)"
STATES = ("", "hover", "focus", "active", "focus-visible")
#: Contrast of a button's words with what lies behind them; all colours by way of a
#: canvas, which knows every way to write one.
CONTRAST = """selector => {
  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 })
    .getContext("2d", { willReadFrequently: true });
  const paint = (colors) => {
    pen.clearRect(0, 0, 1, 1);
    for (const [color, alpha] of colors) {
      pen.globalAlpha = alpha;
      pen.fillStyle = color;
      pen.fillRect(0, 0, 1, 1);
    }
    return pen.getImageData(0, 0, 1, 1).data;
  };
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  return [...document.querySelectorAll(selector)].map((button) => {
    const behind = [];
    for (let at = button; at; at = at.parentElement)
      behind.unshift([getComputedStyle(at).backgroundColor, Number(getComputedStyle(at).opacity)]);
    behind.unshift(["#fff", 1]);
    const style = getComputedStyle(button);
    const ground = light(paint(behind));
    const words = light(paint([...behind, [style.color, Number(style.opacity)]]));
    const ratio = (Math.max(ground, words) + 0.05) / (Math.min(ground, words) + 0.05);
    return { what: `${button.className} «${button.textContent.trim()}»`, ratio,
      off: button.disabled || button.getAttribute("aria-disabled") === "true" };
  });
}"""
STILL = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { transition: none !important; animation: none !important; }");
  document.adoptedStyleSheets = [sheet];
}"""


def forced(page: Page, state: str) -> list[dict[str, Any]]:
    """Return the contrast of every button with the state forced upon it."""
    line = page.context.new_cdp_session(page)
    line.send("DOM.enable")
    line.send("CSS.enable")
    root = line.send("DOM.getDocument")["root"]["nodeId"]
    found = line.send("DOM.querySelectorAll", {"nodeId": root, "selector": BUTTONS})
    classes = [state] if state else []
    for node in found["nodeIds"]:
        line.send(
            "CSS.forcePseudoState", {"nodeId": node, "forcedPseudoClasses": classes}
        )
    measured: list[dict[str, Any]] = page.evaluate(CONTRAST, BUTTONS)
    line.detach()
    return measured


@pytest.mark.slow
@pytest.mark.parametrize("theme", few_of(["light", "dark"], ["light"]))
def test_every_button_can_be_read_in_every_state(
    browser: Browser, live_server: Any, world: World, theme: str
) -> None:
    staff = Visitor(browser, live_server.url, world.people["staff"], theme=theme)
    page = staff.open("/kieu-dang/")
    page.evaluate(STILL)
    weak = [
        f"{state or 'still'}: {each['what']} {each['ratio']:.2f}"
        for state in STATES
        for each in forced(page, state)
        if each["ratio"] < (3 if each["off"] else 4.5)
    ]
    assert weak == []


@pytest.mark.slow
@pytest.mark.parametrize("width", few_of([390, 320], [320]))
def test_the_save_bar_of_a_phone_keeps_its_buttons_apart(
    browser: Browser, live_server: Any, world: World, width: int
) -> None:
    officer = Visitor(browser, live_server.url, world.people["officer"], width)
    page = officer.open(f"/nhiem-vu/{world.duty.pk}/nhat-ky/")
    page.fill("[name=text]", "Đã họp với các thôn.")
    page.get_by_text("Đã lưu nháp lúc").wait_for()
    bar = page.locator("form[data-draft] > .form-buttons")
    boxes = [each.bounding_box() for each in bar.locator("> :visible").all()]
    places = [
        (b["x"], b["y"], b["x"] + b["width"], b["y"] + b["height"]) for b in boxes if b
    ]
    assert len(places) > 1
    for one in places:
        assert one[2] <= width
        for other in places:
            apart = (
                one[2] <= other[0]
                or other[2] <= one[0]
                or one[3] <= other[1]
                or other[3] <= one[1]
            )
            assert one is other or apart, places
    wide = "each => each.scrollWidth > each.clientWidth"
    assert not any(each.evaluate(wide) for each in bar.locator("> .btn").all())
    note = bar.locator("[data-draft-told]").bounding_box()
    first = bar.locator("> .btn").first.bounding_box()
    assert note
    assert first
    assert note["y"] + note["height"] <= first["y"]


@pytest.mark.slow
def test_the_period_of_the_queue_has_a_row_of_its_own_on_a_narrow_phone(
    browser: Browser, live_server: Any, world: World
) -> None:
    make_period(world.plan, world.period.year + 1)
    reviewer = Visitor(browser, live_server.url, world.people["reviewer"], 320)
    page = reviewer.open("/tiep-nhan/")
    row = page.locator(".page-actions").bounding_box()
    picker = page.locator(".page-actions select").bounding_box()
    assert row
    assert picker
    assert picker["width"] >= row["width"] - 2
