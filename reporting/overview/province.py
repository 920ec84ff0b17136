"""«Sổ tổng hợp toàn tỉnh»: what every agency answered in a period, sheet by sheet.

It says how many agencies it holds of how many are expected, and names the others.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.db.models import Count, Exists, Max, Q, QuerySet

from agencies.models import AgencyKind
from kehoach.lib.workbook import Cell
from kehoach.lib.workbook_rows import Sheet
from reporting.counting.sums import sent, standing
from tasks.duties.export_list import FETCH, Spoken, duty_sheet
from tasks.duties.lineage import told_in
from tasks.duties.past_words import words_on
from tasks.duties.shown import PeriodDuties
from tasks.models import LIVE, Duty, EntryLink, Figure, FigureValue, Period, Progress

UNIT_HEADS = ("TT", "Đơn vị", "Mã đơn vị", "Loại đơn vị")
UNIT_WIDTHS = (6, 36, 18, 22)
ENTRY_HEADS = (
    *("Mã", "Nhiệm vụ", "Đơn vị", "Ngày thực hiện", "Tiến độ"),
    *("Không phát sinh", "Nội dung đã thực hiện"),
)
ENTRY_WIDTHS = (10, 40, 36, 12, 16, 10, 80)
_MISSING_HEADS = (*UNIT_HEADS, "Phải thực hiện", "Đã gửi", "Hạn", "Tình trạng")
_NOBODY: tuple[int, dict[int, Cell]] = (0, {})


class Unit(NamedTuple):
    """An agency of the period: what it owes and how much of it was sent."""

    pk: int
    name: str
    code: str
    kind: str
    owed: int
    sent: int
    due_on: date | None

    @property
    def named(self) -> tuple[str, str, str]:
        """Return how a sheet names it."""
        return self.name, self.code, str(AgencyKind(self.kind).label)

    @property
    def verdict(self) -> str:
        """Return what the list of those that are missing says."""
        return "Mới gửi một phần" if self.sent else "Chưa gửi"


def province_sheets(shown: PeriodDuties, rows: QuerySet[Duty]) -> tuple[Sheet, ...]:
    """Return the sheets of the workbook from the duties that a person may read."""
    period, units = shown.period, units_of(shown, rows)
    held = held_line(units)
    spoken = words_on(period.plan_id, period.words_day())
    return (
        about_sheet(period, units, shown.today),
        duty_sheet(
            rows,
            spoken,
            shown.column,
            name="Nhiệm vụ",
            title=f"Nhiệm vụ, {period}",
            notes=(held,),
        ),
        entry_sheet(period, rows, held, spoken),
        figure_sheet(period, units, held),
        missing_sheet(period, units, held),
    )


def units_of(shown: PeriodDuties, rows: QuerySet[Duty]) -> list[Unit]:
    """Return the agencies in the official order (one query)."""
    state, first = shown.column("state"), shown.column("first_sent_on")
    owed = Q(is_requested=False, **{f"{state}__in": LIVE})
    counted = (
        rows.order_by("agency__sort_key", "agency_id")
        .values_list("agency_id", "agency__name", "agency__code", "agency__kind")
        .annotate(
            owed=Count("pk", filter=owed),
            sent=Count("pk", filter=owed & Q(**{f"{first}__isnull": False})),
            due=Max(shown.column("due_on"), filter=owed),
        )
    )
    return [Unit(*row) for row in counted]


def held_line(units: list[Unit]) -> str:
    """Return the sentence that stands on every sheet."""
    expected = [unit for unit in units if unit.owed]
    silent = sum(not unit.sent for unit in expected)
    line = f"Đã có {len(expected) - silent}/{len(expected)} đơn vị phải báo cáo"
    return f"{line}; {silent} đơn vị chưa gửi, xem tờ «Đơn vị chưa có»."


def about_sheet(period: Period, units: list[Unit], today: date) -> Sheet:
    """Return what the workbook is about."""
    expected = [unit for unit in units if unit.owed]
    full = sum(unit.sent == unit.owed for unit in expected)
    silent = sum(not unit.sent for unit in expected)
    rows: tuple[tuple[Cell, Cell], ...] = (
        ("Kế hoạch", period.plan.short_title),
        ("Kỳ báo cáo", str(period)),
        ("Số liệu từ ngày", period.data_from),
        ("đến ngày", period.data_to),
        ("Lập ngày", today),
        ("Đơn vị phải báo cáo", len(expected)),
        ("Đã có", len(expected) - silent),
        ("trong đó đã gửi đủ", full),
        ("trong đó mới gửi một phần", len(expected) - silent - full),
        ("Chưa gửi", silent),
        ("Số liệu cộng", "chỉ của nhiệm vụ đơn vị đã gửi; ô trống là chưa có, không phải 0"),
        ("Không cộng", "số của cơ quan được đề nghị phối hợp: có dòng riêng, không vào tổng toàn tỉnh"),
    )  # fmt: skip
    title = f"Sổ tổng hợp toàn tỉnh, {period}"
    return Sheet("Thông tin", ("Mục", "Nội dung"), rows, (30, 80), title)


def entry_sheet(
    period: Period, rows: QuerySet[Duty], held: str, spoken: Spoken
) -> Sheet:
    """Return every entry of the period in its newest version, one line per duty."""
    links = EntryLink.objects.standing().filter(
        told_in(period), duty__in=rows.order_by().values("pk")
    )
    links = links.order_by(
        "duty__task__position", "duty__agency__sort_key", "entry__done_on", "pk"
    )
    found = links.values_list(
        *("duty__task_id", "duty__task__code", "duty__task__short_title"),
        "duty__agency__name",
        *("entry__done_on", "entry__progress", "entry__nothing_to_report"),
        "entry__text",
    ).iterator(FETCH)
    lines = (
        (
            *called(spoken, *named),
            done_on,
            str(Progress(progress).label),
            "Có" if nothing else "",
            text,
        )
        for *named, done_on, progress, nothing, text in found
    )
    title = f"Kết quả các đơn vị ghi nhận, {period}"
    return Sheet("Kết quả", ENTRY_HEADS, lines, ENTRY_WIDTHS, title, (held,), frozen=3)


def called(
    spoken: Spoken, task: int, code: str, title: str, agency: str
) -> tuple[str, str, str]:
    """Return code and title as the period called the task, and the agency."""
    before = spoken.get(task)
    return (
        (before["code"], before["short_title"], agency)
        if before
        else (code, title, agency)
    )


def figure_sheet(period: Period, units: list[Unit], held: str) -> Sheet:
    """Return agencies × figures, with the sums of the province above the heads."""
    figures = list(Figure.objects.filter(plan=period.plan_id, is_active=True))
    told = Q(sent(period)) | Q(sent(period, requested=True))
    heads = (
        f"{each.label} ({each.unit})" if each.unit else each.label for each in figures
    )
    sums = _sums_of(figures, answers(period, sent(period)))
    return Sheet(
        "Số liệu",
        (*UNIT_HEADS, "Đã gửi", "Phải thực hiện", *heads),
        _figure_rows(units, figures, answers(period, told)),
        (*UNIT_WIDTHS, 9, 9, *(16 for _ in figures)),
        f"Số liệu của các đơn vị, {period}",
        (held,),
        ("", "Toàn tỉnh", "", "", "", "", *sums),
        frozen=2,
    )


def answers(
    period: Period, condition: Q | Exists
) -> Iterator[tuple[int, dict[int, Cell]]]:
    """Yield agency → answers by figure that fit, in the official order; of a closed
    period as they stood at closing. Who is only asked has a row and is in no sum.
    """
    rows = (
        FigureValue.objects.filter(condition, standing(period))
        .filter(period=period)
        .order_by("agency__sort_key", "agency_id", "recorded_at", "pk")
        .values_list("agency_id", "figure_id", "number", "flag", "text", "day")
    )
    for agency_id, given in groupby(rows.iterator(FETCH), itemgetter(0)):
        yield agency_id, {figure: cell_of(*value) for _, figure, *value in given}


def cell_of(number: Cell, flag: Cell, text: Cell, day: Cell) -> Cell:
    """Return an answer as a cell."""
    for value in (number, flag, day):
        if value is not None:
            return value
    return text


def _sums_of(
    figures: list[Figure], given: Iterable[tuple[int, dict[int, Cell]]]
) -> list[Cell]:
    """Return what the figures add up to over the agencies; nothing is not 0."""
    found: dict[int, list[Decimal]] = defaultdict(lambda: [Decimal(0)])
    for _, cells in given:
        for figure, value in cells.items():
            if isinstance(value, bool | Decimal):
                found[figure][0] += Decimal(value)
    return [
        found[each.pk][0]
        if each.pk in found and each.across_agencies != Figure.Across.NONE
        else ""
        for each in figures
    ]


def _figure_rows(
    units: list[Unit],
    figures: list[Figure],
    given: Iterator[tuple[int, dict[int, Cell]]],
) -> Iterator[tuple[Cell, ...]]:
    """Yield a line per agency; both come in the same order."""
    known = {unit.pk for unit in units}
    rest = (each for each in given if each[0] in known)
    following = next(rest, _NOBODY)
    for number, unit in enumerate(units, 1):
        cells: dict[int, Cell] = {}
        if following[0] == unit.pk:
            cells, following = following[1], next(rest, _NOBODY)
        said = (cells.get(each.pk) for each in figures)
        yield (number, *unit.named, unit.sent, unit.owed, *said)


def missing_sheet(period: Period, units: list[Unit], held: str) -> Sheet:
    """Return the agencies that sent nothing or not all, those with nothing first."""
    missing = [unit for unit in units if unit.sent < unit.owed]
    missing.sort(key=lambda unit: unit.sent > 0)
    rows = [
        (number, *unit.named, unit.owed, unit.sent, unit.due_on, unit.verdict)
        for number, unit in enumerate(missing, 1)
    ]
    title = f"Đơn vị chưa có, {period}"
    widths = (*UNIT_WIDTHS, 10, 10, 12, 20)
    return Sheet("Đơn vị chưa có", _MISSING_HEADS, rows, widths, title, (held,))
