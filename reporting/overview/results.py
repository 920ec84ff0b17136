"""Sheets of results: from the period's rows, or, once it is closed, from what it stored.

Labels, days and names of a closed period are the stored ones; entries, answers and proof
are those that were recorded until it closed (rule 4).
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from agencies.models import Agency
from kehoach.lib.numbers import format_number
from reporting.counting.citing import citation
from reporting.counting.sums import sums_of
from reporting.counting.tasks import REPORTED
from reporting.facts.results import (
    AgencySheet,
    FigureLine,
    ResultLine,
    SumLine,
    TaskSheet,
)
from reporting.facts.typed_words import is_noise
from tasks.duties.lineage import periods_before, told_in
from tasks.duties.listing import NOT_OWED
from tasks.duties.past_words import in_periods_of, in_their_periods
from tasks.duties.plan_then import plan_on
from tasks.duties.shown import PeriodDuties
from tasks.duties.standing_words import words_of
from tasks.figures.answer_text import told
from tasks.models import (
    Difficulty,
    DutyEvent,
    EntryLink,
    EvidenceLink,
    FigureValue,
    Period,
    PeriodUnit,
    Plan,
    Task,
    TaskFigure,
)
from tasks.models.status import CARRIED_OUT, LATE, Standing

_Lines = dict[int, list[str]]


class _Row(NamedTuple):
    """One duty as the period shows it."""

    pk: int
    task: Task
    title: str
    agency: str
    standing: Standing
    due_on: date | None
    sent_on: date | None
    accepted_on: date | None
    is_requested: bool


def _rows(period: Period, today: date, **wanted: Any) -> list[_Row]:
    """Return the duties in the official order, in a fixed number of queries."""
    found: QuerySet[Any] = PeriodDuties(period, today).rows().filter(**wanted)
    stored = "" if period.is_open else "stored__"
    duties = list(
        found.select_related("task", "agency")
        .annotate(due=F(f"{stored}due_on"), sent=F(f"{stored}first_sent_on"))
        .order_by("task__position", "agency__sort_key", "pk")
    )
    in_their_periods(duties, period.words_day())
    names = _names(period)
    accepted = {} if period.is_open else _accepted(period, [duty.pk for duty in duties])
    return [
        _Row(
            duty.pk,
            duty.task,
            duty.title,
            names.get(duty.agency_id, duty.agency.name),
            Standing(duty.standing),
            duty.due,
            duty.sent,
            duty.accepted_on if period.is_open else accepted.get(duty.pk),
            duty.is_requested,
        )
        for duty in duties
    ]


def _names(period: Period) -> dict[int, str]:
    """Return the names that stood when the period closed."""
    if period.is_open:
        return {}
    units = PeriodUnit.objects.filter(period=period)
    return dict(units.values_list("agency_id", "name"))


def _accepted(period: Period, duties: list[int]) -> dict[int, date]:
    """Return the last day of acceptance that was known when the period closed."""
    events = DutyEvent.objects.filter(
        duty__in=duties,
        kind=DutyEvent.Kind.ACCEPTED,
        voided_at__isnull=True,
        recorded_at__lte=period.closed_at,
    )
    return dict(
        events.order_by().values_list("duty_id").annotate(on=Max("effective_on"))
    )


def _known(period: Period, field: str = "recorded_at") -> Q:
    """Return the condition that a row was there when the period closed."""
    if period.is_open or period.closed_at is None:
        return Q()
    return Q(**{f"{field}__lte": period.closed_at})


def _line(row: _Row, **more: Any) -> ResultLine:
    late = (
        row.due_on is not None
        and row.sent_on is not None
        and (row.sent_on > row.due_on)
    )
    return ResultLine(
        code=row.task.code,
        title=row.title,
        agency=row.agency,
        label=words_of(row.standing, asked=row.is_requested).label,
        due_on=row.due_on,
        sent_on=row.sent_on,
        accepted_on=row.accepted_on if row.standing in ACCEPTED else None,
        is_late=not row.is_requested and (late or row.standing in LATE),
        **more,
    )


ACCEPTED = (*CARRIED_OUT, Standing.ACCEPTED)


def agency_sheet(*, agency: Agency, period: Period, today: date) -> AgencySheet:
    """Return what the agency owed, did, proved and sent in the period."""
    rows = _rows(period, today, agency=agency)
    duties = [row.pk for row in rows]
    done, proof = _done(duties, period), _proof(duties, period)
    figures = _figures(rows, agency, period)
    name = next((row.agency for row in rows), agency.name)
    return AgencySheet(
        agency=name,
        steering=_plan(period).steering_agency.name,
        words=period.words,
        data_from=period.data_from,
        data_to=period.data_to,
        is_closed=not period.is_open,
        lines=tuple(
            _line(
                row,
                done=tuple(done[row.pk]),
                figures=tuple(figures[row.task.pk]),
                evidence=tuple(proof[row.pk]),
            )
            for row in rows
        ),
        difficulties=tuple(
            f"{each.duty.task.code}: {each.text}" if each.duty else each.text
            for each in in_periods_of(_raised(period).filter(agency=agency))
        ),
    )


def _plan(period: Period) -> Plan:
    """Return the plan as it was when the period closed."""
    closed = period.closed_at
    day = timezone.localdate(closed) if closed and not period.is_open else None
    return plan_on(period.plan, day)


def _done(duties: Iterable[int], period: Period) -> _Lines:
    found: _Lines = defaultdict(list)
    closed_at = None if period.is_open else period.closed_at
    links = EntryLink.objects.standing(closed_at).filter(
        _known(period, "entry__recorded_at"), told_in(period), duty__in=duties
    )
    for link in links.select_related("entry").by_day():
        if not is_noise(link.entry.text):
            found[link.duty_id].append(link.entry.text)
    return found


def _proof(duties: Iterable[int], period: Period) -> _Lines:
    found: _Lines = defaultdict(list)
    kept = Q(removed_at__isnull=True)
    if period.closed_at and not period.is_open:
        kept |= Q(removed_at__gt=period.closed_at)
    links = EvidenceLink.objects.filter(
        kept, _known(period), duty__in=duties, evidence__quarantined_at__isnull=True
    )
    for link in links.select_related("evidence").order_by("pk"):
        found[link.duty_id].append(citation(link.evidence))
    return found


def _figures(
    rows: list[_Row], agency: Agency, period: Period
) -> dict[int, list[FigureLine]]:
    """Return task → its questions with both answers; unanswered ones too."""
    last = periods_before(period).first()
    now, before = _values(agency, period), _values(agency, last)
    asked = TaskFigure.objects.filter(task__in={row.task.pk for row in rows})
    found: dict[int, list[FigureLine]] = defaultdict(list)
    for row in asked.select_related("figure").order_by("figure__position", "pk"):
        figure = row.figure
        has = figure.pk in now or figure.pk in before
        if has or (figure.is_active and figure.is_asked_of(agency)):
            values = (each.get(figure.pk) for each in (now, before))
            answers = [_said(value, figure.unit) for value in values]
            found[row.task_id].append(FigureLine(figure.label, *answers))
    return found


def _values(agency: Agency, period: Period | None) -> dict[int, FigureValue]:
    """Return the answers that stand, or stood when the period closed."""
    if period is None:
        return {}
    rows = FigureValue.objects.filter(agency=agency, period=period)
    if period.is_open:
        rows = rows.filter(is_current=True)
    known = rows.filter(_known(period)).order_by("recorded_at", "pk")
    return {value.figure_id: value for value in known}


def _said(value: FigureValue | None, unit: str) -> str:
    if value is None or not told(value):
        return "–"
    return f"{told(value)} {unit}".strip() if value.flag is None else told(value)


def _raised(period: Period) -> QuerySet[Difficulty]:
    rows = Difficulty.objects.standing().filter(_known(period), period=period)
    return rows.select_related("duty__task", "agency").order_by("recorded_at", "pk")


def task_sheet(*, task: Task, period: Period, today: date) -> TaskSheet:
    """Return who owes the task and where each stands, its sums, its difficulties."""
    rows, names = _rows(period, today, task=task), _names(period)
    lines = [(row, _line(row)) for row in rows]
    own = [(row, line) for row, line in lines if not row.is_requested]
    owed = [(row, line) for row, line in own if row.standing not in NOT_OWED]
    return TaskSheet(
        code=task.code,
        title=task.short_title,
        text=task.text,
        words=period.words,
        data_from=period.data_from,
        data_to=period.data_to,
        is_closed=not period.is_open,
        done=_those(owed, CARRIED_OUT),
        not_done=_those(owed, [s for s in REPORTED if s not in CARRIED_OUT]),
        silent=_those(owed, [s for s in Standing if s not in REPORTED]),
        not_owed=_those(own, NOT_OWED),
        requested=tuple(line for row, line in lines if row.is_requested),
        sums=_sums(task, period),
        difficulties=tuple(
            f"{names.get(each.agency_id, each.agency.name)}: {each.text}"
            for each in _raised(period).filter(duty__task=task)
        ),
    )


def _those(
    lines: Iterable[tuple[_Row, ResultLine]], standings: Iterable[Standing]
) -> tuple[ResultLine, ...]:
    wanted = set(standings)
    return tuple(line for row, line in lines if row.standing in wanted)


def _sums(task: Task, period: Period) -> tuple[SumLine, ...]:
    """Return the sums of the figures that the task asks; a yes counts one."""
    sums = sums_of(period)
    asked = TaskFigure.objects.filter(task=task).select_related("figure")
    found = []
    for row in asked.order_by("figure__position", "pk"):
        figure = row.figure
        yes = sums.yes(figure.code)
        total = sums.of(figure.code) or yes
        if total is None and not figure.is_active:
            continue
        unit = "đơn vị trả lời “Có”" if yes else figure.unit
        said = format_number(total.total) if total else "–"
        found.append(SumLine(figure.label, said, unit, total.units if total else 0))
    return tuple(found)
