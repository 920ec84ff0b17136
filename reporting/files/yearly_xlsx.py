"""The yearly report as one workbook: real numbers, no formulas, printable sheets."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kehoach.lib.changes import UNKNOWN
from kehoach.lib.text import printable
from kehoach.lib.workbook import A4, EPOCH, fitted_in_cell
from reporting.facts.comparing import (
    GROUP_NAMES,
    NumberLine,
    compared_columns,
    names_of,
    number_lines,
)
from reporting.facts.report import (
    AnnexTable,
    MeasureFact,
    Number,
    ReportCell,
    YearlyFacts,
)
from reporting.files.yearly_annexes import MISSING_TABLE, placed

#: Rows leave memory as they are written; text is never read as anything else.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_TARGET_HEADS = (
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
    "So với {before} (cùng đơn vị)",
    "Ghi chú",
)
_KINDS = {"rate": "Tỷ lệ", "proxy": "Chỉ báo thay thế", "count": "Số đếm"}
WIDE_HEADS = {"Nội dung", "Cách đo", "Đơn vị", "Cơ quan", "Ghi chú"}
_RATE = "Tỷ lệ"
FIRST_ROW = 3
_COMPARED = (
    "So sánh các kỳ: mỗi kỳ là tổng của kỳ đó; thay đổi chỉ tính trên các đơn vị có số"
    " liệu ở cả hai kỳ (dòng tỷ lệ: điểm phần trăm)"
)


class Book:
    """A workbook with the formats that every sheet uses."""

    def __init__(self, title: str) -> None:
        """Open it; no clock goes into it."""
        self.bytes = BytesIO()
        self.book = Workbook(self.bytes, OPTIONS)
        self.book.set_properties({"title": printable(title)[:255], "created": EPOCH})
        self.title = self.format(border=0, bold=True, font_size=14, text_wrap=False)
        self.head = self.format(bold=True, align="center", bg_color="#E7EBF0")
        self.kinds = {
            "text": {},
            "whole": {"num_format": "#,##0"},
            "decimal": {"num_format": "#,##0.0#"},
            "rate": {"num_format": "0.0%"},
            "day": {"num_format": "dd/mm/yyyy", "align": "center"},
        }
        self.plain = {k: self.format(**given) for k, given in self.kinds.items()}
        self.bold = {
            k: self.format(bold=True, **given) for k, given in self.kinds.items()
        }

    def format(self, **given: Any) -> Format:
        """Return a format in the documents' typeface, ruled and wrapped."""
        base = {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter"}
        return self.book.add_format({**base, "border": 1, "text_wrap": True, **given})

    def sheet(
        self,
        name: str,
        title: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[ReportCell]],
        totals: Sequence[ReportCell] = (),
        *,
        landscape: bool | None = None,
    ) -> None:
        """Add one sheet: title, ruled head that stays in sight, rows, totals."""
        page = self.book.add_worksheet(name)
        set_up(page, heads, len(rows), landscape=landscape)
        page.write_string(0, 0, fitted_in_cell(printable(title)), self.title)
        for column, head in enumerate(heads):
            page.write_string(
                FIRST_ROW - 1, column, fitted_in_cell(printable(head)), self.head
            )
        for number, row in enumerate(rows, FIRST_ROW):
            write_row(page, number, row, heads, self.plain)
        if totals:
            write_row(page, FIRST_ROW + len(rows), totals, heads, self.bold)

    def close(self) -> bytes:
        """Return the file."""
        self.book.close()
        return self.bytes.getvalue()


def set_up(
    page: Worksheet, heads: Sequence[str], rows: int, *, landscape: bool | None = None
) -> None:
    """Set widths, the frozen head, filters and how the sheet prints."""
    for column, head in enumerate(heads):
        width = 6 if head == "TT" else 42 if head in WIDE_HEADS else 13
        page.set_column(column, column, width)
    page.freeze_panes(FIRST_ROW, 2)
    if rows:
        page.autofilter(FIRST_ROW - 1, 0, FIRST_ROW - 1 + rows, len(heads) - 1)
    page.repeat_rows(FIRST_ROW - 1)
    if len(heads) > 5 if landscape is None else landscape:
        page.set_landscape()
    page.set_paper(A4)
    page.set_margins(left=0.8, right=0.6, top=0.8, bottom=0.8)
    page.fit_to_pages(1, 0)
    page.set_footer('&C&"Times New Roman"&P/&N')


