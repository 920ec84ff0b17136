"""What the calendar of a plan proposes for a year."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError

from kehoach.lib.periods import CalendarLine, Span, read_calendar_day, spans_in
from kehoach.lib.workdays import Calendar
from tasks.duties.days_off import UNIT_DAYS, working_calendar
from tasks.duties.errors import InvalidInput
from tasks.models import CalendarRow, DueFrom, Period, Plan
from tasks.models.calendar_row import said_in_year, whole_of
from tasks.models.occurrences import Occurrence
from tasks.periods.ready_calendars import CalendarEntry

#: What of a period the calendar proposes; opened, the period keeps it.
PROPOSED = (
    *("label", "part_of", "data_from", "data_to"),
    *("unit_due", "summary_due"),
)


def proposed_periods(plan: Plan, year: int) -> list[Period]:
    """Return the periods of the plan's year, unsaved, in the order of its calendar (two
    queries).
    """
    rows = list(CalendarRow.objects.of_year(plan.pk, year))
    found = _proposed(rows, year, working_calendar()) if rows else []
    for period in found:
        period.plan = plan
    return found


def _proposed(rows: list[CalendarRow], year: int, offices: Calendar) -> list[Period]:
    spans = spans_in([row.line for row in rows], year)
    return [_period(row, rows, year, spans[row.key], offices) for row in rows]


def _period(
    row: CalendarRow,
    rows: list[CalendarRow],
    year: int,
    span: Span,
    offices: Calendar,
) -> Period:
    due = row.unit_due(span.data_to) or offices.shift(span.data_to, UNIT_DAYS)
    return Period(
        plan_id=row.plan_id,
        kind=row.key,
        label=row.label,
        part_of=whole_of(row, rows),
        year=year,
        data_from=span.data_from,
        data_to=span.data_to,
        unit_due=due,
        summary_due=row.summary_due(due),
    )


def new_period(plan: Plan, year: int, kind: str) -> Period:
    """Return the unsaved period that the calendar proposes; raises InvalidInput for one
    that it does not have.
    """
    rows = proposed_periods(plan, year)
    found = next((each for each in rows if each.kind == kind), None)
    if found is None:
        known = ", ".join(each.words for each in rows) or "chưa có kỳ nào"
        message = (
            f"Lịch báo cáo của kế hoạch không có kỳ «{kind}» năm {year}. Có: {known}."
        )
        raise InvalidInput(message)
    return found


def whole_meant(plan: Plan, year: int, today: date) -> Period:
    """Return the unsaved whole that is opened where no period is named: the one that runs
    on the day, else the next one, else the last. Raises InvalidInput without any.
    """
    wholes = [each for each in proposed_periods(plan, year) if not each.part_of]
    if not wholes:
        raise InvalidInput(
            "Kế hoạch chưa có lịch báo cáo: lập ở trang «Lịch báo cáo» trước khi mở kỳ."
        )
    return next((each for each in wholes if today <= each.data_to), wholes[-1])


def words_ahead(period: Period) -> str:
    """Return the time that comes after the period: «quý II năm 2026», of a running total
    what is left of its year. A year wants no query.
    """
    if period.kind == Period.Kind.YEAR:
        return f"năm {period.year + 1}"
    rows = list(CalendarRow.objects.of_year(period.plan_id, period.year))
    row = next((each for each in rows if each.key == period.kind), None)
    if row is None:
        return f"năm {period.year + 1}"
    spans = spans_in([each.line for each in rows], period.year)
    if row.is_total and row.part_of:
        months = _months(spans[row.key].data_to, spans[row.part_of.key].data_to)
        return f"{months} tháng cuối năm {period.year}"
    beside = [r for r in rows if r.part_of_id == row.part_of_id and not r.is_total]
    later = beside[beside.index(row) + 1 :]
    following, year = (later[0], 0) if later else (beside[0], 1)
    said = said_in_year(following.label, period.year + year)
    return said[:1].lower() + said[1:]


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def calendars_by(periods: Iterable[Period]) -> dict[int, list[CalendarRow]]:
    """Return period → the rows of its plan's calendar by which its year is reported (one
    query).
    """
    wanted = list(periods)
    plans = {period.plan_id for period in wanted}
    rows = CalendarRow.objects.filter(plan__in=plans).select_related("part_of")
    found: dict[int, list[CalendarRow]] = {period.pk: [] for period in wanted}
    known = list(rows)
    for period in wanted:
        held = [r for r in known if r.plan_id == period.plan_id]
        begun = [row.since for row in held if row.since <= period.year]
        found[period.pk] = [r for r in held if begun and r.since == max(begun)]
    return found


def parts_of_year(
    period: Period, rows: list[CalendarRow], offices: Calendar
) -> dict[int, list[Occurrence]]:
    """Return how many → the months, quarters or halves that the calendar cuts the whole
    period into, as times at which a task may recur; none where it does not cut it.
    """
    if period.is_interim or all(row.key != period.kind for row in rows):
        return {}
    spans = {each.kind: each for each in _proposed(rows, period.year, offices)}
    levels = _levels(rows, period.kind)
    return {len(level): [_time(spans[row.key]) for row in level] for level in levels}


def _levels(rows: list[CalendarRow], whole: str) -> Iterable[list[CalendarRow]]:
    """Yield the rows that cut the whole without gap, those of each depth together."""
    above = {row.pk for row in rows if row.key == whole}
    while above:
        level = [r for r in rows if r.part_of_id in above and not r.is_total]
        if level and above == {row.part_of_id for row in level}:
            yield level
        above = {row.pk for row in level}


def _time(period: Period) -> Occurrence:
    label, year = period.label, period.year
    said = f"{label} {year}" if label.lower().endswith("năm") else f"{label}/{year}"
    return Occurrence(
        said, period.data_from, period.data_to, period.unit_due, DueFrom.OWN
    )


def calendar_lines(entries: Iterable[CalendarEntry]) -> list[CalendarLine]:
    """Return the rows for the arithmetic of `kehoach.lib.periods`; their days are right."""
    return [
        CalendarLine(e.key, read_calendar_day(e.last_day), e.part_of, e.is_total)
        for e in entries
    ]


def calendar_row(entry: CalendarEntry) -> CalendarRow:
    """Return the unsaved row, without plan and larger period."""
    values = entry._asdict()
    del values["part_of"]
    return CalendarRow(**values)


def wrong_in(entry: CalendarEntry) -> dict[str, str]:
    """Return column → what is wrong in it, of the row by itself."""
    row = calendar_row(entry)
    try:
        row.clean_fields(exclude=["plan"])
        row.clean()
    except ValidationError as error:
        return {name: words[0] for name, words in error.message_dict.items()}
    return {}


def put_calendar(plan: Plan, entries: Iterable[CalendarEntry], since: int = 0) -> None:
    """Write the rows of a calendar, which are right, larger periods before their parts."""
    made: dict[str, CalendarRow | None] = {"": None}
    waiting = list(enumerate(entries, 1))
    while ready := [each for each in waiting if each[1].part_of in made]:
        for position, entry in ready:
            row = calendar_row(entry)
            row.plan, row.since, row.position = plan, since, position
            row.part_of = made[entry.part_of]
            row.save()
            made[entry.key] = row
        waiting = [each for each in waiting if each not in ready]
