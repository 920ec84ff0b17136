"""The yearly report as DOCX: NĐ 30/2020/NĐ-CP layout, outline of the facts."""

from collections.abc import Iterable

from docx.document import Document
from docx.shared import Pt

from kehoach.lib.dates import format_date
from kehoach.lib.numbers import format_number
from reporting.exporters import official, parts
from reporting.facts import (
    AnnexTable,
    MeasureFact,
    ReportSection,
    TargetFact,
    TaskFact,
    YearlyReport,
)

TARGET_HEADS = (
    "Mục tiêu",
    "Tử số",
    "Mẫu số",
    "Tỷ lệ (%)",
    "Không thuộc diện",
    "Chưa báo cáo",
    "Năm trước (%)",
)
TARGET_WEIGHTS = (40, 11, 11, 11, 13, 12, 12)
TASK_HEADS = (
    "TT",
    "Mã",
    "Nội dung",
    "Cơ quan",
    "Thời gian",
    "Phải thực hiện",
    "Đã báo cáo",
    "Hoàn thành",
    "Đang",
    "Chưa",
    "Tỷ lệ (%)",
    "Ghi chú",
)
TASK_WEIGHTS = (9, 14, 50, 34, 16, 13, 13, 14, 12, 13, 12, 22)
MISSING_HEADS = ("TT", "Đơn vị", "Loại", "Lý do", "Hạn", "Ngày gửi", "Số nhiệm vụ")
MISSING_WEIGHTS = (10, 38, 24, 22, 24, 24, 15)


