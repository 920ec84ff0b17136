"""A plan of forty rows from its annex to published, as somebody does who never did it.

Time is worked out by the keystroke-level model (`test_keyboard_sheet.py`): 0,28 s a key,
1,35 s of thought before each act, 1,1 s to point, 5 s for the system's window that picks
a file. What is read is added: 5 s for each row of the draft, 15 s for each wrong cell.
"""

from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page, expect

from agencies.models import Agency
from agencies.tests.factories import PASSWORD, make_user
from kehoach.tests.browsing import Visitor, fits
from tasks.models import Assignment, Plan

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
KEY, THOUGHT, POINT, FILE = 0.28, 1.35, 1.1, 5.0
READ_ROW, READ_WRONG = 5.0, 15.0
BAR = 30 * 60
HEADINGS = (
    "Cải cách thể chế",
    "Thủ tục hành chính",
    "Tổ chức bộ máy",
    "Công chức, công vụ",
)
WORK = (
    "Rà soát, trình cấp có thẩm quyền sửa đổi, bổ sung, thay thế hoặc bãi bỏ văn bản quy"
    " phạm pháp luật không còn phù hợp"
)
WHEN = ("Hằng quý", "Quý II", "Tháng 10", "Thường xuyên", "Chậm nhất ngày 30/11/{year}")
LEADS = ("Sở Nội vụ", "Sở Tư pháp", "Sở Văn hóa, Thể thao và Du lịch", "Sở Tài chính")
ROWS = 40


@dataclass
class Clerk:
    """Acts on pages and in the spreadsheet, and counts what it costs."""

    page: Page
    seconds: float = 0
    acts: list[str] = field(default_factory=list)

    def cost(self, act: str, seconds: float) -> None:
        self.acts.append(act)
        self.seconds += seconds

    def click(self, place: Locator) -> None:
        self.cost("bấm", THOUGHT + POINT)
        place.first.click()

    def write(self, place: Locator, text: str) -> None:
        self.cost("gõ", THOUGHT + POINT + len(text) * KEY)
        place.first.fill(text)

    def choose(self, place: Locator, word: str) -> None:
        self.cost("chọn", THOUGHT + 2 * POINT)
        place.first.select_option(label=word)

    def bring(self, content: bytes) -> None:
        """Choose the file and send it."""
        self.cost("chọn tệp", THOUGHT + POINT + FILE)
        file = {"name": "ke-hoach.xlsx", "mimeType": "application/octet-stream"}
        self.page.set_input_files("[name=file]", {**file, "buffer": content})
        self.click(self.page.get_by_role("button", name="Kiểm tra và ghi"))

    def cells(self, *texts: str) -> None:
        """Type cells of the spreadsheet, each ended by Enter or Tab."""
        for text in texts:
            self.cost("gõ ô", THOUGHT + (len(text) + 1) * KEY)

    def paste(self) -> None:
        """Copy a block of the annex and paste it into the spreadsheet."""
        self.cost("dán", THOUGHT + 2 * POINT + 6 * KEY)

    def fill_down(self) -> None:
        """Fill a column down."""
        self.cost("kéo xuống", THOUGHT + POINT + 4 * KEY)


@pytest.fixture
def head(db: None) -> Any:
    """Return the head of the agency that steers the shipped plan."""
    call_command("load_plan", verbosity=0)
    user = make_user("head", Plan.objects.get().steering_agency)
    user.set_password(PASSWORD)
    user.save()
    return user


def annex(year: int) -> list[tuple[str, ...]]:
    """Return the rows: content, who leads, who coordinates, when, product."""
    rows = []
    for number in range(ROWS):
        when = WHEN[number % len(WHEN)].format(year=year)
        along = "Sở Tài chính, Sở Tư pháp" if number % 3 == 1 else ""
        product = "Báo cáo kết quả" if number % 2 else ""
        lead = "Sở Nội vụ" if along else LEADS[number % len(LEADS)]
        rows.append((f"{WORK} ({number + 1})", lead, along, when, product))
    return rows


def entered(form: bytes, clerk: Clerk, year: int) -> Any:
    """Return the form as filled at first, four cells of it wrong."""
    book = load_workbook(BytesIO(form))
    for line in [("PL", "PHỤ LỤC NHIỆM VỤ", "")] + [
        (f"PL.{number}", title, "PL") for number, title in enumerate(HEADINGS, 1)
    ]:
        put(book["Phần, mục"], line, ("Mã", "Tiêu đề", "Thuộc mục"))
        clerk.cells(*(cell for cell in line if cell))
    sheet = book["Nhiệm vụ"]
    rows, each = annex(year), ROWS // len(HEADINGS)
    clerk.paste()  # five columns of the annex stand side by side, as in the form
    for number, row in enumerate(rows):
        heading = f"PL.{number // each + 1}"
        code = f"{heading}.{number % each + 1}"
        columns = (
            "Nội dung",
            "Chủ trì",
            "Phối hợp",
            "Thời gian theo kế hoạch",
            "Sản phẩm",
        )
        put(sheet, (code, heading, *row), ("Mã", "Mục", *columns))
    for number in range(1, len(HEADINGS) + 1):
        clerk.cells(f"PL.{number}.1", f"PL.{number}")
        clerk.fill_down()
        clerk.fill_down()
    target = ("MT.1", "80% văn bản được rà soát đúng hạn", "80 phần trăm", "PL.1.1")
    put(book["Mục tiêu"], target, ("Mã", "Mục tiêu", "Ngưỡng", "Mã nhiệm vụ"))
    put(book["Mục tiêu"], ("Tối thiểu",), ("Phải đạt",), row=2)
    clerk.cells(*target, "Tối thiểu")
    at(sheet, 5, "Chủ trì").value = "Sở Tư Phap"
    at(sheet, 9, "Thời gian theo kế hoạch").value = "Theo kế hoạch của Bộ"
    at(sheet, 12, "Mục").value = "PL.9"
    return book


