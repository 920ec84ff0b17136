"""The workbook that an agency takes home: its open duties and their figures."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from agencies.models import Agency
from agencies.sheets.lists import Lists
from kehoach.lib.dates import format_date
from kehoach.lib.text import neutralise_formula
from tasks.desk.sheet import layout
from tasks.desk.sheet.seal import Seal
from tasks.duties.errors import PeriodClosed
from tasks.duties.gates import working_period
from tasks.duties.same_work_in_parts import values_beside
from tasks.figures.answer_text import told
from tasks.figures.answers import current_values, figures_asked, last_values
from tasks.models import Duty, EntryLink, Figure, FigureValue, Period, TaskFigure
from tasks.work.sending import missing_by_duty

#: A cell of Excel holds at most 32,767 characters.
_CHUNK = 30_000
GUIDANCE = (
    "Chỉ điền các ô nền vàng. Một tệp dùng được cả kỳ: điền thêm rồi tải lên lại lúc nào"
    " cũng được, phần đã ghi không bị ghi lần nữa.",
    "Ngày ghi như 05/06/2026 (để trống là hôm nay). Không phát sinh: ghi x."
    " Số liệu để trống là chưa có số; không có thì ghi 0; số hàng nghìn gõ liền: 15000.",
    "Văn bản ghi số, ngày, trích yếu ngay ở dòng; tệp đính kèm tải lên trên hệ thống."
    " Tải bảng đã điền lên tại trang «Nhiệm vụ của đơn vị» → «Điền bằng bảng tính».",
)
#: The rows of the sheets, as sheets count them from 0.
FIRST_ROW = layout.HEADING_ROW + 1
MORE_DAYS = ("done_on", "issued_on")


def open_duties(agency: Agency, period: Period, today: date) -> list[Duty]:
    """Return the duties that the agency may work on in the period, in plan order."""
    rows = Duty.objects.filter(agency=agency).shown_in(period).to_do().for_page()
    return [
        duty
        for duty in rows.order_by("task__position", "pk")
        if _works_in(duty, period, today)
    ]


def _works_in(duty: Duty, period: Period, today: date) -> bool:
    if duty.period_id == period.pk and period.is_open:
        return True
    try:
        return working_period(duty, today) == period
    except PeriodClosed:
        return False


def sheet_of(*, agency: Agency, period: Period, today: date, now: datetime) -> bytes:
    """Return the workbook (XLSX) of the agency's open duties of the period."""
    duties = open_duties(agency, period, today)
    asked = one_each(figures_asked(duties, agency))
    current = current_values(agency.pk, period)
    seal = Seal(
        agency=agency.code,
        period=period.pk,
        made_at=now.isoformat(),
        progress={duty.pk: duty.get_progress_display() for duty in duties},
        figures={pk: current[pk].pk if pk in current else 0 for pk in asked},
    )
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": f"{agency.name} – {period}"})
        writer = SheetWriter(book, f"{agency.name} – {period}")
        writer.duties(duties, missing_by_duty(duties), last_entries(duties))
        beside = values_beside(agency.pk, period)
        writer.figures(asked, current, last_values(agency.pk, period), beside)
        writer.seal(seal.text())
    return out.getvalue()


def one_each(rows: Sequence[TaskFigure]) -> dict[int, list[TaskFigure]]:
    """Return figure → the tasks that ask it; the answer is entered once."""
    found: dict[int, list[TaskFigure]] = defaultdict(list)
    for row in rows:
        found[row.figure_id].append(row)
    return dict(found)


def last_entries(duties: Sequence[Duty]) -> dict[int, str]:
    """Return duty → the day and words of its newest entry."""
    links = EntryLink.objects.standing().filter(duty__in=duties)
    return {
        link.duty_id: f"{format_date(link.entry.done_on)}: {link.entry.text}"
        for link in links.select_related("entry").by_day()
    }


def _place_of(name: str) -> int:
    """Return where a column of the duties stands."""
    return layout.column_place(layout.DUTY_COLUMNS, name)


