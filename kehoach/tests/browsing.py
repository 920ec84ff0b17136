"""Who visits the portal in Chromium, and what every page must be."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from agencies.models import User
from agencies.tests.factories import PASSWORD

#: Words of a page that nobody translated.
ENGLISH = (
    "submit", "search", "save", "delete", "none", "error", "required", "password",
    "username", "log in", "log out", "next", "previous", "select", "home", "help",
    "please", "choose", "field", "invalid",
)  # fmt: skip


class Visitor:
    """A signed-in person with an eye on the console."""

    def __init__(
        self,
        browser: Browser,
        url: str,
        user: User,
        width: int = 1280,
        theme: Any = "light",
    ) -> None:
        self.url = url
        self.complaints: list[str] = []
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale="vi-VN",
            color_scheme=theme,
        )
        self.page: Page = context.new_page()
        self.page.on("console", self.hear)
        self.page.goto(f"{url}/dang-nhap/")
        self.page.fill("[name=username]", user.username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main button[type=submit], form button[type=submit]")
        expect(self.page.locator("nav").first).to_be_attached()

    def hear(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.url}{path}")
        return self.page


def go(page: Page, name: str) -> None:
    """Choose an entry of the navigation, behind its button on a phone."""
    toggle = page.get_by_role("button", name="Mở danh mục")
    if toggle.is_visible():
        toggle.click()
    link = page.locator("#dieu-huong").get_by_role("link", name=name)
    if not link.is_visible():
        page.locator("#dieu-huong").get_by_text("Khác").click()
    with page.expect_navigation():
        link.click()


def fits(page: Page) -> bool:
    """Return whether nothing needs sideways scrolling."""
    return bool(
        page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    )


def violations(page: Page) -> list[dict[str, Any]]:
    """Return what axe says against the page."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return found


def check_page(page: Page) -> None:
    """Nothing scrolls sideways, and axe has nothing to say."""
    page.wait_for_load_state()
    assert fits(page), page.url
    assert violations(page) == [], page.url


def pick(page: Page, field: str, words: str, found: str) -> None:
    """Type as a person does, and take what the search offers."""
    page.locator(f"[name={field}]").press_sequentially(words, delay=20)
    offer = page.locator(f"[name={field}_chon]")
    expect(offer).to_have_count(1)
    expect(page.locator(".agency-pick", has=offer)).to_contain_text(found)
    offer.check()