def percent(numerator: object, denominator: object) -> str:
    """Return a rate with one decimal; «–» without a denominator. Only what is
    complete prints as 100.
    """
    if numerator is None or not denominator:
        return "–"
    tenths = int(numerator * 1000 / denominator)  # type: ignore[operator] # numbers
    return (
        format_number(tenths // 10)
        if tenths % 10 == 0
        else f"{tenths // 10},{tenths % 10}"
    )


def render_docx(facts: YearlyReport) -> bytes:
    """Return the report as a DOCX file; equal facts give equal bytes."""
    document = official.start_document(f"Báo cáo {facts.subject}")
    parts.add_head(document, facts.head)
    parts.add_title(document, "Báo cáo", facts.subject)
    parts.add_addressees(document, facts.addressees)
    for text in facts.opening:
        official.body(document, text)
    for section in facts.sections:
        add_section(document, section, facts)
    add_end(document, facts)
    parts.add_closing(document, facts.signature, facts.recipients)
    add_annexes(document, facts)
    return official.to_bytes(document)


def add_section(
    document: Document, section: ReportSection, facts: YearlyReport
) -> None:
    """Add a heading, its paragraphs, the targets where they belong, its children."""
    official.heading(document, section.heading, section.level)
    for text in section.paragraphs:
        official.body(document, text)
    if section.shows_targets:
        add_targets(document, facts.targets)
    for child in section.children:
        add_section(document, child, facts)


def add_end(document: Document, facts: YearlyReport) -> None:
    """Add the last sentence, which ends «./.»."""
    name = facts.addressees[0] if facts.addressees else "cấp có thẩm quyền"
    text = f"Trên đây là báo cáo {first_small(facts.subject)}, kính báo cáo {name}./."
    official.body(document, text)
    document.add_paragraph().paragraph_format.line_spacing = Pt(6)


def first_small(text: str) -> str:
    """Return the text with a small first letter."""
    return text[:1].lower() + text[1:]


def add_targets(document: Document, targets: Iterable[TargetFact]) -> None:
    """Add the table of the targets with their four numbers."""
    rows = [measure_row(measure) for target in targets for measure in target.measures]
    parts.add_table(
        document,
        TARGET_HEADS,
        rows,
        width_mm=official.TEXT_WIDTH,
        weights=TARGET_WEIGHTS,
        size=11,
    )
    space = document.add_paragraph()
    space.paragraph_format.line_spacing = Pt(8)


def measure_row(measure: MeasureFact) -> tuple[object, ...]:
    """Return one line of the targets table; a proxy is marked as such."""
    mark = " (chỉ báo thay thế)" if measure.kind == "proxy" else ""
    return (
        f"{measure.code} {measure.name}{mark} ({measure.unit})",
        measure.numerator,
        measure.denominator,
        percent(measure.numerator, measure.denominator),
        measure.not_applicable,
        measure.not_reported,
        percent(measure.previous_numerator, measure.previous_denominator),
    )


def task_row(position: int, task: TaskFact) -> tuple[object, ...]:
    """Return one line of annex I."""
    return (
        str(position),
        task.code,
        task.title,
        task.assignees,
        task.schedule,
        task.owed,
        task.reported,
        task.done,
        task.in_progress,
        task.not_started,
        percent(task.done, task.owed),
        task.note,
    )


def annex_one(facts: YearlyReport) -> AnnexTable:
    """Return annex I: the tasks of part III, then the responsibilities of part IV."""
    every = (*facts.tasks, *facts.responsibilities)
    rows = tuple(task_row(position, task) for position, task in enumerate(every, 1))
    title = "KẾT QUẢ THỰC HIỆN CÁC NHIỆM VỤ, TRÁCH NHIỆM"
    return AnnexTable("I", title, TASK_HEADS, rows, widths=TASK_WEIGHTS)  # type: ignore[arg-type] # cells


def missing_annex(facts: YearlyReport, number: str) -> AnnexTable:
    """Return the list of units that have not reported or were late."""
    rows = tuple(
        (
            str(position),
            unit.name,
            unit.kind,
            unit.reason,
            format_date(unit.due_on) if unit.due_on else "",
            format_date(unit.sent_on) if unit.sent_on else "",
            unit.duties,
        )
        for position, unit in enumerate(facts.missing_units, 1)
    )
    title = "DANH SÁCH ĐƠN VỊ CHƯA BÁO CÁO, BÁO CÁO CHẬM"
    return AnnexTable(
        number, title, MISSING_HEADS, rows, widths=MISSING_WEIGHTS, wide=False
    )


def every_annex(facts: YearlyReport) -> list[AnnexTable]:
    """Return annex I, the data annexes in order and the list of missing units."""
    numbers = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
    found = [annex_one(facts), *facts.annexes]
    return [*found, missing_annex(facts, numbers[len(found)])]


def add_annexes(document: Document, facts: YearlyReport) -> None:
    """Add every annex as a section with page numbers of its own."""
    symbol = f"{facts.head.symbol}"
    guide = (
        f"(Kèm theo Báo cáo số ......./{symbol} ngày ..... tháng ..... năm ........."
        f" của {facts.head.body})"
    )
    for annex in every_annex(facts):
        official.new_section(document, landscape=annex.wide)
        official.write(
            document.add_paragraph(), f"Phụ lục {annex.number}", size=14, bold=True
        )
        official.write(
            document.add_paragraph(), annex.title.upper(), size=14, bold=True
        )
        line = official.write(document.add_paragraph(), guide, size=13, italic=True)
        line.paragraph_format.space_after = Pt(8)
        add_annex_table(document, annex)


def add_annex_table(document: Document, annex: AnnexTable) -> None:
    """Add the annex's table, or say that there is nothing to list; ends «./.»."""
    width = official.LANDSCAPE_WIDTH if annex.wide else official.TEXT_WIDTH
    if annex.rows:
        parts.add_table(
            document,
            annex.heads,
            annex.rows,
            width_mm=width,
            weights=annex.widths,
            size=11,
            totals=annex.totals,
        )
    text = annex.note if annex.rows else annex.note or "Không có số liệu trong kỳ."
    official.body(document, f"{text.rstrip('.')}./." if text else "./.")