class SheetWriter:
    """Writes the sheets; what may not be filled is locked."""

    def __init__(self, book: Any, title: str) -> None:
        self.book, self.title = book, title
        base = {"text_wrap": True, "valign": "top", "border": 1}
        entry = {**base, "locked": False, "bg_color": "#FFF9E0"}
        self.locked = book.add_format(base)
        self.entry = book.add_format({**entry, "num_format": "@"})
        self.whole = book.add_format({**entry, "num_format": "#,##0"})
        self.decimal = book.add_format({**entry, "num_format": "#,##0.0#"})
        self.day = book.add_format({**entry, "num_format": "dd/mm/yyyy"})
        self.head = book.add_format({**base, "bold": True, "bg_color": "#DCE6F5"})
        self.heading = book.add_format({"bold": True, "font_size": 13})
        self.lists = Lists(book)

    def _begin(self, name: str, columns: Sequence[layout.SheetColumn]) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, neutralise_formula(self.title), self.heading)
        for row, words in enumerate(GUIDANCE, 1):
            sheet.write_string(row, 0, words)
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width)
            sheet.write_string(layout.HEADING_ROW, number, column.heading, self.head)
        last = len(columns) - 1
        sheet.set_column(last, last, None, None, {"hidden": True})
        sheet.freeze_panes(layout.HEADING_ROW + 1, 2)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(layout.HEADING_ROW)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        return sheet

    def _text(self, sheet: Any, row: int, column: int, words: str) -> None:
        sheet.write_string(row, column, neutralise_formula(words), self.locked)

    def duties(
        self,
        duties: Sequence[Duty],
        missing: Mapping[int, list[str]],
        entries: Mapping[int, str],
    ) -> None:
        """Write one row per duty; day, words and progress are left to fill."""
        sheet = self._begin(layout.DUTIES_SHEET, layout.DUTY_COLUMNS)
        for row, duty in enumerate(duties, FIRST_ROW):
            known = (
                duty.task.code,
                duty.task.short_title,
                format_date(duty.due_now) if duty.due_now else "",
                "\n".join(missing[duty.pk]),
                entries.get(duty.pk, "")[:2000],
            )
            for column, words in enumerate(known):
                self._text(sheet, row, column, words)
            self._fill(sheet, row, duty)
        rows = (FIRST_ROW, layout.HEADING_ROW + len(duties))
        levels = list(layout.PROGRESS_WORDS)
        self.lists.offer(sheet, rows, _place_of("progress"), levels)
        self.lists.offer(sheet, rows, _place_of("nothing"), [layout.MARKED])

    def _fill(self, sheet: Any, row: int, duty: Duty) -> None:
        """Write the cells of a duty that are left to fill, and its key."""
        for column, each in enumerate(layout.DUTY_COLUMNS):
            if each.name == "progress":
                word = duty.get_progress_display()
                sheet.write_string(row, column, word, self.entry)
            elif each.is_filled:
                style = self.day if each.name in MORE_DAYS else self.entry
                sheet.write_blank(row, column, None, style)
        key = f"{layout.DUTY_MARK}{duty.pk}"
        sheet.write_string(row, _place_of("key"), key, self.locked)

    def figures(
        self,
        asked: Mapping[int, list[TaskFigure]],
        current: Mapping[int, FigureValue],
        before: Mapping[int, FigureValue],
        beside: tuple[Period | None, Mapping[int, FigureValue]],
    ) -> None:
        """Write one row per figure, last period's answer and that of another part of
        the year beside the cell.
        """
        sheet = self._begin(layout.FIGURES_SHEET, layout.FIGURE_COLUMNS)
        other, values = beside
        place = layout.column_place(layout.FIGURE_COLUMNS, "beside")
        if other:
            sheet.write_string(layout.HEADING_ROW, place, str(other), self.head)
        else:
            sheet.set_column(place, place, None, None, {"hidden": True})
        for row, (pk, rows) in enumerate(asked.items(), FIRST_ROW):
            figure = rows[0].figure
            known = (
                ", ".join(sorted({each.task.code for each in rows})),
                figure.label,
                figure.unit,
                "có" if any(each.required for each in rows) else "",
                told(before[pk]) if pk in before else "",
                told(values[pk]) if pk in values else "",
            )
            for column, words in enumerate(known):
                self._text(sheet, row, column, words)
            self._answer(sheet, row, figure, current.get(pk))
            key, column = f"{layout.FIGURE_MARK}{pk}", len(layout.FIGURE_COLUMNS) - 1
            sheet.write_string(row, column, key, self.locked)

    def _answer(
        self,
        sheet: Any,
        row: int,
        figure: Figure,
        value: FigureValue | None,
    ) -> None:
        column = layout.column_place(layout.FIGURE_COLUMNS, "answer")
        style = {
            Figure.Type.INTEGER: self.whole,
            Figure.Type.MONEY: self.whole,
            Figure.Type.DECIMAL: self.decimal,
            Figure.Type.DATE: self.day,
        }.get(Figure.Type(figure.type), self.entry)
        if value is None:
            sheet.write_blank(row, column, None, style)
        elif value.number is not None:
            sheet.write_number(row, column, float(value.number), style)
        elif value.day:
            sheet.write_datetime(row, column, value.day, style)
        else:
            sheet.write_string(row, column, neutralise_formula(told(value)), style)
        words = [layout.YES_WORD, layout.NO_WORD]
        if figure.type == Figure.Type.CHOICE:
            words = list(figure.choices)
        if figure.type in {Figure.Type.CHOICE, Figure.Type.YES_NO}:
            self.lists.offer(sheet, (row, row), column, words)

    def seal(self, text: str) -> None:
        """Keep the signed state on a sheet that people do not see."""
        sheet = self.book.add_worksheet(layout.SEAL)
        for row, start in enumerate(range(0, len(text), _CHUNK)):
            sheet.write_string(row, 0, text[start : start + _CHUNK])
        sheet.very_hidden()
        sheet.protect()
