"""The yearly report as one workbook: real numbers, no formulas, printable sheets."""

from collections.abc import Sequence
from datetime import date

from kehoach.lib.changes import UNKNOWN
from kehoach.lib.workbook import (
    DAY_LOOK,
    DECIMAL_LOOK,
    GREY_HEAD,
    ON_PAPER,
    WHOLE_LOOK,
    Book,
    CellLook,
    Page,
)
from reporting.facts.compared import Number
from reporting.facts.comparing import (
    GROUP_NAMES,
    NumberLine,
    compared_columns,
    names_of,
    number_lines,
)
from reporting.facts.report import AnnexTable, MeasureFact, ReportCell, YearlyFacts
from reporting.files.yearly_annexes import MISSING_TABLE, placed

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


#: How a value looks by its kind.
_VALUE_LOOKS: dict[str, dict[str, str]] = {
    "text": {},
    "whole": WHOLE_LOOK,
    "decimal": DECIMAL_LOOK,
    "rate": {"num_format": "0.0%"},
    "day": {**DAY_LOOK, "align": "center"},
}


class YearlyBook(Book):
    """A book whose sheets all begin with a title and a ruled head."""

    def __init__(self, title: str) -> None:
        """Open it with the looks that every sheet uses."""
        super().__init__(title, {**ON_PAPER, "valign": "vcenter"}, quotes=False)
        large = {"border": 0, "bold": True, "font_size": 14, "text_wrap": False}
        self.title, self.head = self.look(**large), self.look(**GREY_HEAD)
        kinds = _VALUE_LOOKS.items()
        self.plain = {kind: self.look(**given) for kind, given in kinds}
        self.bold = {kind: self.look(bold=True, **given) for kind, given in kinds}

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
        page, head_row = self.page(name), FIRST_ROW - 1
        page.widths(
            6 if head == "TT" else 42 if head in WIDE_HEADS else 13 for head in heads
        )
        page.keep_in_sight(head_row, 2)
        page.filter(head_row, len(rows), len(heads))
        wide = len(heads) > 5 if landscape is None else landscape
        page.print_as_document(head_row, landscape=wide)
        page.put(0, 0, title, self.title)
        page.line(head_row, heads, self.head)
        for number, row in enumerate(rows, FIRST_ROW):
            _write_row(page, number, row, heads, self.plain)
        if totals:
            _write_row(page, FIRST_ROW + len(rows), totals, heads, self.bold)


def _write_row(
    page: Page,
    number: int,
    row: Sequence[ReportCell],
    heads: Sequence[str],
    looks: dict[str, CellLook],
) -> None:
    """Write numbers as numbers, days as days and everything else as text."""
    for column, (head, value) in enumerate(zip(heads, row, strict=True)):
        look = looks[kind_of(value, head)]
        page.put(number, column, None if value == "" else value, look)


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
    book = YearlyBook(facts.subject)
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
