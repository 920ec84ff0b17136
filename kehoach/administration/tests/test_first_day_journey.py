"""An administrator's first day, from an empty database to nothing left to put right."""

from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_celery_beat.models import PeriodicTask
from playwright.sync_api import Browser, Page, expect

from agencies.models import Agency, Membership, User
from agencies.tests.factories import PASSWORD, make_user
from kehoach.site.health import PULSE
from kehoach.tests.browsing import Visitor, fits
from tasks.models import Assignment, Duty, Plan, ReminderRun
from tasks.plan.tests.entering import book_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AGENCIES = """Mã;Tên chính thức;Tên ngắn;Loại;Cấp;Địa bàn
so-noi-vu;Sở Nội vụ;Sở Nội vụ;so;tinh;khanh-hoa
xa-a;Ủy ban nhân dân xã A;UBND xã A;cap-xa;xa;khanh-hoa
xa-b;Ủy ban nhân dân xã B;UBND xã B;cap-xa;xa;khanh-hoa
"""
PEOPLE = """Mã đơn vị;Họ và tên;Thư điện tử công vụ;Vai trò;Điện thoại
so-noi-vu;Trần Văn Bình;binh@khanhhoa.gov.vn;Thủ trưởng;912345678
xa-a;Nguyễn Thị An;an@khanhhoa.gov.vn;Cán bộ đầu mối;
"""
PLAN = {
    "Phần, mục": ["Mã;Tiêu đề", "III;NHIỆM VỤ"],
    "Nhiệm vụ": [
        "Mã;Mục;Nội dung;Tên ngắn;Thời gian;Thời gian theo kế hoạch",
        "III.1;III;Niêm yết công khai;Niêm yết;annual;Hằng năm",
        "III.2;III;Đối thoại với dân;Đối thoại;annual;Hằng năm",
    ],
    "Phân công": [
        "Mã nhiệm vụ;Mã cơ quan;Vai trò;Cách giao;Đề xuất",
        "III.1;xa-a;execute;assigned;",
        "III.1;xa-b;execute;assigned;",
    ],
}


@pytest.fixture
def administrator(db: None) -> User:
    """Return the one person that there is; the background jobs run."""
    now = timezone.now()
    call_command("seed_schedules", verbosity=0)
    PeriodicTask.objects.filter(task=PULSE).update(last_run_at=now, enabled=True)
    ReminderRun.objects.create(kind="pulse", on=now.date(), started_at=now)
    user = make_user(is_superuser=True, is_staff=True)
    user.set_password(PASSWORD)
    user.save()
    return user


def test_an_administrator_sets_up_everything_on_the_first_day(
    browser: Browser, live_server: Any, administrator: User
) -> None:
    assert not Agency.objects.exists()
    visitor = Visitor(browser, live_server.url, administrator, 1440)
    page = visitor.page
    page.on("dialog", lambda dialog: dialog.accept())
    expect(page.locator(".says-line")).to_contain_text("Còn 5 bước")

    step(page, visitor, "Nhập cơ quan")
    bring_in(page, AGENCIES)
    step(page, visitor, "Nhập cán bộ")
    page.set_input_files("[name=file]", sheet(PEOPLE))
    page.get_by_role("button", name="Kiểm tra danh sách").click()
    page.get_by_role("button", name="Ghi danh sách và gửi thư kích hoạt").click()
    expect(page.get_by_text("Đã ghi").first).to_be_visible()
    step(page, visitor, "Thêm kế hoạch")
    the_plan_is_entered(page)
    step(page, visitor, "Nhập từ tệp")
    sheets = {name: [row.split(";") for row in rows] for name, rows in PLAN.items()}
    book = {"name": "kh.xlsx", "mimeType": XLSX, "buffer": book_of(**sheets)}
    page.set_input_files("[name=file]", book)
    page.get_by_role("button", name="Kiểm tra và ghi").click()
    expect(page.get_by_text("Đã nhập.")).to_be_visible()
    step(page, visitor, "Kiểm tra, công bố")
    page.get_by_role("button", name="Công bố kế hoạch").click()
    expect(page.get_by_text("Đã công bố")).to_be_visible()
    assert Duty.objects.count() == 2

    what_is_wrong_goes_to_zero(page, visitor)
    roles = set(Membership.objects.values_list("agency__code", "role"))
    assert roles == {("so-noi-vu", "head"), ("xa-a", "officer"), ("xa-b", "officer")}
    assert Assignment.objects.filter(task__code="III.2").count() == 1
    assert visitor.complaints == []


