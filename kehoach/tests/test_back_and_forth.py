"""What comes back: Sở Nội vụ returns, the agency explains and sends again; the agency's
head gives a duty back to the officer.
"""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from kehoach.tests.browsing import Visitor, fits, violations
from kehoach.tests.world import World, moment
from tasks.review.deciding import default_return_day, return_duty
from tasks.work.at_head import prepare_duty
from tasks.work.logging import log_progress
from tasks.work.sending import submit_duty

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]
WIDTHS = pytest.mark.parametrize("width", [390, 1440])
REASON = "Số cuộc thấp hơn số 6 tháng, đề nghị rà soát."


def done(world: World) -> None:
    """Let the officer say everything that is asked."""
    log_progress(
        duties=[world.duty], author=world.people["officer"],
        done_on=timezone.localdate(), text="Đã họp dân 04 cuộc.", progress="done",
        answers={world.figure.pk: "4"}, **moment(),
    )  # fmt: skip


@WIDTHS
def test_what_is_returned_is_explained_and_sent_again(
    browser: Browser,
    live_server: Any,
    world: World,
    width: int,
) -> None:
    done(world)
    submit_duty(duty=world.duty, actor=world.people["head"], **moment())
    return_duty(
        duty=world.duty, reason=REASON, actor=world.people["reviewer"],
        new_due_on=default_return_day(world.duty, timezone.localdate()), **moment(),
    )  # fmt: skip

    head = Visitor(browser, live_server.url, world.people["head"], width)
    page = head.open(f"/don-vi/{world.commune.code}/gui/xem/")
    expect(page.get_by_text("Chưa có gì chờ gửi.")).to_be_visible()
    expect(page.get_by_text(REASON)).to_be_visible()

    officer = Visitor(browser, live_server.url, world.people["officer"], width)
    page = officer.open(f"/don-vi/{world.commune.code}/")
    line = page.locator(f"#dong-{world.duty.pk}")
    expect(line).to_contain_text(REASON)
    assert fits(page)
    assert violations(page) == []
    expect(line.get_by_role("link", name="Sửa và giải trình III.2.a")).to_be_visible()
    line.get_by_label("Việc khác của III.2.a").click()
    line.get_by_role("link", name="Chỉ giải trình").click()
    page.get_by_label("Nội dung giải trình").fill("Số đúng: đầu năm ghi nhầm.")
    page.get_by_role("button", name="Lưu giải trình").click()
    expect(page.get_by_text("Đã ghi giải trình III.2.a.")).to_be_visible()
    page = officer.open(f"/don-vi/{world.commune.code}/")
    page.get_by_role("button", name="Trình thủ trưởng III.2.a").click()
    expect(page.get_by_text("Đã trình thủ trưởng III.2.a.")).to_be_visible()

    page = head.open(f"/don-vi/{world.commune.code}/gui/xem/")
    expect(page.get_by_text("Số đúng: đầu năm ghi nhầm.")).to_be_visible()
    assert fits(page)
    assert violations(page) == []
    page.get_by_role("button", name="Gửi 1 nhiệm vụ").click()
    expect(page.get_by_text("Đã gửi 1 nhiệm vụ")).to_be_visible()

    reviewer = Visitor(browser, live_server.url, world.people["reviewer"], width)
    page = reviewer.open(f"/tiep-nhan/{world.duty.pk}/")
    told = page.get_by_role("region", name="Từ khi yêu cầu bổ sung")
    expect(told).to_contain_text("Số đúng: đầu năm ghi nhầm.")
    assert officer.complaints + head.complaints + reviewer.complaints == []


@WIDTHS
def test_the_head_gives_it_back_to_the_officer(
    browser: Browser,
    live_server: Any,
    world: World,
    width: int,
) -> None:
    done(world)
    prepare_duty(duty=world.duty, actor=world.people["officer"], **moment())
    head = Visitor(browser, live_server.url, world.people["head"], width)
    page = head.open(f"/don-vi/{world.commune.code}/")
    page.get_by_role("link", name="Xem và gửi III.2.a").click()
    tick = page.get_by_label("Gửi III.2.a")
    expect(tick).to_be_checked()
    tick.uncheck()
    expect(page.get_by_role("button", name="Gửi 0 nhiệm vụ")).to_be_disabled()
    expect(page.get_by_text("bỏ chọn: III.2.a")).to_be_visible()
    page.get_by_text("Trả lại cán bộ").click()
    page.get_by_label("Ý kiến trả lại").fill("Khớp số với sổ theo dõi.")
    page.get_by_role("button", name="Trả lại").click()
    expect(page.get_by_text("Đã trả lại III.2.a, đã báo cán bộ.")).to_be_visible()

    officer = Visitor(browser, live_server.url, world.people["officer"], width)
    page = officer.open("/thong-bao/")
    expect(page.get_by_text("Khớp số với sổ theo dõi.").first).to_be_visible()
    page = officer.open(f"/don-vi/{world.commune.code}/")
    expect(page.get_by_text("Thủ trưởng trả lại", exact=True)).to_be_visible()
    expect(page.get_by_text("Khớp số với sổ theo dõi.")).to_be_visible()
    assert head.complaints + officer.complaints == []
