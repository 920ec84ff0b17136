"""An administrator merges and divides communes in Debian's Chromium, on a phone too."""

from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from agencies.models import Agency, Reorganisation
from agencies.tests.factories import PASSWORD, make_agency, make_user
from kehoach.tests.test_journeys import (  # noqa: F401 -- fixtures by name
    ENGLISH,
    Visitor,
    World,
    browser,
    world,
)
from tasks.models import Duty
from tasks.tests.factories import make_duty

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def administrator(engine: Browser, url: str, width: int = 1280) -> Visitor:
    user = make_user("officer", make_agency(), is_superuser=True)
    user.set_password(PASSWORD)
    user.save()
    return Visitor(engine, url, user, width)


def pick(page: Page, field: str, words: str, found: str) -> None:
    """Type as a person does, and take what the search offers."""
    page.locator(f"[name={field}]").press_sequentially(words, delay=20)
    offer = page.locator(f"[name={field}_chon]")
    expect(offer).to_have_count(1)
    expect(page.locator(".agency-pick", has=offer)).to_contain_text(found)
    offer.check()


def test_from_the_draft_to_the_new_desk(
    browser: Browser,  # noqa: F811 -- the fixture
    live_server: Any,
    world: World,  # noqa: F811 -- the fixture
) -> None:
    heir = make_agency("UBND phường Kế", kind="cap-xa")
    other = make_agency("UBND xã Chia", kind="cap-xa")
    make_duty(world.task, other, world.period)
    visitor = administrator(browser, live_server.url)
    page = visitor.open("/sap-xep/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("link", name="Lập dự thảo").first.click()
    page.fill("[name=name]", "Sắp xếp thử")
    page.fill("[name=legal_basis]", "NQ 1")
    day = timezone.localdate() - timedelta(days=1)
    page.fill("[name=effective_on]", f"{day:%d/%m/%Y}")
    page.get_by_role("button", name="Lập dự thảo").click()
    pick(page, "predecessor", "phuong thu", "UBND phường Thử")
    pick(page, "successor", "ke", "UBND phường Kế")
    page.get_by_role("button", name="Thêm dòng").click()
    for followed in ("phường Kế", ""):
        page.fill("[name=predecessor]", "xã Chia")
        page.select_option("[name=kind]", "split")
        if followed:
            page.fill("[name=successor]", followed)
        else:
            page.get_by_text("Lập cơ quan mới cùng sự kiện này").click()
            page.fill("[name=new_name]", "UBND xã Mới")
            page.select_option("[name=new_kind]", "cap-xa")
            page.select_option("[name=new_level]", "xa")
        page.get_by_role("button", name="Thêm dòng").click()
    page.get_by_role("link", name="Xem trước").click()
    expect(page.get_by_text("1 nhiệm vụ chờ chọn")).to_be_visible()
    page.select_option(f'[name="takes.{other.code}."]', label="UBND xã Mới")
    page.get_by_role("button", name="Lưu lựa chọn").click()
    page.get_by_role("button", name="Áp dụng").click()
    expect(page.get_by_text("2 cơ quan kết thúc, 2 nhiệm vụ")).to_be_visible()
    page.get_by_role("link", name="Chuyển cán bộ").click()
    page.get_by_role("button", name="Chuyển sang UBND phường Kế").click()
    expect(page.get_by_text("Còn 0 người chưa chuyển")).to_be_visible()
    born = Agency.objects.get(name="UBND xã Mới")
    agencies = Duty.objects.filter(state="open").values_list("agency", flat=True)
    assert set(agencies) == {heir.pk, born.pk}
    page = visitor.open(f"/don-vi/{born.code}/")
    expect(page.get_by_role("link", name="UBND xã Chia")).to_be_visible()
    assert visitor.complaints == []


def test_its_pages_are_vietnamese_accessible_and_fit_a_phone(
    browser: Browser,  # noqa: F811 -- the fixture
    live_server: Any,
    world: World,  # noqa: F811 -- the fixture
) -> None:
    event = Reorganisation.objects.create(
        name="Sắp xếp thử",
        legal_basis="NQ 1",
        effective_on=timezone.localdate() - timedelta(days=1),
    )
    for heir in (make_agency(kind="cap-xa"), make_agency(kind="cap-xa")):
        event.lines.create(predecessor=world.commune, successor=heir, kind="split")
    visitor = administrator(browser, live_server.url, width=390)
    for path in ("", "moi/", *(f"{event.pk}/{p}" for p in ("", "xem-truoc/"))):
        page = visitor.open(f"/sap-xep/{path}")
        for folded in page.locator("main details").all():
            folded.evaluate("each => each.open = true")
        words = set(page.inner_text("body").lower().split())
        assert words & set(ENGLISH) == set(), path
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, path
        assert Axe().run(page).response["violations"] == [], path
    assert visitor.complaints == []
