"""The list of duties as CSV and XLSX, row by row; text can never become a formula."""

import csv
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from io import TextIOWrapper
from typing import IO, Any

from django.db.models import QuerySet

from agencies.models import AgencyKind, Level
from kehoach.lib.dates import format_date
from kehoach.lib.text import neutralise_formula, printable
from kehoach.lib.workbook import Cell
from kehoach.lib.workbook_rows import Sheet, write_workbook
from tasks.duties.standing_words import words_of as standing_words
from tasks.models import Duty, Progress, Recurrence, State
from tasks.models.status import Standing

#: Rows that the database hands over at a time.
FETCH = 2000
#: So many texts of cells are remembered: codes and names come again and again.
REMEMBERED = 16_384
_Words = Mapping[Any, str]
Spoken = Mapping[int, Mapping[str, Any]]
#: Where the rows hold a duty's column (`PeriodDuties.column`).
Where = Callable[[str], str]


@dataclass(frozen=True)
class ExportColumn:
    """A head, its width, the column of a duty and the words for its codes."""

    head: str
    width: float
    name: str
    words: _Words | None = None


def _words_of(choices: Iterable[tuple[Any, Any]]) -> dict[Any, str]:
    """Return code → what the page says."""
    return {code: str(label) for code, label in choices}


EXPORT_COLUMNS = (
    ExportColumn("Mã", 10, "task__code"),
    ExportColumn("Nhiệm vụ", 60, "task__short_title"),
    ExportColumn("Đơn vị", 36, "agency__name"),
    ExportColumn("Mã đơn vị", 18, "agency__code"),
    ExportColumn("Loại đơn vị", 18, "agency__kind", _words_of(AgencyKind.choices)),
    ExportColumn("Cấp", 12, "agency__level", _words_of(Level.choices)),
    ExportColumn(
        "Diện", 14, "is_requested", {False: "Được giao", True: "Được đề nghị"}
    ),
    ExportColumn("Kỳ của nhiệm vụ", 10, "period__year", {}),
    ExportColumn(
        "Thời gian thực hiện", 14, "task__schedule", _words_of(Recurrence.choices)
    ),
    ExportColumn("Lần thực hiện", 18, "occurrence"),
    ExportColumn("Trạng thái", 30, "standing", _words_of(Standing.choices)),
    ExportColumn("Bước xử lý", 20, "state", _words_of(State.choices)),
    ExportColumn("Tiến độ", 16, "progress", _words_of(Progress.choices)),
    ExportColumn("Không phát sinh", 10, "nothing_to_report", {False: "", True: "Có"}),
    ExportColumn("Giao từ ngày", 12, "opened_on"),
    ExportColumn("Hạn ban đầu", 12, "original_due_on"),
    ExportColumn("Hạn", 12, "due_on"),
    ExportColumn("Hạn bổ sung", 12, "return_due_on"),
    ExportColumn("Gửi lần đầu", 12, "first_sent_on"),
    ExportColumn("Tiếp nhận", 12, "accepted_on"),
    ExportColumn("Cập nhật gần nhất", 12, "last_entry_on"),
    ExportColumn("Lý do kết thúc, miễn", 30, "reason"),
)
HEADINGS = tuple(column.head for column in EXPORT_COLUMNS)
_NAMES = [column.name for column in EXPORT_COLUMNS]
CODE, TITLE = _NAMES.index("task__code"), _NAMES.index("task__short_title")
STANDING, ASKED = _NAMES.index("standing"), _NAMES.index("is_requested")
#: How a body that is only asked stands: as its page says it, without a debt.
ASKED_STANDINGS = {
    str(standing): standing_words(standing, asked=True).label for standing in Standing
}


def lines(rows: QuerySet[Duty], spoken: Spoken, column: Where) -> Iterator[list[Cell]]:
    """Yield one line per duty from a server-side cursor; `spoken` says how the period
    called the tasks that were reworded since (`past_words.words_on`).
    """
    names = (column(each.name) for each in EXPORT_COLUMNS)
    words = [each.words for each in EXPORT_COLUMNS]
    for task, *row in rows.values_list("task_id", *names).iterator(FETCH):
        line = [
            value if given is None else given.get(value, str(value))
            for given, value in zip(words, row, strict=True)
        ]
        if before := spoken.get(task):
            line[CODE], line[TITLE] = before["code"], before["short_title"]
        if row[ASKED]:
            line[STANDING] = ASKED_STANDINGS.get(row[STANDING], line[STANDING])
        yield line


def write_csv(
    out: IO[bytes], rows: QuerySet[Duty], spoken: Spoken, column: Where
) -> None:
    """Write CSV that Excel reads as UTF-8."""
    out.write(BOM_UTF8)
    text = TextIOWrapper(out, "utf-8", newline="")
    as_text = lru_cache(REMEMBERED)(csv_text)
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for line in lines(rows, spoken, column):
        writer.writerow([as_text(cell) for cell in line])
    text.detach()


def csv_text(cell: Cell) -> str:
    """Return a cell as text that no spreadsheet calculates."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return format_date(cell)
    return neutralise_formula(printable(str(cell)))


def write_xlsx(
    out: IO[bytes], rows: QuerySet[Duty], spoken: Spoken, column: Where, title: str
) -> None:
    """Write a workbook of one sheet with a frozen, filtered heading."""
    write_workbook(out, title, [duty_sheet(rows, spoken, column)])


def duty_sheet(
    rows: QuerySet[Duty],
    spoken: Spoken,
    column: Where,
    *,
    name: str = "Danh sách",
    title: str = "",
    notes: tuple[str, ...] = (),
) -> Sheet:
    """Return the list of duties as a sheet."""
    widths = [each.width for each in EXPORT_COLUMNS]
    return Sheet(name, HEADINGS, lines(rows, spoken, column), widths, title, notes)
