"""The figures of a form as a grid: groups of rows, each beside what was said before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.forms import BoundField, Form

from kehoach.lib.dates import format_date, span_said
from tasks.duties.same_work_in_parts import values_beside
from tasks.figures.answer_text import told
from tasks.figures.answers import NUMBERS, current_values, field_name, last_values
from tasks.models import Duty, Figure, FigureValue, Period, TaskFigure

#: What stands beside the answers of a time.
TIME_BEFORE = "Lần trước"
#: Kinds whose answers do not fit a narrow box.
WIDE = (Figure.Type.TEXT, Figure.Type.CHOICE)


@dataclass(frozen=True)
class FigureLine:
    """One figure: its field, what was said in other periods, who said what stands now."""

    field: BoundField
    figure: Figure
    required: bool
    beside: str = ""
    before: str = ""
    now: FigureValue | None = None
    #: What looks odd about the answer, in words; told, never blocking.
    doubts: Sequence[str] = ()

    @property
    def register(self) -> int | None:
        """Return the register that the figure is counted from, where it can only be
        counted.
        """
        count = getattr(self.figure, "counted_from", None)
        return count.register_id if count and self.field.field.disabled else None

    @property
    def is_wide(self) -> bool:
        """Return whether the answer takes a line of its own."""
        return self.figure.type in WIDE


@dataclass(frozen=True)
class FigureGroup:
    """Figures of one kind under one heading."""

    title: str
    note: str
    lines: list[FigureLine]

    @property
    def has_units(self) -> bool:
        """Return whether a column of units says anything."""
        return any(line.figure.unit for line in self.lines)


@dataclass(frozen=True)
class FigureGrid:
    """All figures of a form; `beside` and `before` head the columns to compare with."""

    groups: list[FigureGroup]
    beside: str = ""
    before: str = ""
    #: The same on a phone, where they stand in every row.
    beside_short: str = ""
    before_short: str = ""

    def __bool__(self) -> bool:
        return bool(self.groups)

    @property
    def lines(self) -> list[FigureLine]:
        """Return the rows of all groups."""
        return [line for group in self.groups for line in group.lines]


def figure_grid(
    form: Form,
    asked: Iterable[TaskFigure],
    duty: Duty,
    period: Period,
    doubts: Mapping[int | None, Sequence[str]],
) -> FigureGrid:
    """Return the figures that the form asks, beside the half-year and last year, with
    what looks odd about each stored answer.
    """
    rows = list({row.figure_id: row for row in reversed(list(asked))}.values())[::-1]
    if not rows:
        return FigureGrid([])
    time = duty.occurs_from
    now = current_values(duty.agency_id, period, time)
    before = last_values(duty.agency_id, period, time)
    other, beside = (None, {}) if time else values_beside(duty.agency_id, period)
    lines = [
        FigureLine(
            field=form[field_name(row.figure_id)],
            figure=row.figure,
            required=row.required,
            beside=_told(beside, row),
            before=_told(before, row),
            now=now.get(row.figure_id),
            doubts=doubts.get(row.figure_id, ()),
        )
        for row in rows
    ]
    last = next((value.period for value in before.values()), None)
    part = other if any(line.beside for line in lines) else None
    last = last if any(line.before for line in lines) else None
    if time:
        said = TIME_BEFORE if last else ""
        groups = _groups(lines, _heading_of_time(duty))
        return FigureGrid(groups, before=said, before_short=said.lower())
    return FigureGrid(
        groups=_groups(lines, _flow_heading(period)),
        beside=_span(part) if part else "",
        before=f"{_span(last)} {last.year}" if last else "",
        beside_short=_span(part).lower() if part else "",
        before_short=str(last.year) if last else "",
    )


def _told(values: dict[int, FigureValue], row: TaskFigure) -> str:
    return told(values[row.figure_id]) if row.figure_id in values else ""


def _span(period: Period) -> str:
    """Return what of a year the period is, as the head of a narrow column."""
    return period.short_label


def _flow_heading(period: Period) -> tuple[str, str]:
    first, last = format_date(period.data_from), format_date(period.data_to)
    none = "Không có thì ghi 0."
    if not period.is_adhoc:
        told = "Ghi tổng cả kỳ, không ghi số của riêng hôm nay."
        return f"Số liệu cộng dồn từ {first}", f"{told} {none}"
    if first == last:
        return "Số liệu được hỏi", none
    return f"Số liệu từ {first} đến {last}", none


def _heading_of_time(duty: Duty) -> tuple[str, str]:
    """Return that a time is asked for itself: the portal adds them up."""
    span = span_said(duty.occurs_from, duty.occurs_to)
    return (
        f"Số liệu của {duty.occurrence}, {span}",
        "Chỉ ghi số của lần này; hệ thống tự cộng các lần. Không có thì ghi 0.",
    )


def _groups(lines: list[FigureLine], heading: tuple[str, str]) -> list[FigureGroup]:
    groups = [
        FigureGroup(
            *heading,
            [line for line in lines if _is_number(line) and not _is_stock(line)],
        ),
        FigureGroup(
            "Số liệu tại thời điểm",
            "Ghi số đang có vào ngày cập nhật. Không có thì ghi 0.",
            [line for line in lines if _is_number(line) and _is_stock(line)],
        ),
        FigureGroup(
            "Câu hỏi khác", "", [line for line in lines if not _is_number(line)]
        ),
    ]
    return [group for group in groups if group.lines]


def _is_number(line: FigureLine) -> bool:
    return line.figure.type in NUMBERS


def _is_stock(line: FigureLine) -> bool:
    return line.figure.across_time == Figure.OverTime.STOCK
