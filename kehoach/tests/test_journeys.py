"""Journeys in Debian's Chromium: what people come for, from the first click on."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from agencies.tests.factories import make_agency
from kehoach.testing.examples import few_of
from kehoach.tests.browsing import ENGLISH, Visitor, fits, violations
from kehoach.tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_officers_entry_to_the_acceptance(
    browser: Browser, live_server: Any, world: World
) -> None:
    officer = Visitor(browser, live_server.url, world.people["officer"])
    page = officer.open("/nhiem-vu/")
    page.get_by_role("link", name="Nhiệm vụ III.2.a").first.click()
    page.get_by_role("link", name="Cập nhật kết quả").click()
    page.fill("[name=text]", "Đã tổ chức 12 hội nghị tuyên truyền.")
    page.check("[name=progress][value=done]")
    page.get_by_label("Số cuộc tuyên truyền").fill("1.250")
    page.locator("form.update-form button[type=submit]").first.click()
    expect(
        page.get_by_text("Đã tổ chức 12 hội nghị tuyên truyền.").first
    ).to_be_visible()

    head = Visitor(browser, live_server.url, world.people["head"])
    page = head.open(f"/nhiem-vu/{world.duty.pk}/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Gửi Sở Nội vụ").click()
    expect(page.get_by_text("Chờ tiếp nhận").first).to_be_visible()

    reviewer = Visitor(browser, live_server.url, world.people["reviewer"])
    page = reviewer.open("/tiep-nhan/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Tiếp nhận", exact=True).first.click()
    expect(
        page.get_by_role("alert").or_(page.get_by_role("status")).first
    ).to_be_visible()

    world.duty.refresh_from_db()
    assert (world.duty.state, world.duty.progress) == ("accepted", "done")
    value = world.figure.values.get(is_current=True)
    assert value.number == 1250
    kinds = list(world.duty.events.values_list("kind", flat=True))
    assert kinds == ["submitted", "accepted"]
    assert officer.complaints + head.complaints + reviewer.complaints == []


def test_a_number_of_the_overview_opens_its_rows_and_the_report_downloads(
    browser: Browser, live_server: Any, world: World
) -> None:
    reviewer = Visitor(browser, live_server.url, world.people["reviewer"])
    page = reviewer.open("/tong-quan/")
    page.locator(".verdict-name a").first.click()
    expect(page.get_by_role("link", name="UBND phường Thử")).to_be_visible()
    page = reviewer.open(f"/bao-cao-nam/{world.period.year}/")
    with page.expect_download() as started:
        page.get_by_role("link", name="Tải DOCX").click()
    name = started.value.suggested_filename
    assert name.endswith(".docx")
    assert reviewer.complaints == []


@pytest.mark.slow
def test_a_stranger_to_the_duty_meets_404(
    browser: Browser, live_server: Any, world: World
) -> None:
    stranger = world.person("head", make_agency("UBND xã Khác", kind="cap-xa"))
    visitor = Visitor(browser, live_server.url, stranger)
    answer = visitor.page.goto(f"{live_server.url}/nhiem-vu/{world.duty.pk}/")
    assert answer is not None
    assert answer.status == 404


#: So many pages of a role, its first ones, are looked at in `make test`.
KEY = 3
#: `{code}`, `{duty}`, `{task}`, `{letter}` and `{asked}` are filled in from the world.
PAGES = {
    "reviewer": [
        "/tong-quan/", "/tiep-nhan/", "/ke-hoach/", "/danh-sach/", "/vuong-mac/",
        "/don-doc/", "/bao-cao-nam/", "/bang-theo-doi/", "/tong-quan/dien-bien/",
        "/tong-quan/can-ho-tro/", "/co-quan/", "/co-quan/{code}/", "/lich/", "/huong-dan/",
        "/tim-kiem/?q=thu", "/thong-bao/", "/don-doc/cong-van/",
        "/don-doc/cong-van/{letter}/", "/don-doc/nhac/{code}/",
        "/don-doc/xem-truoc/", "/don-doc/lich-su/{code}/",
        "/bao-cao-nam/{year}/soan/", "/bao-cao-nam/{year}/soan/phuong-huong/",
        "/de-cuong-don-vi/{year}/bao-cao/",
        "/bao-cao-nam/{year}/de-cuong/", "/bao-cao-nam/{year}/de-cuong/muc/moi/",
        "/bao-cao-nam/{year}/de-cuong/phu-luc/V/", "/bao-cao-nam/{year}/mau-word/",
        "/so-sanh/{year}/",
        "/bao-cao-nam/{year}/gui-bo/", "/don-vi/{code}/phieu-ket-qua/",
        "/ke-hoach/{task}/ket-qua/",
        "/co-quan/chua-co-dau-moi/", "/co-quan/can-bo/", "/co-quan/can-bo/nhap/",
        "/co-quan/{code}/them-can-bo/", "/diem-theo-doi/",
        "/diem-theo-doi/cong-thuc/",
        "/bao-cao-dot-xuat/", "/bao-cao-dot-xuat/moi/",
        "/bao-cao-dot-xuat/{draft}/", "/bao-cao-dot-xuat/{draft}/sua/",
        "/bao-cao-dot-xuat/{draft}/noi-nhan/?cap=tinh",
        "/bao-cao-dot-xuat/{request}/ket-qua/", "/bao-cao-dot-xuat/{request}/gia-han/",
    ],
    "director": ["/ky-bao-cao/"],
    "officer": [
        "/nhiem-vu/", "/vuong-mac/", "/ke-hoach/", "/mat-khau/doi/",
        "/nhiem-vu/{duty}/", "/nhiem-vu/{duty}/nhat-ky/",
        "/nhiem-vu/{duty}/minh-chung/", "/nhiem-vu/{duty}/phoi-hop/",
        "/phoi-hop/", "/phoi-hop/{asked}/", "/don-vi/{code}/bang-tinh/", "/lich/",
        "/don-vi/{code}/bao-cao/", "/don-vi/{code}/du-thao/bao-cao/",
        "/don-vi/{code}/du-thao/ke-hoach/", "/bao-cao-dot-xuat/",
        "/bao-cao-dot-xuat/{request}/ket-qua/",
        "/bao-cao-dot-xuat/{request}/van-ban/{code}/",
    ],
    "head": [
        "/don-vi/{code}/gui/xem/", "/don-vi/{code}/gui-dot-xuat/", "/don-vi/{code}/",
    ],
    "staff": ["/kieu-dang/", "/quan-tri/"],
}  # fmt: skip


@pytest.mark.parametrize("role", few_of(sorted(PAGES), ["officer"]))
def test_key_pages_are_vietnamese_accessible_and_fit_a_phone(
    browser: Browser, live_server: Any, world: World, role: str
) -> None:
    look_at(PAGES[role][:KEY], browser, live_server.url, world, role, 390, "light")


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("role", sorted(PAGES))
def test_every_page_in_both_themes_and_at_both_widths(
    browser: Browser, live_server: Any, world: World, role: str, width: int, theme: str
) -> None:
    look_at(PAGES[role], browser, live_server.url, world, role, width, theme)


def look_at(
    pages: list[str],
    browser: Browser,
    url: str,
    world: World,
    role: str,
    width: int,
    theme: str,
) -> None:
    """Open the pages as the role: Vietnamese, no sideways scrolling, axe content."""
    fill = world.things()
    visitor = Visitor(browser, url, world.people[role], width, theme)
    for pattern in pages:
        path = pattern.format(**fill)
        answer = visitor.page.goto(f"{url}{path}")
        page = visitor.page
        assert answer is not None
        assert answer.status == 200, path
        words = set(page.inner_text("body").lower().split())
        assert words & set(ENGLISH) == set(), path
        assert fits(page), path
        serious = [
            (v["id"], v["nodes"][0]["html"][:200])
            for v in violations(page)
            if v["impact"] in {"serious", "critical"}
        ]
        assert serious == [], (path, serious)
    assert visitor.complaints == []


def test_an_officer_logs_in_place_with_the_keyboard(
    browser: Browser, live_server: Any, world: World
) -> None:
    officer = Visitor(browser, live_server.url, world.people["officer"], 390)
    page = officer.open(f"/don-vi/{world.commune.code}/")
    line = page.locator(f"#dong-{world.duty.pk}")
    line.get_by_role("link", name="Cập nhật kết quả").first.focus()
    page.keyboard.press("Enter")
    expect(line.get_by_label("Đã làm gì")).to_be_focused()
    page.keyboard.type("Họp dân ở thôn Phú Hòa.")
    line.get_by_label("Số cuộc tuyên truyền").fill("13o")
    page.keyboard.press("Control+Enter")
    expect(line.locator("form")).to_contain_text("Chưa lưu: 1 ô cần sửa.")
    expect(line.get_by_label("Đã làm gì")).to_have_value("Họp dân ở thôn Phú Hòa.")
    line.get_by_label("Đã xong", exact=True).check()
    line.get_by_label("Số cuộc tuyên truyền").fill("3")
    page.keyboard.press("Control+Enter")
    expect(line).to_contain_text("Đã lưu kết quả")
    expect(page.locator("#gui-so")).to_contain_text("1 nhiệm vụ đã sẵn sàng")
    expect(page.get_by_role("button", name="Trình thủ trưởng III.2.a")).to_be_focused()
    assert page.url.endswith(f"/don-vi/{world.commune.code}/")
    assert violations(page) == []
