"""«Cập nhật kết quả» in Chromium: how few clicks it takes, how little room its figures."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kehoach.tests.browsing import Visitor, violations
from kehoach.tests.world import World
from tasks.evidence.tests.files import PDF
from tasks.models import Evidence, ProgressEntry, TaskFigure
from tasks.plan.loading_measures import figures_from, figures_in
from tasks.plan.packages import SHIPPED_PLAN, PackageRow

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]
#: Counts what a person clicks; what a click on a label sends on is none.
COUNT = """window.clicks = 0;
addEventListener("click", (event) => { if (event.isTrusted && event.detail) window.clicks++; }, true);"""
#: Each row's name and height, and what all figures take with their headings.
ROWS = """() => [...document.querySelectorAll(".figure-row")].map(
  (row) => [row.querySelector("label").textContent, row.getBoundingClientRect().height])"""
ALL = "() => document.querySelector('.update-figures').getBoundingClientRect().height"
MOST_A_ROW, MOST_IN_ALL, WARD_ASKED = 72, 3100, 42


def desk_of(browser: Browser, url: str, world: World) -> Page:
    officer = Visitor(browser, url, world.people["officer"])
    page = officer.open(f"/don-vi/{world.commune.code}/")
    page.evaluate(COUNT)
    return page


def test_text_and_number_take_two_clicks_from_the_desk(
    browser: Browser,
    live_server: Any,
    world: World,
) -> None:
    page = desk_of(browser, live_server.url, world)
    page.get_by_role("link", name="Cập nhật kết quả").click()
    page.get_by_label("Đã làm gì").fill("Họp dân ở thôn Phú Hòa.")
    page.get_by_label("Số, ký hiệu").fill("312/BC-UBND")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đã lưu kết quả III.2.a.")).to_be_visible()
    assert page.evaluate("window.clicks") == 2
    proof = Evidence.objects.get()
    assert (proof.number, proof.issuer) == ("312/BC-UBND", world.commune.name)
    assert proof.issued_on == ProgressEntry.objects.get().done_on


def test_a_file_takes_two_clicks_more(
    browser: Browser,
    live_server: Any,
    world: World,
) -> None:
    page = desk_of(browser, live_server.url, world)
    page.get_by_role("link", name="Cập nhật kết quả").click()
    page.get_by_label("Đã làm gì").fill("Họp dân ở thôn Phú Hòa.")
    page.get_by_label("Số, ký hiệu").fill("312/BC-UBND")
    with page.expect_file_chooser() as chosen:
        page.get_by_label("Tệp đính kèm").click()
    files = [
        {
            "name": f"{name}.pdf",
            "mimeType": "application/pdf",
            "buffer": PDF + name.encode(),
        }
        for name in ("bien-ban", "danh-sach")
    ]
    chosen.value.set_files(files)  # type: ignore[arg-type] # in memory
    page.locator("[name=confirmed_open]").click()
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đã lưu kết quả III.2.a.")).to_be_visible()
    assert page.evaluate("window.clicks") == 4
    assert Evidence.objects.exclude(file="").count() == 2
    assert ProgressEntry.objects.count() == 1


def ask_as_a_ward_is_asked(world: World) -> None:
    """Let one duty ask what the real plan asks a ward over its whole year."""
    TaskFigure.objects.filter(task=world.task).delete()
    rows = [PackageRow(row | {"tasks": []}) for row in figures_in(SHIPPED_PLAN)]
    real = figures_from(world.plan, {}, rows).values()
    asked = [row for row in real if row.is_asked_of(world.commune)]
    for row in asked[:WARD_ASKED]:
        TaskFigure.objects.create(task=world.task, figure=row, required=True)


def test_a_wards_figures_fit_a_phone(
    browser: Browser,
    live_server: Any,
    world: World,
    record_property: Any,
) -> None:
    ask_as_a_ward_is_asked(world)
    officer = Visitor(browser, live_server.url, world.people["officer"], 390)
    page = officer.open(f"/nhiem-vu/{world.duty.pk}/nhat-ky/")
    rows = page.evaluate(ROWS)
    assert len(rows) == WARD_ASKED
    assert [row for row in rows if row[1] > MOST_A_ROW] == []
    height = page.evaluate(ALL)
    record_property("height", round(height))
    assert height <= MOST_IN_ALL
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for theme in ("light", "dark"):
        page.evaluate(f"document.documentElement.dataset.bsTheme = '{theme}'")
        page.wait_for_timeout(400)  # colours that fade in
        assert violations(page) == [], theme
    page.get_by_role("button", name="Lưu", exact=True).click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Chưa lưu: 1 ô cần sửa.")
    summary.get_by_role("link").click()
    expect(page.get_by_label("Đã làm gì")).to_be_focused()
    assert officer.complaints == []
