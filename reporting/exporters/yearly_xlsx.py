"""The yearly report as one workbook: real numbers, no formulas, printable sheets."""

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from kehoach.lib.dates import format_date
from kehoach.lib.text import printable
from reporting.exporters.yearly_docx import MISSING_HEADS, every_annex
from reporting.facts import YearlyReport

OPTIONS = {
    "in_memory": True,
    "constant_memory": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
}
TARGET_HEADS = (
    "Mã",
    "Cách đo",
    "Loại",
    "Đơn vị tính",
    "Tử số",
    "Mẫu số",
    "Tỷ lệ",
    "Không thuộc diện",
    "Chưa báo cáo",
    "Đơn vị đã kết thúc",
    "Tử số năm trước",
    "Mẫu số năm trước",
)
KINDS = {"rate": "Tỷ lệ", "proxy": "Chỉ báo thay thế", "count": "Số đếm"}
WIDE_HEADS = {"Nội dung", "Cách đo", "Đơn vị", "Cơ quan", "Ghi chú"}


class Book:
    """A workbook with the formats that every sheet uses."""

    def __init__(self) -> None:
        """Open it in memory."""
        self.bytes = BytesIO()
        self.book = Workbook(self.bytes, OPTIONS)
        plain = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
        ruled = {**plain, "border": 1, "text_wrap": True}
        self.title = self.book.add_format({**plain, "bold": True, "font_size": 14})
        self.head = self.book.add_format({**ruled, "bold": True, "align": "center"})
        self.text = self.book.add_format(ruled)
        self.number = self.book.add_format({**ruled, "num_format": "#,##0.##"})
        self.rate = self.book.add_format({**ruled, "num_format": "0.0%"})

    def sheet(
        self,
        name: str,
        title: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[Any]],
    ) -> None:
        """Add one sheet: title, ruled head that stays in sight, rows."""
        page = self.book.add_worksheet(name[:31])
        page.write_string(0, 0, printable(title), self.title)
        for column, head in enumerate(heads):
            page.set_column(column, column, 42 if head in WIDE_HEADS else 13)
            page.write_string(2, column, printable(head), self.head)
        for number, row in enumerate(rows, 3):
            for column, value in enumerate(row):
                self.cell(page, number, column, value, rate=heads[column] == "Tỷ lệ")
        page.freeze_panes(3, 2)
        page.repeat_rows(2)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_footer("&C&P/&N")

    def cell(self, page: Any, row: int, column: int, value: Any, *, rate: bool) -> None:
        """Write a number as a number and everything else as text."""
        if value is None:
            page.write_blank(row, column, None, self.text)
        elif isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            page.write_number(
                row, column, float(value), self.rate if rate else self.number
            )
        else:
            page.write_string(row, column, printable(str(value)), self.text)

    def close(self) -> bytes:
        """Return the file."""
        self.book.close()
        return self.bytes.getvalue()


def measure_rows(facts: YearlyReport) -> list[tuple[Any, ...]]:
    """Return one row per measure; the rate is a number."""
    return [
        (
            measure.code,
            measure.name,
            KINDS.get(measure.kind, measure.kind),
            measure.unit,
            measure.numerator,
            measure.denominator,
            Decimal(measure.numerator) / Decimal(measure.denominator)
            if measure.denominator
            else None,
            measure.not_applicable,
            measure.not_reported,
            measure.ended_units,
            measure.previous_numerator,
            measure.previous_denominator,
        )
        for target in facts.targets
        for measure in target.measures
    ]


def about_rows(facts: YearlyReport) -> list[tuple[Any, ...]]:
    """Return what the figures are about."""
    return [
        ("Báo cáo", facts.subject),
        ("Số liệu từ ngày", format_date(facts.data_from)),
        ("đến ngày", format_date(facts.data_to)),
        ("Tính đến ngày", format_date(facts.data_day)),
        ("Số đơn vị phải báo cáo", facts.units),
        ("Phạm vi", facts.scope_note),
    ]


def render_xlsx(facts: YearlyReport) -> bytes:
    """Return the workbook: what it is, the targets, then one sheet per annex."""
    book = Book()
    book.book.set_properties({"title": printable(facts.subject)})
    book.sheet("Thông tin", facts.subject, ("Mục", "Nội dung"), about_rows(facts))
    title = f"Kết quả mục tiêu năm {facts.year}"
    book.sheet("Mục tiêu", title, TARGET_HEADS, measure_rows(facts))
    for annex in every_annex(facts):
        rows = [*annex.rows, *([annex.totals] if annex.totals else [])]
        name = (
            "Chưa báo cáo, chậm"
            if annex.heads == MISSING_HEADS
            else f"Phụ lục {annex.number}"
        )
        book.sheet(name, f"Phụ lục {annex.number}. {annex.title}", annex.heads, rows)
    return book.close()
