"""What the browser does by itself: its Stop, its paper, the part of an address after #."""

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route, expect

from agencies.tests.factories import PASSWORD
from kehoach.tests.browsing import Visitor
from kehoach.tests.world import World
from tasks.tests.factories import make_duty, make_task

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
#: Of paper that 25 duties need where none jumps to the next one with all around it.
PAGES = 2


def test_save_can_be_pressed_again_after_stop(
    browser: Browser, live_server: Any, world: World
) -> None:
    officer = Visitor(browser, live_server.url, world.people["officer"], 1440)
    address = reverse("tasks:new_difficulty", args=[world.commune.code])
    page = officer.open(address)
    held: list[Route] = []
    page.route("**/*", lambda r: held.append(r) if posts(r) else r.continue_())
    for field in page.locator("main form[method=post] textarea").all():
        field.fill("Thiếu kinh phí tổ chức hội nghị.")
    button = page.locator("main form[method=post] button[type=submit]").first
    button.click(no_wait_after=True)
    page.wait_for_timeout(500)
    assert held
    page.context.new_cdp_session(page).send("Page.stopLoading")
    page.unroute("**/*")
    expect(button).not_to_have_attribute("aria-disabled", "true")
    button.click()
    page.wait_for_url(lambda url: address not in url)
    assert world.commune.difficulties.count() == 1


def posts(route: Route) -> bool:
    return route.request.method == "POST"


def test_the_part_of_an_address_after_the_mark_is_kept_through_signing_in(
    browser: Browser, live_server: Any, world: World
) -> None:
    page = browser.new_page()
    page.goto(f"{live_server.url}/ke-hoach/#{world.duty.task.code}")
    sign_in(page, "sai")
    expect(page.get_by_text("Chưa đăng nhập được.")).to_be_visible()
    person = world.people["officer"]
    sign_in(page, PASSWORD, person.username)
    page.wait_for_url(f"**/ke-hoach/*/#{world.duty.task.code}")


def sign_in(page: Page, password: str, name: str = "ai-do") -> None:
    page.fill("[name=username]", name)
    page.fill("[name=password]", password)
    page.get_by_role("button", name="Đăng nhập").click()


def test_a_long_desk_begins_on_the_first_page_and_paper_is_never_dark(
    browser: Browser, live_server: Any, world: World
) -> None:
    for _ in range(24):
        make_duty(make_task(world.duty.task.plan), world.commune, world.duty.period)
    officer = Visitor(browser, live_server.url, world.people["officer"], 1440)
    page = officer.open(f"/don-vi/{world.commune.code}/")
    page.evaluate("localStorage.setItem('theme', 'dark')")
    page.reload()
    themes = "document.documentElement.dataset.bsTheme"
    assert page.evaluate(themes) == "dark"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(themes) == "light"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(themes) == "dark"
    pages = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))
    assert len(pages) == PAGES
