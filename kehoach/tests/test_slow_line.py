"""Three photos at once on a slow line, one failing: all arrive, small, none twice."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from kehoach.tests.browsing import Visitor, check_page
from kehoach.tests.uploading import picture
from kehoach.tests.world import World
from tasks.evidence.tests.photos import PLACE, with_camera_data
from tasks.models import Evidence
from tasks.tests.factories import make_duty, make_task

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
#: 1 Mbit/s and 400 ms: a phone at the edge of its cell.
SLOW = {"offline": False, "latency": 400}
BYTES_A_SECOND = 1_000_000 / 8


def slow_down(page: Page) -> None:
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    rate = {"downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}
    line.send("Network.emulateNetworkConditions", SLOW | rate)


def photos(page: Page) -> list[dict[str, Any]]:
    """Return three photos of some 4 MB, as three moments of one phone."""
    return [
        {
            "name": f"IMG_20{number}.jpg",
            "mimeType": "image/jpeg",
            "buffer": with_camera_data(picture(page, 4000 - number, 3000)),
        }
        for number in (31, 32, 33)
    ]


@pytest.mark.parametrize("width", [1440, 390])
def test_three_photos_on_a_slow_line_with_one_failing(
    browser: Browser, live_server: Any, world: World, width: int
) -> None:
    officer = Visitor(browser, live_server.url, world.people["officer"], width)
    page = officer.open(f"/nhiem-vu/{world.duty.pk}/minh-chung/")
    cut = []

    def cut_the_second(route: Route) -> None:
        body = route.request.post_data_buffer or b""
        if route.request.method == "POST" and b"IMG_2032" in body and not cut:
            cut.append(1)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/tep/**", cut_the_second)
    page.set_input_files("[name=file]", photos(page))  # type: ignore[arg-type]
    rows = page.locator(".file-list li")
    expect(rows).to_have_count(3)
    expect(rows.filter(has_text="gốc")).to_have_count(3, timeout=30_000)
    page.check("[name=confirmed_open]")
    slow_down(page)
    page.get_by_role("button", name="Lưu minh chứng").click()
    second = rows.filter(has_text="IMG_2032.jpg")
    expect(second).to_contain_text("Mất kết nối", timeout=60_000)
    expect(rows.filter(has_text="đã tải lên")).to_have_count(2, timeout=60_000)
    assert Evidence.objects.filter(duties=world.duty).count() == 0
    check_page(page)
    second.get_by_role("button", name="Thử lại").click()
    expect(page.get_by_text("Đã thêm 3 minh chứng")).to_be_visible(timeout=60_000)
    kept = Evidence.objects.filter(duties=world.duty)
    assert sorted(kept.values_list("file_name", flat=True)) == [
        "IMG_2031.jpg",
        "IMG_2032.jpg",
        "IMG_2033.jpg",
    ]
    for row in kept:
        assert row.size < 1_500_000
        with row.file.open() as file:
            assert PLACE not in file.read()
    assert all("Failed to load" in words for words in officer.complaints)


def test_a_known_photo_costs_no_second_journey(
    browser: Browser, live_server: Any, world: World
) -> None:
    officer = Visitor(browser, live_server.url, world.people["officer"], 390)
    sent: list[str] = []
    file = {"name": "Bảng.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 a"}
    other = make_duty(make_task(world.plan), world.commune, world.period)
    for press, duty in (("", world.duty), ("Dùng lại", other)):
        page = officer.open(f"/nhiem-vu/{duty.pk}/minh-chung/")
        page.on("request", lambda request: sent.append(request.method + request.url))
        page.set_input_files("[name=file]", file)  # type: ignore[arg-type]
        page.check("[name=confirmed_open]")
        if press:
            sent.clear()
            row = page.locator(".file-list li")
            expect(row).to_contain_text("Đơn vị đã có tệp này")
            row.get_by_role("button", name=press).click()
        page.get_by_role("button", name="Lưu minh chứng").click()
        expect(page.get_by_text("Đã thêm minh chứng")).to_be_visible()
    assert not [each for each in sent if each.startswith("POST") and "/tep/" in each]
    assert Evidence.objects.count() == 1