def write_row(
    page: Worksheet,
    number: int,
    row: Sequence[ReportCell],
    heads: Sequence[str],
    formats: dict[str, Format],
) -> None:
    """Write numbers as numbers, days as days and everything else as text."""
    for column, (head, value) in enumerate(zip(heads, row, strict=True)):
        style = formats[kind_of(value, head)]
        if value is None or value == "":
            page.write_blank(number, column, None, style)
        elif isinstance(value, date):
            page.write_datetime(number, column, value, style)
        elif isinstance(value, str):
            page.write_string(number, column, fitted_in_cell(printable(value)), style)
        else:
            plain = int(value) if value == int(value) else float(value)
            page.write_number(number, column, plain, style)


def kind_of(value: ReportCell, head: str) -> str:
    """Return which of the formats a value takes."""
    if isinstance(value, date):
        return "day"
    if value is None or isinstance(value, str):
        return "text"
    if head == _RATE:
        return "rate"
    return "whole" if value == int(value) else "decimal"


def measure_row(measure: MeasureFact) -> tuple[ReportCell, ...]:
    """Return one row of the targets' sheet; the rate is a number, rounded as in the
    report: only what is complete shows as 100 %.
    """
    share = None if measure.percent is None else measure.percent / 100
    return (
        measure.code,
        measure.name,
        _KINDS.get(measure.kind, measure.kind),
        measure.unit,
        measure.numerator,
        measure.denominator,
        share,
        measure.not_applicable,
        measure.not_reported,
        measure.ended_units,
        measure.beside,
        measure.note,
    )


def comparison(facts: YearlyFacts) -> tuple[list[str], list[tuple[ReportCell, ...]]]:
    """Return heads and rows that put the report beside the earlier periods."""
    columns = compared_columns(facts)
    names = [name[:1].upper() + name[1:] for name in names_of(facts)]
    heads = ["Nhóm", "Mã", "Nội dung", "Chỉ số", "Đơn vị tính", names[0]]
    for name in names[1:]:
        beside = f"{names[0]} so với {name[:1].lower()}{name[1:]}"
        heads += [name, f"{beside} (%)", f"{beside}: cùng đơn vị"]
    rows: list[tuple[ReportCell, ...]] = []
    for line in number_lines(columns):
        row: list[ReportCell] = [
            GROUP_NAMES[line.group],
            line.code,
            line.title,
            line.label,
        ]
        row += [line.unit, known(line.values[0])]
        for number in range(1, len(columns)):
            row += [known(line.values[number]), known_change(line, number)]
            row.append(pair.coverage if (pair := line.pair(number)) else None)
        rows.append(tuple(row))
    return heads, rows


def known(value: Number | None) -> ReportCell:
    """Return the number, or the words that say there is none."""
    return UNKNOWN if value is None else value


def known_change(line: NumberLine, number: int) -> ReportCell:
    """Return the change as a number, or why there is none."""
    step = line.moved(number)
    return line.said(number) if step is None else step


def about_rows(facts: YearlyFacts) -> list[tuple[ReportCell, ...]]:
    """Return what the figures are about."""
    return [
        ("Báo cáo", facts.subject),
        ("Số liệu từ ngày", facts.data_from),
        ("đến ngày", facts.data_to),
        ("Tính đến ngày", facts.data_day),
        ("Số đơn vị phải báo cáo", facts.units),
        ("Phạm vi", facts.scope_note),
    ]


def sheet_name(annex: AnnexTable, content: str) -> str:
    """Return the tab of an annex."""
    if content == MISSING_TABLE:
        return "Chưa báo cáo, chậm"
    return f"Phụ lục {annex.number}"


def render_xlsx(facts: YearlyFacts) -> bytes:
    """Return the workbook: what it is, the targets, then one sheet per annex."""
    book = Book(facts.subject)
    book.sheet("Thông tin", facts.subject, ("Mục", "Nội dung"), about_rows(facts))
    measures = [
        measure_row(each) for target in facts.targets for each in target.measures
    ]
    title = f"Kết quả thực hiện mục tiêu {facts.words or f'năm {facts.year}'}"
    before = facts.before[:1].lower() + facts.before[1:]
    heads = tuple(head.format(before=before) for head in _TARGET_HEADS)
    book.sheet("Mục tiêu", title, heads, measures)
    if facts.past:
        book.sheet("So sánh các kỳ", _COMPARED, *comparison(facts))
    for annex, content in placed(facts):
        title = f"Phụ lục {annex.number}. {annex.title}"
        book.sheet(
            sheet_name(annex, content),
            title,
            annex.heads,
            annex.rows,
            annex.totals,
            landscape=annex.landscape,
        )
    return book.close()