def sheet(content: str) -> Any:
    """Return a file of the administrator's."""
    return {"name": "ds.csv", "mimeType": "text/csv", "buffer": content.encode()}


def home(page: Page, visitor: Visitor) -> None:
    """Open «Quản trị»."""
    visitor.open("/quan-tri/")
    assert fits(page)


def step(page: Page, visitor: Visitor, action: str) -> None:
    """Take the step that «Quản trị» names as the next one."""
    home(page, visitor)
    page.locator("main ol").get_by_role("link", name=action).click()


def bring_in(page: Page, content: str) -> None:
    """Upload a list, look at the preview, write it."""
    page.set_input_files("[name=import_file]", sheet(content))
    page.get_by_role("button", name="Xem trước").click()
    expect(page.locator(".import-preview tbody tr")).to_have_count(
        content.count("\n") - 1
    )
    page.get_by_role("button", name="Ghi").click()
    expect(page.locator(".messagelist")).to_be_visible()


def choose(page: Page, field: str, words: str) -> None:
    """Search in a list of the admin and take what it offers."""
    page.locator(f".field-{field} .select2-selection").click()
    page.locator(".select2-search__field").fill(words)
    page.locator(".select2-results__option", has_text=words).first.click()


def the_plan_is_entered(page: Page) -> None:
    """Enter the plan as its draft stands: number and day are not known yet."""
    page.fill("[name=code]", "kh")
    page.fill("[name=title]", "Thực hiện dân chủ ở cơ sở")
    page.fill("[name=short_title]", "Kế hoạch dân chủ")
    page.fill("[name=issuer]", "UBND tỉnh")
    choose(page, "steering_agency", "Sở Nội vụ")
    page.locator(".add-row a").click()
    page.select_option("[name=scopes-0-territory]", "khanh-hoa")
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist")).to_be_visible()


def what_is_wrong_goes_to_zero(page: Page, visitor: Visitor) -> None:
    home(page, visitor)
    expect(page.locator(".says-line")).to_contain_text("3 điều cần xử lý")
    rows = page.locator("main .desk-line")
    expect(rows.nth(0)).to_contain_text("1 đơn vị")
    expect(rows.nth(0)).to_contain_text("UBND xã B: thư nhắc không đến ai")

    repair(page, "Chỉ định đầu mối")
    page.get_by_label("Họ và tên").fill("Lê Thị Ba")
    page.get_by_label("Thư điện tử công vụ").fill("ba@khanhhoa.gov.vn")
    page.get_by_role("button", name="Thêm cán bộ").click()
    home(page, visitor)
    expect(rows).to_have_count(2)
    expect(page.locator(".admin-groups")).to_contain_text("1 thiếu")

    repair(page, "Phân công")
    choose(page, "agency", "xã A")
    page.select_option("[name=role]", "execute")
    page.select_option("[name=mode]", "assigned")
    page.locator("[name=_save]").click()
    the_change_is_applied(page)
    home(page, visitor)
    expect(rows).to_have_count(1)

    repair(page, "Nhập số")
    page.fill("[name=number]", "01/KH-UBND")
    page.fill("[name=issued_on]", "10/06/2025")
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist")).to_be_visible()
    assert Plan.objects.get().number == "01/KH-UBND"
    home(page, visitor)
    expect(page.locator(".says-line")).to_contain_text("Không có gì phải xử lý")
    expect(page.locator(".admin-groups")).not_to_contain_text("thiếu")


def the_change_is_applied(page: Page) -> None:
    """Name the document of the draft that the admin made of an edit, and apply it."""
    page.fill("[name=basis_number]", "02/QĐ-UBND")
    page.fill("[name=basis_on]", "10/06/2025")
    page.fill("[name=basis_title]", "Giao nhiệm vụ")
    page.get_by_role("button", name="Lưu, xem lại").click()
    page.get_by_role("button", name="Áp dụng").click()
    expect(page.get_by_text("Đã áp dụng và báo cho các cơ quan")).to_be_visible()


def repair(page: Page, action: str) -> None:
    """Press the one repair of the row that has this action."""
    page.locator("main .desk-line").get_by_role("link", name=action).first.click()
