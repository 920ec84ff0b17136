"""The desk's workbook: downloaded, filled, recorded, uploaded again; desk and phone."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from kehoach.tests.browsing import Visitor, check_page
from kehoach.tests.world import World
from tasks.desk.sheet import layout
from tasks.models import Evidence, FigureValue, ProgressEntry
from tasks.work.logging import log_progress

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROW = layout.HEADING_ROW + 2
SAID = {
    "text": "Tuyên truyền ở 5 tổ dân phố.",
    "progress": "Đang thực hiện",
    "number": "12/BC-UBND",
    "subject": "Báo cáo tuyên truyền",
}


class Workbook:
    """The file on the officer's machine."""

    def __init__(self, page: Page) -> None:
        with page.expect_download() as found:
            page.get_by_role("link", name="Tải bảng (.xlsx)").click()
        self.book = openpyxl.load_workbook(BytesIO(found.value.path().read_bytes()))

    def put(self, sheet: str, columns: Any, name: str, value: object) -> None:
        place = layout.column_place(columns, name) + 1
        self.book[sheet].cell(row=ROW, column=place).value = value

    def upload(self, page: Page) -> None:
        out = BytesIO()
        self.book.save(out)
        file = {"name": "bang.xlsx", "mimeType": "", "buffer": out.getvalue()}
        page.set_input_files("[name=file]", file)  # type: ignore[arg-type] # in memory
        page.get_by_role("button", name="Kiểm tra bảng").click()


@pytest.mark.slow
@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (1440, "light")])
def test_the_same_workbook_is_uploaded_twice(
    browser: Browser,
    live_server: Any,
    world: World,
    width: int,
    theme: str,
) -> None:
    officer = Visitor(browser, live_server.url, world.people["officer"], width, theme)
    page = officer.open(f"/don-vi/{world.commune.code}/bang-tinh/")
    book = Workbook(page)
    for name, value in SAID.items():
        book.put(layout.DUTIES_SHEET, layout.DUTY_COLUMNS, name, value)
    book.put(layout.FIGURES_SHEET, layout.FIGURE_COLUMNS, "answer", "#N/A")
    book.upload(page)
    wrong = page.get_by_role("row", name="Số liệu!G6")
    expect(wrong).to_contain_text("Số cuộc tuyên truyền")
    expect(wrong).to_contain_text("#N/A")
    check_page(page)

    book.put(layout.FIGURES_SHEET, layout.FIGURE_COLUMNS, "answer", 12)
    book.upload(page)
    expect(page.get_by_role("heading", name="Sẽ ghi")).to_have_text(
        "Sẽ ghi 1 kết quả, 1 số liệu, 1 văn bản"
    )
    expect(page.get_by_text("12/BC-UBND: Báo cáo tuyên truyền")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Ghi vào hệ thống").click()
    expect(page.get_by_text("Đã ghi 1 kết quả, 1 số liệu, 1 văn bản.")).to_be_visible()

    page = officer.open(f"/don-vi/{world.commune.code}/bang-tinh/")
    book.upload(page)
    expect(page.get_by_text("Bảng không có gì mới so với hệ thống")).to_be_visible()
    assert ProgressEntry.objects.count() == Evidence.objects.count() == 1

    now = timezone.now()
    log_progress(
        duties=[world.duty], author=world.people["head"], done_on=now.date(),
        text="Đếm lại", progress="in_progress", answers={world.figure.pk: "15"},
        today=timezone.localdate(), now=now,
    )  # fmt: skip
    book.put(layout.FIGURES_SHEET, layout.FIGURE_COLUMNS, "answer", 14)
    book.upload(page)
    choice = page.get_by_role("group", name="Số cuộc tuyên truyền")
    choice.get_by_label("Giữ trên hệ thống: 15").focus()
    check_page(page)
    choice.get_by_label("Lấy trong tệp: 14").check()
    page.get_by_role("button", name="Ghi vào hệ thống").click()
    expect(page.get_by_text("Đã ghi 1 số liệu.")).to_be_visible()
    assert FigureValue.objects.get(is_current=True).number == 14
