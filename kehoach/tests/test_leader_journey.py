"""A leader looks with a phone: all at a glance, and nothing to press wrong."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from agencies.models import Membership
from agencies.tests.factories import make_agency
from kehoach.tests.browsing import Visitor, fits, go
from kehoach.tests.world import World, moment, raised
from reporting.models import YearlyReport
from reporting.yearly.freezing import freeze, issue
from reporting.yearly.report_words import save_words
from reporting.yearly.tests.signing import SIGNED, complete, hand_in_newest
from tasks.difficulties.directions import record_direction, report_step
from tasks.difficulties.handling import escalate_difficulty
from tasks.models import Target, TargetMeasure
from tasks.periods.closing import close_period
from tasks.tests.addresses import plan_page
from tasks.tests.factories import make_duty, make_period

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
#: The first screen of a phone, and the forms that write something, but for signing out.
PHONE = 844
POSTS = "form[method=post]:not([action='/dang-xuat/'])"


class Year(World):
    """What a leader may look at: seven targets, what was handed up, directions that are
    and are not done, the report of last year.
    """

    def __init__(self) -> None:
        """Add them to the world."""
        super().__init__()
        for number in range(3, 9):
            self.aims_at(f"II.{number}")
        self.plan.targets.update(threshold=100)
        escalate_difficulty(
            difficulty=raised(self), note="Đề nghị UBND tỉnh ban hành mẫu.",
            actor=self.people["reviewer"], **moment(),
        )  # fmt: skip
        self.directs("11/UBND", is_done=True)
        self.directs("12/UBND", is_done=False)
        self.report = self.issued_last_year()

    def aims_at(self, code: str) -> None:
        """Add a target that is measured by the same task."""
        target = Target.objects.create(
            plan=self.plan, code=code, text="100%", short_title=f"Mục tiêu {code}"
        )
        TargetMeasure.objects.create(
            target=target, code=f"{code}.1", short_title=f"Cách đo {code}",
            kind="rate", method="units_done", numerator_text="số đơn vị",
            counting_unit="đơn vị", task=self.task,
        )  # fmt: skip

    def directs(self, number: str, *, is_done: bool) -> None:
        """Record a direction of today to the commune, which did something of it."""
        today = timezone.localdate()
        made = record_direction(
            plan=self.plan, number=number, issued_on=today, text="Niêm yết công khai.",
            due_on=today + timedelta(days=20), agencies=[self.commune],
            actor=self.people["reviewer"], **moment(),
        )  # fmt: skip
        report_step(
            share=made.agencies.get(), text="Đã niêm yết.", on=today, is_done=is_done,
            actor=self.people["head"], **moment(),
        )  # fmt: skip

    def issued_last_year(self) -> YearlyReport:
        """Return the report of last year, gone out as number 05/BC-SNV."""
        past = make_period(self.plan, timezone.localdate().year - 1)
        day = past.unit_due + timedelta(days=4)
        make_duty(
            self.task, self.commune, past,
            state="accepted", progress="done", first_sent_on=past.unit_due,
            accepted_on=past.unit_due,
        )  # fmt: skip
        who = {"actor": self.people["director"], "today": day}
        close_period(period=past, now=moment()["now"], **who)
        complete(past)
        past.refresh_from_db()
        freeze(period=past, now=moment()["now"], **who)
        hand_in_newest(past, self.people["director"], day)
        said = SIGNED | {"issued_on": day}
        save_words(period=past, values=said, version=0, now=moment()["now"], **who)
        return issue(period=past, **who)


@pytest.fixture
def year(db: None) -> Year:
    """Return the world of a leader."""
    return Year()


#: All that a leader can press that changes anything: how they sign in themselves.
OWN = {
    *("/dang-nhap/", "/mat-khau/doi/", "/mat-khau/quen/", "/tai-khoan/mo-lai/"),
    *("/tai-khoan/phien/ket-thuc/", "/xac-thuc-hai-lop/ung-dung/"),
    *("/xac-thuc-hai-lop/khoa/", "/lich/doi-dia-chi/"),
}


def test_a_leader_sees_and_reaches_everything_on_a_phone(
    browser: Browser, live_server: Any, year: Year
) -> None:
    committee = make_agency("UBND tỉnh")
    leader = Visitor(
        browser,
        live_server.url,
        year.person(Membership.Role.LEADER, committee),
        390,
    )
    page = leader.page
    page.set_viewport_size({"width": 390, "height": PHONE})
    go(page, "Tổng quan")
    expect(page.locator(".says-line")).to_contain_text("nhiệm vụ đã gửi")
    expect(page.locator(".verdict-list .verdict")).to_have_count(7)
    waits = page.locator(".waits")
    expect(waits).to_contain_text("1/2 chỉ đạo đã thực hiện")
    expect(waits).to_contain_text("1 vướng mắc")
    for place in (".says-line", ".verdict-list .verdict", ".waits > li"):
        for number, each in enumerate(page.locator(place).all()):
            assert on_the_first_screen(each), (place, number, each.bounding_box())
    assert fits(page)

    waits.get_by_role("link", name="chỉ đạo").click()
    row = page.locator("tbody tr", has_text="12/UBND")
    expect(row).to_contain_text("0/1")
    row.get_by_role("link").click()
    expect(page.get_by_text("Đã niêm yết.")).to_be_visible()
    go(page, "Tổng quan")
    page.locator(".waits").get_by_role("link", name="báo cáo năm").click()
    expect(page.locator("main")).to_contain_text("05/BC-SNV")
    assert fits(page)

    seen, pressed = walk(page, live_server.url)
    assert pressed <= OWN, pressed
    reached = {"/tong-quan/", plan_page("/bang-theo-doi/")}
    assert {"/chi-dao/", "/vuong-mac/", *reached} <= seen
    assert leader.complaints == []


def on_the_first_screen(place: Locator) -> bool:
    """Return whether the whole of it is seen before anybody scrolls."""
    box = place.bounding_box()
    return box is not None and box["y"] >= 0 and box["y"] + box["height"] <= PHONE


def walk(page: Page, url: str) -> tuple[set[str], set[str]]:
    """Follow every link to a page of the portal, each kind of page once; return the
    addresses that were seen and those to which their forms would write.
    """
    waiting, seen, kinds, pressed = ["/tong-quan/"], set(), set(), set()
    while waiting:
        path = waiting.pop()
        kind = kind_of(path)
        if kind in kinds:
            continue
        kinds.add(kind)
        answer = page.request.get(f"{url}{path}")
        if not answer.ok or "html" not in answer.headers["content-type"]:
            assert answer.status == 200, path  # nothing that is offered is refused
            continue
        page.goto(f"{url}{path}")
        seen.add(urlsplit(path).path)
        pressed |= set(
            page.eval_on_selector_all(
                POSTS, "rows => rows.map(r => new URL(r.action).pathname)"
            )
        )
        waiting += page.eval_on_selector_all(
            "a[href^='/']", "rows => rows.map(r => r.getAttribute('href'))"
        )
    return seen, pressed


def kind_of(path: str) -> str:
    """Return the name of the page at this address."""
    return str(resolve(urlsplit(path).path).view_name)
