"""An administrator merges and divides communes in Debian's Chromium, on a phone too."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from agencies.models import Agency, Reorganisation
from agencies.tests.factories import PASSWORD, make_agency, make_user
from kehoach.tests.browsing import ENGLISH, Visitor, fits, pick, violations
from kehoach.tests.world import World
from tasks.models import Duty
from tasks.tests.factories import make_duty

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def administrator(engine: Browser, url: str, width: int = 1280) -> Visitor:
    user = make_user("officer", make_agency(), is_superuser=True)
    user.set_password(PASSWORD)
    user.save()
    return Visitor(engine, url, user, width)


@pytest.mark.slow
def test_a_reorganisation_goes_from_its_draft_to_the_new_desk(
    browser: Browser,
    live_server: Any,
    world: World,
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


@pytest.mark.slow
def test_pages_of_a_reorganisation_are_vietnamese_accessible_and_fit_a_phone(
    browser: Browser,
    live_server: Any,
    world: World,
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
        assert fits(page), path
        assert violations(page) == [], path
    assert visitor.complaints == []
