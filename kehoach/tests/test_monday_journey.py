"""Monday morning of Sở Nội vụ, from the overview to what it passes on."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from agencies.tests.factories import make_agency
from kehoach.tests.browsing import Visitor, fits, go, pick
from kehoach.tests.world import World, raised
from tasks.evidence.tests import files
from tasks.models import (
    Duty,
    Plan,
    Referral,
    UrgingLetter,
)
from tasks.tests.factories import make_duty

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


class Week(World):
    """Three communes have sent, one has said nothing, and something stands in its way."""

    def __init__(self) -> None:
        """Add what the week left behind."""
        super().__init__()
        today = timezone.localdate()
        Plan.objects.filter(pk=self.plan.pk).update(
            number="123/KH-UBND", issued_on=today - timedelta(days=400)
        )
        self.sent = [self.sends(f"UBND xã Gửi {name}") for name in ("Một", "Hai", "Ba")]
        self.justice = make_agency("Sở Tư pháp", kind="so")
        self.silent = make_agency("UBND xã Im Lặng", kind="cap-xa")
        self.unsaid = make_duty(self.task, self.silent, self.period)

    def sends(self, name: str) -> Duty:
        """Return what a commune of this name has done and sent today."""
        today = timezone.localdate()
        return make_duty(
            self.task, make_agency(name, kind="cap-xa"), self.period,
            state="submitted", progress="done", first_sent_on=today,
            last_entry_on=today,
        )  # fmt: skip


@pytest.fixture
def week(db: None) -> Week:
    """Return the world of a Monday."""
    return Week()


def test_the_steering_agency_clears_what_waits_on_monday_morning(
    browser: Browser, live_server: Any, week: Week
) -> None:
    difficulty = raised(week)
    officer = Visitor(browser, live_server.url, week.people["reviewer"], 1440)
    page = officer.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.on("dialog", lambda dialog: dialog.accept())

    the_overview_says_what_waits(page)
    two_are_accepted_after_a_question(page, week)
    one_is_sent_back(page, week)
    the_silent_are_urged_by_letter(page, week)
    an_answer_is_copied(page)
    the_difficulty_is_passed_on(page, week)

    assert list(
        Duty.objects.order_by("pk").values_list("state", flat=True)
    ) == ["open", "accepted", "accepted", "returned", "open"]  # fmt: skip
    letter = UrgingLetter.objects.get()
    assert (letter.number, letter.is_sent) == ("77/SNV-XDCQ", True)
    assert set(letter.named.values_list("duty", flat=True)) == {week.unsaid.pk}
    referral = Referral.objects.get(difficulty=difficulty)
    assert (referral.agency, referral.state) == (week.justice, "waiting")
    assert officer.complaints == []


def the_overview_says_what_waits(page: Page) -> None:
    go(page, "Tổng quan")
    expect(page.locator(".says-line")).to_contain_text("60% nhiệm vụ đã gửi")
    waits = page.locator(".waits")
    expect(waits).to_contain_text("3 chờ tiếp nhận")
    expect(waits).to_contain_text("1 vướng mắc chờ trả lời")
    expect(waits).to_contain_text("2 đơn vị chưa phản hồi")
    assert fits(page)
    waits.get_by_role("link", name="chờ tiếp nhận").click()


def two_are_accepted_after_a_question(page: Page, week: Week) -> None:
    for duty in week.sent[:2]:
        page.get_by_label(f"Chọn {duty}", exact=True).check()
    page.get_by_role("button", name="Tiếp nhận mục đã chọn").click()
    question = "Tiếp nhận 2 nhiệm vụ của 2 đơn vị?"
    expect(page.get_by_role("heading", level=1)).to_have_text(question)
    assert not Duty.objects.filter(state="accepted").exists()
    page.get_by_role("button", name="Tiếp nhận 2 nhiệm vụ").click()
    expect(page.get_by_text("Đã tiếp nhận 2 nhiệm vụ.")).to_be_visible()
    expect(page.locator(".queue tbody tr")).to_have_count(1)
    assert fits(page)


def one_is_sent_back(page: Page, week: Week) -> None:
    row = page.locator(f"#n{week.sent[2].pk}")
    row.get_by_role("link", name="Yêu cầu bổ sung").click()
    page.locator("main textarea").first.fill("Bổ sung số người dự.")
    page.locator("main").get_by_role("button", name="Yêu cầu bổ sung").click()
    expect(page.get_by_text("Không còn nhiệm vụ nào chờ tiếp nhận")).to_be_visible()
    told = week.sent[2].events.get(kind="returned")
    assert told.note == "Bổ sung số người dự."


def the_silent_are_urged_by_letter(page: Page, week: Week) -> None:
    go(page, "Đôn đốc")
    page.get_by_role("link", name="Công văn").first.click()
    page.get_by_label(re.compile("UBND xã Im Lặng")).check()
    page.get_by_role("button", name="Soạn công văn đôn đốc").click()
    expect(page.locator("main")).to_contain_text("UBND xã Im Lặng")
    page.get_by_label("Họ tên người ký").fill("Trần Văn Bình")
    page.get_by_role("button", name="Lưu dự thảo").click()
    with page.expect_download() as started:
        page.get_by_role("link", name="Tải DOCX").click()
    assert started.value.suggested_filename.endswith(".docx")
    sent = page.locator("form[action$='/da-gui/']")
    sent.get_by_label("Số, ký hiệu").fill("77/SNV-XDCQ")
    sent.get_by_label("Ngày ký").fill(f"{timezone.localdate():%d/%m/%Y}")
    pdf = {"name": "cong van.pdf", "mimeType": "application/pdf", "buffer": files.PDF}
    sent.locator("[name=file]").set_input_files(pdf)  # type: ignore[arg-type]
    sent.locator("[name=confirmed_open]").check()
    sent.get_by_role("button", name="Ghi nhận đã gửi").click()
    expect(page.get_by_role("link", name="cong van.pdf")).to_be_visible()
    assert fits(page)


def an_answer_is_copied(page: Page) -> None:
    go(page, "Tổng quan")
    page.get_by_text("Chép câu trả lời").click()
    page.get_by_role("button", name="Chép", exact=True).click()
    expect(page.get_by_text("Đã chép.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "đã gửi 3/5 nhiệm vụ (60%)" in copied
    assert "UBND xã Im Lặng" in copied


def the_difficulty_is_passed_on(page: Page, week: Week) -> None:
    page.locator(".waits").get_by_role("link", name="vướng mắc chờ trả lời").click()
    page.get_by_role("link", name="Chuyển xử lý").click()
    pick(page, "agency", "tu phap", week.justice.short_name)
    page.get_by_role("button", name="Chuyển xử lý").click()
    row = page.locator("article", has_text="Chưa có mẫu niêm yết.")
    expect(row).to_contain_text("Đang ở Sở Tư pháp")
    assert fits(page)
