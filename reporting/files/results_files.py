"""The two sheets of results as DOCX, and the task's as XLSX; text is never a formula."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from kehoach.lib.dates import format_date
from kehoach.lib.workbook import DAY_LOOK, Book, Page
from reporting.facts.results import AgencySheet, FigureLine, ResultLine, TaskSheet
from reporting.files import official, parts
from reporting.files.paper import Paper
from reporting.files.tables import add_table

STATES = ("Mã", "Nhiệm vụ", "Tình trạng", "Hạn", "Gửi", "Tiếp nhận", "Thời hạn")
_UNITS = ("TT", "Đơn vị", "Tình trạng", "Hạn", "Gửi", "Tiếp nhận", "Thời hạn")
WEIGHTS = (0, 3, 1, 0, 0, 0, 0)
_FIGURES = ("Số liệu", "Kỳ này", "Kỳ trước")
_SUMS = ("Số liệu", "Tổng", "Đơn vị tính", "Số đơn vị báo cáo")
_NOTHING = "Chưa ghi nhận nội dung trong kỳ."


def span(sheet: AgencySheet | TaskSheet) -> str:
    """Return the data period, and whether it is what was stored at closing."""
    closed = " (số liệu đã chốt)" if sheet.is_closed else " (số liệu đang cập nhật)"
    days = f"{format_date(sheet.data_from)} đến ngày {format_date(sheet.data_to)}"
    return f"Kỳ số liệu từ ngày {days}{closed}."


def state_row(first: str | int, name: str, line: ResultLine) -> tuple[Any, ...]:
    """Return a line of the table of standings."""
    days = (line.due_on, line.sent_on, line.accepted_on)
    return (first, name, line.label, *days, line.timing)


def render_agency_sheet(sheet: AgencySheet) -> bytes:
    """Return «phiếu kết quả» as DOCX: the table first, then each duty."""
    subject = f"Kết quả thực hiện nhiệm vụ {sheet.words} của {sheet.agency}"
    document = official.start_document(subject)
    parts.add_title(document, "Phiếu kết quả", subject)
    official.body(document, span(sheet))
    rows = [state_row(line.code, line.title, line) for line in sheet.lines]
    table(document, STATES, rows)
    for line in sheet.lines:
        add_line(document, line)
    add_texts(document, "Khó khăn, vướng mắc", sheet.difficulties)
    return document.to_bytes()


def add_line(document: Paper, line: ResultLine) -> None:
    """Add what was done for a duty, its figures with last year's, its proof."""
    official.add_heading(document, f"{line.code}. {line.title}", 2)
    for text in line.done or (_NOTHING,):
        official.body(document, text)
    if line.figures:
        table(
            document, _FIGURES, [figure_row(each) for each in line.figures], (1, 0, 0)
        )
    if line.evidence:
        official.body(document, "Minh chứng:", keep=True)
        for text in parts.ended(line.evidence):
            official.body(document, f"- {text}")


def figure_row(figure: FigureLine) -> tuple[str, str, str]:
    """Return a line of the table of figures."""
    return figure.label, figure.now, figure.before


def table(
    document: Paper,
    heads: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    weights: Sequence[int] = WEIGHTS,
) -> None:
    """Add a table over the page and a gap below it."""
    if not rows:
        official.body(document, "Không có.")
        return
    width = official.TEXT_WIDTH
    add_table(document, heads, rows, width_mm=width, weights=weights)
    document.add_paragraph()


def add_texts(document: Paper, heading: str, texts: Sequence[str]) -> None:
    """Add a heading with its paragraphs, or say that there are none."""
    official.add_heading(document, heading, 2)
    for text in texts or ("Không có.",):
        official.body(document, text)


def render_task_sheet(sheet: TaskSheet) -> bytes:
    """Return the report of one task as DOCX."""
    subject = f"Nhiệm vụ {sheet.code}: {sheet.title}, {sheet.words}"
    document = official.start_document(subject)
    parts.add_title(document, "Kết quả thực hiện nhiệm vụ", subject)
    official.body(document, sheet.text)
    official.body(document, f"{span(sheet)} {_counts(sheet)}")
    for name, lines in sheet.groups:
        if lines:
            official.add_heading(document, f"{name}: {len(lines)} đơn vị", 2)
            rows = [state_row(n, each.agency, each) for n, each in enumerate(lines, 1)]
            table(document, _UNITS, rows)
    if sheet.sums:
        official.add_heading(document, "Tổng hợp số liệu", 2)
        rows = [
            (each.label, each.total, each.unit, each.agencies) for each in sheet.sums
        ]
        table(document, _SUMS, rows, (3, 0, 1, 0))
    add_texts(document, "Khó khăn, vướng mắc", sheet.difficulties)
    return document.to_bytes()


def _counts(sheet: TaskSheet) -> str:
    """Return how many owe it, did it, sent it, said nothing."""
    return (
        f"Phải thực hiện {sheet.owed} đơn vị: đã thực hiện {len(sheet.done)}, đã báo"
        f" cáo nhưng chưa hoàn thành hoặc chờ tiếp nhận {len(sheet.not_done)}, chưa báo"
        f" cáo {len(sheet.silent)}."
    )


def task_xlsx(sheet: TaskSheet) -> bytes:
    """Return the report of one task as a workbook: units, sums, difficulties."""
    book = Book()
    head = book.look(bold=True, border=1, text_wrap=True)
    units = book.page("Đơn vị")
    units.put(0, 0, f"{sheet.code} {sheet.title}")
    units.line(1, ("Nhóm", *_UNITS[1:]), head)
    lines = [
        state_row(name, line.agency, line)
        for name, found in sheet.groups
        for line in found
    ]
    write_rows(book, units, lines, 2)
    units.widths((36, 36, 36, 13, 13, 13, 13))
    units.keep_in_sight(1, 2)
    sums = book.page("Số liệu")
    sums.line(0, _SUMS, head)
    rows = [(each.label, each.total, each.unit, each.agencies) for each in sheet.sums]
    write_rows(book, sums, rows, 1)
    sums.widths((60,))
    raised = book.page("Khó khăn, vướng mắc")
    write_rows(book, raised, [(text,) for text in sheet.difficulties], 0)
    raised.widths((100,))
    return book.close()


def write_rows(
    book: Book, page: Page, rows: Sequence[tuple[Any, ...]], first: int
) -> None:
    """Write the rows without rules; days look like days."""
    day = book.look(**DAY_LOOK)
    for number, row in enumerate(rows, first):
        for column, value in enumerate(row):
            page.put(number, column, value, day if isinstance(value, date) else None)
