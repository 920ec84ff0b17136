"""Answers to figures: read, checked against each other, kept as append-only rows."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q, Subquery

from agencies.models import Agency
from kehoach.lib.dates import parse_date
from kehoach.lib.numbers import parse_number
from kehoach.lib.text import nfc
from tasks.duties.errors import InvalidInput
from tasks.duties.lineage import heirs_in, periods_before
from tasks.models import (
    Duty,
    Figure,
    FigureCount,
    FigureValue,
    Period,
    Register,
    Schedule,
    TaskFigure,
)

NUMBERS = (Figure.Type.INTEGER, Figure.Type.DECIMAL, Figure.Type.MONEY)
YES, NO = "co", "khong"
#: How the name of a form field begins that asks a figure.
FIELD = "figure_"
LARGEST = Decimal(10) ** 16


@dataclass(frozen=True)
class Answer:
    """One answer in the column of its type; all empty when nothing was answered."""

    number: Decimal | None = None
    flag: bool | None = None
    text: str = ""
    day: date | None = None

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was answered: empty is not 0."""
        return self == Answer()

    def fields(self) -> dict[str, Any]:
        """Return the columns of a stored value."""
        return {
            "number": self.number,
            "flag": self.flag,
            "text": self.text,
            "day": self.day,
        }


def stored_answer(value: FigureValue) -> Answer:
    """Return what a stored value answers."""
    return Answer(value.number, value.flag, value.text, value.day)


def field_name(figure_id: int) -> str:
    """Return the name of the form field that asks the figure."""
    return f"{FIELD}{figure_id}"


def read_answer(figure: Figure, raw: object) -> Answer:
    """Return the answer in its type; raise ValueError with a Vietnamese reason."""
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return Answer()
    if figure.type in NUMBERS:
        return Answer(number=_read_number(figure, raw))
    if figure.type == Figure.Type.YES_NO:
        return Answer(flag=_read_flag(raw))
    if figure.type == Figure.Type.DATE:
        return Answer(day=parse_date(raw))
    text = nfc(str(raw)).strip()
    if figure.type == Figure.Type.CHOICE and text not in figure.choices:
        message = "Chọn một trong các giá trị đã cho."
        raise ValueError(message)
    return Answer(text=text)


def _read_number(figure: Figure, raw: object) -> Decimal:
    try:
        number = parse_number(raw) if isinstance(raw, str) else Decimal(str(raw))
    except (ValueError, InvalidOperation):
        message = "Nhập một số, viết như 1.234 hoặc 1.234,5."
        raise ValueError(message) from None
    if not number.is_finite() or number < 0:
        message = "Số liệu không được âm."
        raise ValueError(message)
    if figure.type == Figure.Type.INTEGER and number != number.to_integral_value():
        message = "Nhập số nguyên, không có phần thập phân."
        raise ValueError(message)
    if number >= LARGEST or number != round(number, 2):
        message = "Số quá lớn hoặc có quá hai chữ số thập phân."
        raise ValueError(message)
    return number


