"""The list of duties as CSV and XLSX, row by row; text can never become a formula."""

import csv
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from io import TextIOWrapper
from typing import IO, Any

from django.db.models import QuerySet

from agencies.models import Kind, Level
from kehoach.lib.dates import format_date
from kehoach.lib.text import neutralise_formula, printable
from kehoach.lib.workbook import Cell, Sheet, write_workbook
from tasks.duties.as_of import ON_THE_DAY
from tasks.duties.standing_words import words_of as standing_words
from tasks.models import Duty, Progress, Schedule, State, TaskVersion
from tasks.models.status import Standing

#: Rows that the database hands over at a time.
FETCH = 2000
#: So many texts of cells are remembered: codes and names come again and again.
REMEMBERED = 16_384
#: What a closed period stored (rule 4): column of a duty → column of its snapshot.
AT_CLOSING = ("state", "progress", "due_on", "first_sent_on")
Words = Mapping[Any, str]
Spoken = Mapping[int, TaskVersion]


@dataclass(frozen=True)
class Column:
    """A head, its width, the column of a duty and the words for its codes."""

    head: str
    width: float
    name: str
    words: Words | None = None


def words_of(choices: Iterable[tuple[Any, Any]]) -> dict[Any, str]:
    """Return code → what the page says."""
    return {code: str(label) for code, label in choices}


COLUMNS = (
    Column("Mã", 10, "task__code"),
    Column("Nhiệm vụ", 60, "task__short_title"),
    Column("Đơn vị", 36, "agency__name"),
    Column("Mã đơn vị", 18, "agency__code"),
    Column("Loại đơn vị", 18, "agency__kind", words_of(Kind.choices)),
    Column("Cấp", 12, "agency__level", words_of(Level.choices)),
    Column("Diện", 14, "is_requested", {False: "Được giao", True: "Được đề nghị"}),
    Column("Kỳ của nhiệm vụ", 10, "period__year", {}),
    Column("Thời gian thực hiện", 14, "schedule", words_of(Schedule.choices)),
    Column("Trạng thái", 30, "standing", words_of(Standing.choices)),
    Column("Bước xử lý", 20, "state", words_of(State.choices)),
    Column("Tiến độ", 16, "progress", words_of(Progress.choices)),
    Column("Không phát sinh", 10, "nothing_to_report", {False: "", True: "Có"}),
    Column("Giao từ ngày", 12, "opened_on"),
    Column("Hạn ban đầu", 12, "original_due_on"),
    Column("Hạn", 12, "due_on"),
    Column("Hạn bổ sung", 12, "return_due_on"),
    Column("Gửi lần đầu", 12, "first_sent_on"),
    Column("Tiếp nhận", 12, "accepted_on"),
    Column("Cập nhật gần nhất", 12, "last_entry_on"),
    Column("Lý do kết thúc, miễn", 30, "reason"),
)
HEADINGS = tuple(column.head for column in COLUMNS)
NAMES = [column.name for column in COLUMNS]
CODE, TITLE = NAMES.index("task__code"), NAMES.index("task__short_title")
STANDING, ASKED = NAMES.index("standing"), NAMES.index("is_requested")
#: How a body that is only asked stands: as its page says it, without a debt.
ASKED_STANDINGS = {
    str(standing): standing_words(standing, asked=True).label for standing in Standing
}


def lines(rows: QuerySet[Duty], spoken: Spoken) -> Iterator[list[Cell]]:
    """Yield one line per duty from a server-side cursor; `spoken` says how the period
    called the tasks that were reworded since (`past_words.words_on`).
    """
    names = (column_of(rows, column.name) for column in COLUMNS)
    words = [column.words for column in COLUMNS]
    for task, *row in rows.values_list("task_id", *names).iterator(FETCH):
        line = [
            value if given is None else given.get(value, str(value))
            for given, value in zip(words, row, strict=True)
        ]
        if before := spoken.get(task):
            line[CODE], line[TITLE] = before.code, before.short_title
        if row[ASKED]:
            line[STANDING] = ASKED_STANDINGS.get(row[STANDING], line[STANDING])
        yield line


def column_of(rows: QuerySet[Duty], name: str) -> str:
    """Return where a column of a duty stands: as it was on the day asked for, or when
    the period closed, or today.
    """
    if "state_on" in rows.query.annotations:
        return ON_THE_DAY.get(name, name)
    related = rows.query._filtered_relations  # type: ignore[attr-defined] # the stub forgets it
    if name in AT_CLOSING and "stored" in related:
        return f"stored__{name}"
    return name


def write_csv(out: IO[bytes], rows: QuerySet[Duty], spoken: Spoken) -> None:
    """Write CSV that Excel reads as UTF-8."""
    out.write(BOM_UTF8)
    text = TextIOWrapper(out, "utf-8", newline="")
    as_text = lru_cache(REMEMBERED)(csv_text)
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerows([as_text(cell) for cell in line] for line in lines(rows, spoken))
    text.detach()


def csv_text(cell: Cell) -> str:
    """Return a cell as text that no spreadsheet calculates."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return format_date(cell)
    return neutralise_formula(printable(str(cell)))


def write_xlsx(
    out: IO[bytes], rows: QuerySet[Duty], spoken: Spoken, title: str
) -> None:
    """Write a workbook of one sheet with a frozen, filtered heading."""
    write_workbook(out, title, [duty_sheet(rows, spoken)])


def duty_sheet(
    rows: QuerySet[Duty],
    spoken: Spoken,
    *,
    name: str = "Danh sách",
    title: str = "",
    notes: tuple[str, ...] = (),
) -> Sheet:
    """Return the list of duties as a sheet."""
    widths = [column.width for column in COLUMNS]
    return Sheet(name, HEADINGS, lines(rows, spoken), widths, title, notes)
