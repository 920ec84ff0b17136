"""The desk over several plans in a browser: pages, a link to a row of another page, saving."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from kehoach.tests.browsing import Visitor, fits, violations
from kehoach.tests.world import World
from tasks.models import Duty
from tasks.tests.factories import (
    make_agency,
    make_duty,
    make_period,
    make_plan,
    make_task,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]


def owe_sixty(world: World) -> Duty:
    """Let the commune owe sixty tasks of a second plan; return the last of them."""
    plan = make_plan(make_agency("Sở Tư pháp"), short_title="Kế hoạch thứ hai")
    period = make_period(plan, world.period.year)
    days = [period.unit_due + timedelta(days=number) for number in range(60)]
    rows = [
        make_duty(make_task(plan), world.commune, period, due_on=day) for day in days
    ]
    return rows[-1]


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_a_row_of_another_page_is_reached_and_written_on(
    browser: Browser, live_server: Any, world: World, width: int
) -> None:
    last = owe_sixty(world)
    officer = Visitor(browser, live_server.url, world.people["officer"], width)
    page = officer.open(f"/don-vi/{world.commune.code}/")
    expect(page.locator("#con-viec")).to_contain_text("Còn 61 việc của 2 kế hoạch")
    expect(page.locator("li.desk-line")).to_have_count(50)
    assert fits(page)
    assert violations(page) == []
    page.get_by_role("link", name="Xem thêm").first.click()
    expect(page).to_have_url(
        f"{live_server.url}/don-vi/{world.commune.code}/?page=2#nhom-sau-do"
    )

    page = officer.open(f"/don-vi/{world.commune.code}/#dong-{last.pk}")
    line = page.locator(f"#dong-{last.pk}")
    expect(line).to_be_in_viewport()
    line.locator("[data-log]").click()
    form = line.locator("form[data-in-place]")
    form.locator("textarea[name=text]").fill("Đã tổ chức 03 hội nghị.")
    form.get_by_role("button", name="Lưu", exact=False).first.click()
    expect(line).to_contain_text("Đã lưu kết quả")
    expect(line).to_contain_text("Kế hoạch thứ hai")
    expect(page.locator("#con-viec")).to_contain_text("Còn 61 việc của 2 kế hoạch")
    assert officer.complaints == []
