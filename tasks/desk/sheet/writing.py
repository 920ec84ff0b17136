"""The workbook that an agency takes home: its open duties and their figures."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from agencies.models import Agency
from agencies.sheets.lists import Lists
from kehoach.lib.dates import format_date
from kehoach.lib.workbook import (
    BLUE_HEAD,
    DAY_LOOK,
    DECIMAL_LOOK,
    RULED,
    TYPED,
    WHOLE_LOOK,
    Book,
    Cell,
    Page,
)
from tasks.desk.sheet import layout
from tasks.desk.sheet.questions import (
    AnswerKey,
    Question,
    answers_by_key,
    questions_by_key,
    time_before,
)
from tasks.desk.sheet.seal import Seal
from tasks.duties.errors import PeriodClosed
from tasks.duties.gates import working_period
from tasks.duties.same_work_in_parts import values_beside
from tasks.figures.answer_text import told
from tasks.figures.answers import last_values
from tasks.models import Duty, EntryLink, Figure, FigureValue, Period
from tasks.work.sending import missing_by_duty

#: A cell of Excel holds at most 32,767 characters.
_CHUNK = 30_000
GUIDANCE = (
    "Chỉ điền các ô nền vàng. Một tệp dùng được cả kỳ: điền thêm rồi tải lên lại lúc nào"
    " cũng được, phần đã ghi không bị ghi lần nữa.",
    "Ngày ghi như 05/06/2026 (để trống là hôm nay). Không phát sinh: ghi x."
    " Số liệu để trống là chưa có số; không có thì ghi 0; số hàng nghìn gõ liền: 15000."
    " Câu hỏi có tên lần (– Quý II/2026) chỉ ghi số của riêng lần đó.",
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
    asked = questions_by_key(duties, agency)
    current = answers_by_key(agency, period)
    seal = Seal(
        agency=agency.code,
        period=period.pk,
        made_at=now.isoformat(),
        progress={duty.pk: duty.get_progress_display() for duty in duties},
        figures={key: current[key].pk if key in current else 0 for key in asked},
    )
    writer = SheetWriter(f"{agency.name} – {period}")
    writer.duties(duties, missing_by_duty(duties), last_entries(duties))
    beside = values_beside(agency.pk, period)
    writer.figures(asked, current, last_values(agency.pk, period), beside)
    writer.seal(seal.text())
    return writer.book.close()


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

    def __init__(self, title: str) -> None:
        self.book, self.title = Book(title), title
        entry = {**RULED, "locked": False, "bg_color": "#FFF9E0"}
        self.locked = self.book.look(**RULED)
        self.entry = self.book.look(**entry, **TYPED)
        self.whole = self.book.look(**entry, **WHOLE_LOOK)
        self.decimal = self.book.look(**entry, **DECIMAL_LOOK)
        self.day = self.book.look(**entry, **DAY_LOOK)
        self.head = self.book.look(**RULED, **BLUE_HEAD)
        self.heading = self.book.look(bold=True, font_size=13)
        self.lists = Lists(self.book)

    def _begin(self, name: str, columns: Sequence[layout.SheetColumn]) -> Page:
        page = self.book.page(name)
        page.put(0, 0, self.title, self.heading)
        for row, words in enumerate(GUIDANCE, 1):
            page.put(row, 0, words)
        page.widths(column.width for column in columns)
        headings = (column.heading for column in columns)
        page.line(layout.HEADING_ROW, headings, self.head)
        page.hide(len(columns) - 1)
        page.keep_in_sight(layout.HEADING_ROW, 2)
        page.print_wide(layout.HEADING_ROW)
        page.sheet.protect("", {"format_columns": True, "format_rows": True})
        return page

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
                duty.title,
                format_date(duty.due_now) if duty.due_now else "",
                "\n".join(missing[duty.pk]),
                entries.get(duty.pk, "")[:2000],
            )
            sheet.line(row, known, self.locked)
            self._fill(sheet, row, duty)
        rows = (FIRST_ROW, layout.HEADING_ROW + len(duties))
        levels = list(layout.PROGRESS_WORDS)
        self.lists.offer(sheet, rows, _place_of("progress"), levels)
        self.lists.offer(sheet, rows, _place_of("nothing"), [layout.MARKED])

    def _fill(self, sheet: Page, row: int, duty: Duty) -> None:
        """Write the cells of a duty that are left to fill, and its key."""
        for column, each in enumerate(layout.DUTY_COLUMNS):
            if each.name == "progress":
                sheet.put(row, column, duty.get_progress_display(), self.entry)
            elif each.is_filled:
                style = self.day if each.name in MORE_DAYS else self.entry
                sheet.put(row, column, None, style)
        key = f"{layout.DUTY_MARK}{duty.pk}"
        sheet.put(row, _place_of("key"), key, self.locked)

    def figures(
        self,
        asked: Mapping[AnswerKey, Question],
        current: Mapping[AnswerKey, FigureValue],
        before: Mapping[int, FigureValue],
        beside: tuple[Period | None, Mapping[int, FigureValue]],
    ) -> None:
        """Write one row per question, last period's answer and that of another part of
        the year beside the cell; of a time what was said the time before.
        """
        sheet = self._begin(layout.FIGURES_SHEET, layout.FIGURE_COLUMNS)
        other, values = beside
        place = layout.column_place(layout.FIGURE_COLUMNS, "beside")
        if other:
            sheet.put(layout.HEADING_ROW, place, str(other), self.head)
        else:
            sheet.hide(place)
        for row, (key, each) in enumerate(asked.items(), FIRST_ROW):
            if key.time:
                then, there = time_before(current, key), None
            else:
                then, there = before.get(key.figure), values.get(key.figure)
            known = (
                *(each.codes, each.label, each.figure.unit),
                "có" if each.is_required else "",
                told(then) if then else "",
                told(there) if there else "",
            )
            sheet.line(row, known, self.locked)
            self._answer(sheet, row, each.figure, current.get(key))
            column = len(layout.FIGURE_COLUMNS) - 1
            sheet.put(row, column, f"{layout.FIGURE_MARK}{key.word}", self.locked)

    def _answer(
        self,
        sheet: Page,
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
        known: Cell = None
        if value is not None:
            number = value.number
            known = (value.day or told(value)) if number is None else number
        sheet.put(row, column, known, style)
        words = [layout.YES_WORD, layout.NO_WORD]
        if figure.type == Figure.Type.CHOICE:
            words = list(figure.choices)
        if figure.type in {Figure.Type.CHOICE, Figure.Type.YES_NO}:
            self.lists.offer(sheet, (row, row), column, words)

    def seal(self, text: str) -> None:
        """Keep the signed state on a sheet that people do not see."""
        page = self.book.page(layout.SEAL)
        for row, start in enumerate(range(0, len(text), _CHUNK)):
            page.words(row, 0, text[start : start + _CHUNK])
        page.sheet.very_hidden()
        page.sheet.protect()