def put(
    sheet: Any, values: tuple[str, ...], columns: tuple[str, ...], row: int = 0
) -> None:
    """Write a line below those there are, or into the row."""
    names = [cell.value for cell in sheet[1]]
    code = names.index("Mã") + 1
    row = row or next(n for n in range(2, 300) if not sheet.cell(n, code).value)
    for name, value in zip(columns, values, strict=True):
        sheet.cell(row, names.index(name) + 1).value = value or None


def at(sheet: Any, row: int, column: str) -> Any:
    return sheet.cell(row, [cell.value for cell in sheet[1]].index(column) + 1)


def bytes_of(book: Any) -> bytes:
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_a_plan_of_forty_rows_is_published_within_half_an_hour(
    browser: Browser, live_server: Any, head: Any, record_property: Any
) -> None:
    visitor = Visitor(browser, live_server.url, head, 1440)
    page, year = visitor.page, timezone.localdate().year
    page.on("dialog", lambda dialog: dialog.accept())
    visitor.open("/ke-hoach/")
    clerk = Clerk(page)
    begin(clerk)
    clerk.click(page.get_by_role("link", name="Nhập từ tệp"))
    with page.expect_download() as download:
        clerk.click(page.get_by_role("link", name="Tải tệp mẫu"))
    book = entered(Path(download.value.path()).read_bytes(), clerk, year)

    clerk.bring(bytes_of(book))
    expect(page.get_by_text("có 4 chỗ sai")).to_be_visible()
    wrong = page.locator("[aria-labelledby=sai] li")
    expect(wrong).to_have_count(4)
    sheet = book["Nhiệm vụ"]
    for row, column, right in (
        (5, "Chủ trì", "Sở Tư pháp"),
        (9, "Thời gian", "Hằng năm"),
        (12, "Mục", "PL.1"),
    ):
        at(sheet, row, column).value = right
        clerk.cost("đọc ô sai", READ_WRONG)
        clerk.cells(right)
    at(book["Mục tiêu"], 2, "Ngưỡng").value = "80"
    clerk.cost("đọc ô sai", READ_WRONG)
    clerk.cells("80")
    clerk.bring(bytes_of(book))
    expect(page.get_by_text("40 dòng mới")).to_be_visible()

    draft = Plan.objects.get(state="draft")
    assert draft.tasks.count() == ROWS
    assert Assignment.objects.filter(task__plan=draft, role="lead").count() == ROWS
    clerk.cost("đọc dự thảo", ROWS * READ_ROW)
    name_the_document(clerk)
    mend_a_row(clerk)
    clerk.click(page.get_by_role("link", name="Kiểm tra, công bố"))
    expect(page.get_by_text("Công bố sẽ giao")).to_be_visible()
    assert fits(page)
    clerk.cost("đọc bảng kiểm tra", 60)
    clerk.click(page.get_by_role("button", name="Công bố kế hoạch"))
    expect(page.get_by_text("Đã công bố")).to_be_visible()
    draft.refresh_from_db()
    assert (draft.state, draft.number) == ("running", "15/KH-UBND")
    assert visitor.complaints == []
    record_property("acts", len(clerk.acts))
    record_property("minutes", round(clerk.seconds / 60, 1))
    print(len(clerk.acts), "acts", round(clerk.seconds / 60, 1), "minutes")  # noqa: T201
    assert clerk.seconds < BAR


def begin(clerk: Clerk) -> None:
    """Begin an empty draft beside the plan that there is."""
    page = clerk.page
    clerk.click(page.get_by_role("link", name="Chép thành dự thảo mới"))
    clerk.write(page.locator("[name=short_title]"), "Kế hoạch CCHC năm tới")
    for part in ("van-ban", "so-lieu", "de-cuong"):
        clerk.click(page.locator(f"[name=parts][value={part}]"))
    clerk.click(page.locator("main form button[type=submit]"))
    expect(page.get_by_text("Đã lập dự thảo")).to_be_visible()


def name_the_document(clerk: Clerk) -> None:
    """Type number and day on the draft's page."""
    page = clerk.page
    clerk.click(page.get_by_role("link", name="Sửa tên, số, ngày, nơi nhận"))
    form = page.locator("form[data-in-place]")
    clerk.write(form.locator("[name=title]"), "Cải cách hành chính")
    clerk.write(form.locator("[name=number]"), "15/KH-UBND")
    clerk.write(form.locator("[name=issued_on]"), f"{timezone.localdate():%d/%m/%Y}")
    clerk.click(form.get_by_role("button", name="Lưu"))
    expect(page.get_by_text("Số 15/KH-UBND")).to_be_visible()


def mend_a_row(clerk: Clerk) -> None:
    """Give one task to one more agency, on its place."""
    page = clerk.page
    clerk.click(page.get_by_role("link", name="Sửa PL.1.2", exact=True))
    form = page.locator("form[data-in-place]")
    health = Agency.objects.get(short_name="Sở Y tế")
    clerk.choose(form.locator("[name=to_them]"), health.name)
    clerk.choose(form.locator("[name=role_them]"), "Phối hợp")
    clerk.click(form.get_by_role("button", name="Lưu"))
    expect(page.locator(".desk-saved")).to_be_visible()
    expect(page.locator("[id='PL.1.2']")).to_contain_text("Sở Y tế")
