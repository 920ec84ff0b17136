"""The list of duties as CSV and XLSX; text can never become a formula."""

import csv
from collections.abc import Iterable, Iterator
from io import BytesIO, StringIO

import xlsxwriter

from kehoach.lib.dates import format_date
from kehoach.lib.text import neutralise_formula
from tasks.models import Duty
from tasks.status import Standing

HEADINGS = (
    "Mã",
    "Nhiệm vụ",
    "Đơn vị",
    "Trạng thái",
    "Tiến độ",
    "Hạn",
    "Gửi lần đầu",
    "Tiếp nhận",
    "Cập nhật gần nhất",
)
WIDTHS = (10, 60, 36, 34, 18, 12, 12, 12, 16)


def lines(rows: Iterable[Duty]) -> Iterator[list[str]]:
    """Yield one line of text per duty, safe to open in a spreadsheet."""
    for duty in rows:
        days = (duty.due_on, duty.first_sent_on, duty.accepted_on, duty.last_entry_on)
        words = (
            duty.task.code,
            duty.task.short_title,
            duty.agency.name,
            str(Standing(duty.standing).label),  # type: ignore[attr-defined] # annotated
            duty.get_progress_display(),
            *(format_date(day) if day else "" for day in days),
        )
        yield [neutralise_formula(word) for word in words]


def as_csv(rows: Iterable[Duty]) -> bytes:
    """Return CSV that Excel reads as UTF-8."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerows(lines(rows))
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Iterable[Duty], title: str) -> bytes:
    """Return a workbook of plain strings with a frozen, filtered heading."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "in_memory": True})
    sheet = book.add_worksheet("Danh sách")
    book.set_properties({"title": title})
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF7", "border": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, bold)
    last = 0
    for last, line in enumerate(lines(rows), 1):
        for column, word in enumerate(line):
            sheet.write_string(last, column, word, wrap)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, last, len(HEADINGS) - 1)
    book.close()
    return out.getvalue()