def _read_flag(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    if raw in {YES, NO}:
        return raw == YES
    message = "Chọn Có hoặc Không."
    raise ValueError(message)


def figures_asked(duties: Iterable[Duty], agency: Agency) -> list[TaskFigure]:
    """Return the questions that the duties ask this agency, in order of the form."""
    tasks = {duty.task_id: duty.task for duty in duties}
    rows = (
        TaskFigure.objects.filter(task_id__in=tasks, figure__is_active=True)
        .select_related("figure__counted_from__register")
        .order_by("figure__position", "figure_id", "-required")
    )
    for row in rows:
        row.task = tasks[row.task_id]
    return [row for row in rows if row.figure.is_asked_of(agency)]


def current_values(
    agency_id: int, period: Period, time: date | None = None
) -> dict[int, FigureValue]:
    """Return the agency's current answers of the period by figure; those of one time of
    a task that recurs, named by its first day.
    """
    rows = FigureValue.times.filter(
        agency_id=agency_id, period=period, is_current=True, occurs_from=time
    )
    return {value.figure_id: value for value in rows.select_related("entered_by")}


def times_asked(duties: Iterable[Duty]) -> dict[int, date]:
    """Return figure → the first day of the time that is asked for it, of duties of tasks
    that recur: the first of them that asks it.
    """
    timed = {duty.task_id: duty.occurs_from for duty in duties if duty.occurs_from}
    if not timed:
        return {}
    rows = TaskFigure.objects.filter(task_id__in=timed).order_by("pk")
    asked = rows.values_list("figure_id", "task_id")
    return {figure_id: timed[task_id] for figure_id, task_id in asked}


def current_of(duties: Sequence[Duty], period: Period) -> dict[int, FigureValue]:
    """Return the current answers that the duties of one agency would change: of the
    period, or of their times.
    """
    agency_id, times = duties[0].agency_id, times_asked(duties)
    found = current_values(agency_id, period)
    for time in set(times.values()):
        values = current_values(agency_id, period, time)
        for figure_id, of in times.items():
            if of == time:
                found.pop(figure_id, None)
                found |= {figure_id: values[figure_id]} if figure_id in values else {}
    return found


def values_over_time(
    agency_id: int, period: Period, time: date | None = None
) -> dict[int, list[FigureValue]]:
    """Return figure → all its answers of the period or the time, newest first (one
    query).
    """
    rows = FigureValue.times.filter(
        agency_id=agency_id, period=period, occurs_from=time
    )
    found: dict[int, list[FigureValue]] = {}
    rows = rows.select_related("entered_by").order_by(
        "-is_current", "-recorded_at", "-pk"
    )
    for value in rows:
        found.setdefault(value.figure_id, []).append(value)
    return found


def last_values(
    agency_id: int, period: Period, time: date | None = None
) -> dict[int, FigureValue]:
    """Return the answers of the agency's previous period of the same kind, or of the
    time before inside of the period.
    """
    if time:
        return _time_before(agency_id, period, time)
    before = Subquery(periods_before(period).values("pk")[:1])
    rows = FigureValue.objects.filter(agency_id=agency_id, period_id=before)
    current = list(rows.filter(is_current=True).select_related("period"))
    if all(value.period.plan_id == period.plan_id for value in current):
        return {value.figure_id: value for value in current}
    return _of_heirs(current, period.plan_id)


def _of_heirs(values: list[FigureValue], plan: int) -> dict[int, FigureValue]:
    """Return the plan's figure → what was answered to those before it; numbers of
    several add up, not to be saved.
    """
    figures = Figure.objects.in_bulk([value.figure_id for value in values])
    heirs = heirs_in(Figure, plan, figures)
    found: dict[int, FigureValue] = {}
    for value in values:
        if heir := heirs.get(value.figure_id):
            there = found.setdefault(heir.pk, value)
            if there is not value and there.number is not None:
                there.number += value.number or Decimal(0)
    return found


def _time_before(agency_id: int, period: Period, time: date) -> dict[int, FigureValue]:
    rows = FigureValue.times.filter(
        agency_id=agency_id, period=period, is_current=True, occurs_from__lt=time
    )
    ordered = rows.select_related("period").order_by("occurs_from")
    return {value.figure_id: value for value in ordered}


def check_answers(
    *,
    duties: list[Duty],
    answers: Mapping[int, object],
    current: Mapping[int, FigureValue],
) -> dict[int, Answer]:
    """Return what changes, read and checked; raise InvalidInput per form field."""
    rows = figures_asked(duties, duties[0].agency)
    read, problems = _read_all({row.figure_id: row.figure for row in rows}, answers)
    if read:
        unread = answers.keys() - read.keys()
        problems |= _above_whole(duties[0].task.plan_id, read, current, unread)
    if problems:
        message = "Số liệu nhập chưa đúng, xem từng ô bên dưới."
        raise InvalidInput(message, problems=problems)
    changed = {
        figure_id: answer
        for figure_id, answer in read.items()
        if answer != _answer_of(current.get(figure_id))
    }
    figures = {row.figure_id: row.figure for row in rows}
    _refuse_counted(duties[0].period.data_to, figures, changed, current)
    return changed


def listed_in(
    figure: Figure, until: date, value: FigureValue | None
) -> Register | None:
    """Return the register that alone says the figure in a period that ends `until`: one
    that must be kept, or whose rows are counted already (`counted_from` read before).
    """
    count: FigureCount | None = getattr(figure, "counted_from", None)
    if count is None or count.starts_on > until:
        return None
    stands = count.must_list or bool(value and value.is_counted)
    return count.register if stands else None


def _refuse_counted(
    until: date,
    figures: Mapping[int, Figure],
    changed: Iterable[int],
    current: Mapping[int, FigureValue],
) -> None:
    problems = {
        field_name(pk): f"Số này đếm từ sổ «{register}»; ghi, sửa ở «Sổ theo dõi»."
        for pk in changed
        if (register := listed_in(figures[pk], until, current.get(pk)))
    }
    if problems:
        message = "Số liệu nhập chưa đúng, xem từng ô bên dưới."
        raise InvalidInput(message, problems=problems)


def check_numbers(
    *,
    plan_id: int,
    figures: Mapping[int, Figure],
    answers: Mapping[int, object],
    current: Mapping[int, FigureValue],
) -> dict[int, Answer]:
    """Return what changes of answers that no duty asks for; raise InvalidInput per
    form field.
    """
    read, problems = _read_all(figures, answers)
    problems |= _above_whole(plan_id, read, current, answers.keys() - read.keys())
    if problems:
        message = "Số liệu nhập chưa đúng, xem từng ô bên dưới."
        raise InvalidInput(message, problems=problems)
    return {
        figure_id: answer
        for figure_id, answer in read.items()
        if answer != _answer_of(current.get(figure_id))
    }


def _read_all(
    asked: Mapping[int, Figure], answers: Mapping[int, object]
) -> tuple[dict[int, Answer], dict[str, str]]:
    read: dict[int, Answer] = {}
    problems: dict[str, str] = {}
    for figure_id, raw in answers.items():
        if figure_id not in asked:
            problems[field_name(figure_id)] = "Đơn vị không được hỏi số liệu này."
            continue
        try:
            read[figure_id] = read_answer(asked[figure_id], raw)
        except ValueError as error:
            problems[field_name(figure_id)] = str(error)
    return read, problems


def _answer_of(value: FigureValue | None) -> Answer:
    return stored_answer(value) if value else Answer()


def _above_whole(
    plan_id: int,
    read: Mapping[int, Answer],
    current: Mapping[int, FigureValue],
    unread: Set[int],
) -> dict[str, str]:
    """Return what is wrong where a part would be larger than its whole; a number that
    cannot be read is compared with nothing.
    """

    def number(figure_id: int) -> Decimal | None:
        return (read.get(figure_id) or _answer_of(current.get(figure_id))).number

    problems: dict[str, str] = {}
    bounded = Figure.objects.filter(plan_id=plan_id, not_above__isnull=False)
    for part in bounded.select_related("not_above"):
        whole = part.not_above
        if whole is None or not {part.pk, whole.pk} & read.keys():
            continue
        if {part.pk, whole.pk} & unread:
            continue
        small, large = number(part.pk), number(whole.pk)
        if small is not None and large is not None and small > large:
            name = field_name(part.pk if part.pk in read else whole.pk)
            problems[name] = f"«{part.label}» không được lớn hơn «{whole.label}»."
    return problems


def needs_reason(
    changed: Mapping[int, Answer],
    current: Mapping[int, FigureValue],
    *,
    duties: Sequence[Duty],
    period: Period,
) -> bool:
    """Return whether an answer already sent to the steering agency would be corrected;
    of a time by its own duty, or by one that asks for the whole period.
    """
    corrected = [figure_id for figure_id in changed if figure_id in current]
    times = {duty.occurs_from for duty in duties if duty.occurs_from}
    sent = Duty.objects.filter(
        Q(period=period) | Q(schedule=Schedule.ONCE),
        Q(occurs_from__isnull=True) | Q(occurs_from__in=times),
        agency_id=duties[0].agency_id,
        submitted_at__isnull=False,
        task__task_figures__figure_id__in=corrected,
    )
    return bool(corrected) and sent.exists()
