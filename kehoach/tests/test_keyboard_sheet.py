"""A commune's whole year by keyboard on the real plan, every key counted.

Time is worked out by the keystroke-level model: 0,28 s a key (a slow typist), 1,35 s of
thought before each field, 5 s for the system's window that picks a file. Nothing is timed.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from agencies.models import Agency
from agencies.tests.factories import PASSWORD, make_user
from kehoach.tests.browsing import Visitor
from tasks.models import Duty, Evidence, Plan
from tasks.periods.opening import open_period

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]
KEY, THOUGHT = 0.28, 1.35
#: What an officer writes about one task; 130 letters, as most real entries.
WORDS = (
    "Đã tổ chức 03 hội nghị, 412 lượt người dự; niêm yết tại trụ sở và 11 nhà sinh hoạt"
    " cộng đồng; phát thanh 26 lượt trên hệ thống xã."
)


@dataclass
class Hands:
    """Presses keys and counts them; a field that is gone to costs a thought."""

    page: Page
    keys: int = 0
    fields: int = 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += key.count("+") + 1

    def write(self, text: str) -> None:
        self.page.keyboard.insert_text(text)
        self.keys += len(text)

    def tab_to(self, wanted: str, most: int = 60) -> None:
        """Go on with Tab until the field or button that has the focus matches."""
        self.fields += 1
        for _ in range(most):
            if self.page.evaluate("s => document.activeElement.matches(s)", wanted):
                return
            self.press("Tab")
        message = f"No way by keyboard to {wanted}"
        raise AssertionError(message)

    @property
    def seconds(self) -> float:
        return self.keys * KEY + self.fields * THOUGHT


@pytest.fixture
def ward(db: None) -> Agency:
    call_command("load_plan", verbosity=0)
    today = timezone.localdate()
    year = today.year + (today > date(today.year, 12, 14))
    open_period(plan=Plan.objects.get(), year=year, today=today, now=timezone.now())
    return Agency.objects.get(code="ubnd-x22366")


def sign_in(browser: Browser, url: str, role: str, ward: Agency) -> Page:
    user = make_user(role, ward)
    user.set_password(PASSWORD)
    user.save()
    return Visitor(browser, url, user).page


def write_one(hands: Hands, *, tells_of_it: bool) -> None:
    """On the line that has the focus: open, words, progress, document, figures, save.

    One document proves every task: told of whole the first time, by number after that.
    """
    page = hands.page
    hands.press("Enter")
    form = page.locator("form[data-in-place]")
    expect(form.locator("textarea[name=text]")).to_be_focused()
    hands.fields += 1
    hands.write(WORDS)
    hands.tab_to("[name=progress]")
    hands.press("ArrowDown")
    hands.tab_to("[name=number]")
    hands.write("123/BC-UBND")
    if tells_of_it:
        hands.tab_to("[name=issued_on]")
        hands.write(timezone.localdate().strftime("%d/%m/%Y"))
        hands.tab_to("[name=subject]")
        hands.write("Báo cáo kết quả thực hiện dân chủ ở cơ sở")
    for name in fields_of(form):
        hands.tab_to(f"[name='{name}']")
        answer(hands)
    hands.press("Control+Enter")
    settled(page)


def settled(page: Page) -> None:
    """Wait until the line is saved and the focus stands on what comes next."""
    expect(page.locator("form[data-in-place]")).to_have_count(0)
    expect(page.locator(".desk-do .btn:focus")).to_have_count(1)


def fields_of(form: Any) -> list[str]:
    """Return the names of the figures in their order."""
    found = form.locator("[name^=figure]").evaluate_all("all => all.map(e => e.name)")
    return list(dict.fromkeys(found))


def answer(hands: Hands) -> None:
    """Answer the figure that has the focus, by its kind."""
    kind = hands.page.evaluate("() => document.activeElement.type")
    if kind in {"select-one", "radio"}:
        hands.press("ArrowDown")
    else:
        hands.write("3")


def test_a_year_of_twelve_tasks_takes_a_quarter_of_an_hour_by_keyboard(
    browser: Browser, live_server: Any, ward: Agency, record_property: Any
) -> None:
    page = sign_in(browser, live_server.url, "officer", ward)
    page.goto(f"{live_server.url}/don-vi/{ward.code}/")
    duties = Duty.objects.filter(agency=ward)
    officer = Hands(page)
    while duties.filter(progress="not_started").exists():
        officer.tab_to("[data-log]")
        write_one(officer, tells_of_it=not Evidence.objects.exists())

    page = sign_in(browser, live_server.url, "head", ward)
    page.goto(f"{live_server.url}/don-vi/{ward.code}/")
    head = Hands(page)
    head.tab_to("[href$='/gui/xem/'], [href*='/gui/xem/?']", most=120)
    head.press("Enter")
    expect(page.locator("h1")).to_contain_text("Xem và gửi")
    head.tab_to("main form button[type=submit]", most=120)
    head.press("Enter")
    expect(page.get_by_text("rút lại được")).to_be_visible()

    states = list(duties.values_list("state", flat=True))
    assert states == ["submitted"] * 12
    assert Evidence.objects.count() == 1
    seconds = officer.seconds + head.seconds
    record_property("keys", (officer.keys, head.keys))
    record_property("seconds", round(seconds))
    assert seconds < 15 * 60
