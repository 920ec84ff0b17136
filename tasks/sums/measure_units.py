"""The list of units that measures are counted over, and what the units answered."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import BooleanField, Case, F, Q, Value, When

from agencies.models.dated import alive_on
from tasks.models import (
    REPORTED,
    Duty,
    DutySnapshot,
    FigureValue,
    Period,
    Progress,
    State,
    TaskFigure,
)
from tasks.models.status import Standing

#: Which of two rows of one agency speaks, when a carried one stands beside another.
_LAST_WORD = (State.TRANSFERRED, State.ENDED, State.WAIVED)


class OwingUnit(NamedTuple):
    """One agency that owes a task, with where its duty stands."""

    task_id: int
    agency_id: int
    code: str
    name: str
    kind: str
    level: str
    alive: bool
    duty_id: int
    state: str
    sent: bool
    waived: bool
    done: bool
    nothing: bool
    is_due: bool = True
    occurs_from: date | None = None


class ListedAgency(NamedTuple):
    """An agency as the list names it."""

    agency_id: int
    code: str
    name: str
    kind: str
    level: str
    alive: bool


class OwedDuty(NamedTuple):
    """What of a duty is read."""

    pk: int
    state: str
    progress: str
    nothing: bool
    submitted_at: datetime | None
    due_on: date | None
    occurs_from: date | None


@dataclass(frozen=True, slots=True)
class Answers:
    """Current answers by figure and agency, and which tasks ask each figure."""

    askers: dict[int, frozenset[int]] = field(default_factory=dict)
    numbers: dict[tuple[int, int], Decimal] = field(default_factory=dict)
    flags: dict[tuple[int, int], bool] = field(default_factory=dict)


def units_of(
    period: Period,
    task_ids: set[int],
    data_day: date,
    agency_ids: Collection[int] | None = None,
) -> list[OwingUnit]:
    """Return who owes the tasks: alive on the data day, or ended before it.

    A closed period answers from what was stored when it closed; of an open one only
    some agencies can be asked for.
    """
    rows = (
        _open_rows(period, task_ids, data_day, agency_ids)
        if period.is_open
        else _closed_rows(period, task_ids)
    )
    return list(_one_per_agency(rows).values())


def _open_rows(
    period: Period,
    task_ids: set[int],
    day: date,
    agency_ids: Collection[int] | None = None,
) -> list[OwingUnit]:
    """Read the duties; outside the list stay bodies that are requested, duties
    that ended or moved while their agency lives on, and agencies not yet begun.
    """
    left = Q(state__in=(State.ENDED, State.TRANSFERRED), alive=True)
    rows = (
        Duty.objects.shown_in(period)
        .scored()
        .filter(_of(agency_ids), task_id__in=task_ids)
        .annotate(alive=_flag(alive_on(day, "agency__")))
        .exclude(left)
        .exclude(agency__valid_from__gt=day)
        .order_by("agency__sort_key", "agency_id", "pk")
        .values_list(
            *("task_id", "agency_id", "agency__code", "agency__short_name"),
            *("agency__kind", "agency__level", "alive", "pk", "state", "progress"),
            *("nothing_to_report", "submitted_at", "due_on", "occurs_from"),
        )
    )
    last = day if day < period.data_to else date.max
    return [
        _unit(task_id, ListedAgency(*rest[:6]), OwedDuty(*rest[6:]), last)
        for task_id, *rest in rows
    ]


def _closed_rows(period: Period, task_ids: set[int]) -> list[OwingUnit]:
    units = {unit.agency_id: unit for unit in period.units.all()}
    rows = (
        DutySnapshot.objects.filter(
            period=period, duty__task_id__in=task_ids, duty__is_requested=False
        )
        .order_by("agency__sort_key", "agency_id")
        .values_list(
            *("duty__task_id", "agency_id", "agency__code", "duty_id", "state"),
            *("progress", "label", "duty__nothing_to_report", "duty__submitted_at"),
            *("due_on", "duty__occurs_from"),
        )
    )
    found = []
    for task_id, agency_id, code, duty_id, state, progress, label, *rest in rows:
        unit = units.get(agency_id)
        if unit is None:
            continue
        gone = state in (State.ENDED, State.TRANSFERRED)
        if gone and unit.alive_on_data_day:
            continue
        nothing = label == Standing.NOTHING.label or bool(rest[0])
        alive = unit.alive_on_data_day
        who = ListedAgency(agency_id, code, unit.name, unit.kind, unit.level, alive)
        duty = OwedDuty(duty_id, state, progress, nothing, *rest[1:])
        found.append(_unit(task_id, who, duty))
    return found


def _of(agency_ids: Collection[int] | None) -> Q:
    return Q() if agency_ids is None else Q(agency_id__in=agency_ids)


def _flag(condition: Q) -> Case:
    return Case(
        When(condition, then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )


def _unit(
    task_id: int, who: ListedAgency, duty: OwedDuty, last: date = date.max
) -> OwingUnit:
    """Return the unit; a duty that ended or moved keeps what it had sent. Of the times
    of a task those count that are due by `last`.
    """
    gone = duty.state in (State.ENDED, State.TRANSFERRED)
    return OwingUnit(
        task_id,
        *who,
        duty_id=duty.pk,
        state=duty.state,
        sent=duty.state in REPORTED or (gone and duty.submitted_at is not None),
        waived=duty.state == State.WAIVED,
        done=duty.progress == Progress.DONE,
        nothing=duty.nothing,
        is_due=duty.occurs_from is None or duty.due_on is None or duty.due_on <= last,
        occurs_from=duty.occurs_from,
    )


def _one_per_agency(rows: list[OwingUnit]) -> dict[tuple[int, int], OwingUnit]:
    """Keep one row per task and agency: of each time the live one speaks, and all times
    that are due together.
    """
    times: dict[tuple[int, int], dict[date | None, OwingUnit]] = defaultdict(dict)
    for unit in rows:
        of_unit = times[unit.task_id, unit.agency_id]
        kept = of_unit.get(unit.occurs_from)
        if kept is None or kept.state in _LAST_WORD:
            of_unit[unit.occurs_from] = unit
    return {key: _all_times(list(found.values())) for key, found in times.items()}


def _all_times(units: list[OwingUnit]) -> OwingUnit:
    """Return what a unit says that owes the task several times: it has done it when it
    did it every time that is due; the first time alone while none is.
    """
    first = min(units, key=lambda unit: unit.occurs_from or date.min)
    owed = [unit for unit in units if unit.is_due] or [first]
    asked = [unit for unit in owed if not unit.waived] or owed
    speaks = min(asked, key=lambda unit: (unit.sent, unit.done))
    return speaks._replace(
        sent=all(unit.sent for unit in asked),
        done=all(unit.done or unit.nothing for unit in asked)
        and any(unit.done for unit in asked),
        nothing=all(unit.nothing for unit in asked),
        waived=all(unit.waived for unit in owed),
    )


def askers_of(figure_ids: set[int]) -> dict[int, frozenset[int]]:
    """Return figure → the tasks that ask it: one answer serves them all."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = TaskFigure.objects.filter(figure_id__in=figure_ids)
    for figure_id, task_id in rows.values_list("figure_id", "task_id"):
        found[figure_id].add(task_id)
    return {figure: frozenset(tasks) for figure, tasks in found.items()}


def answers_of(
    period: Period,
    askers: dict[int, frozenset[int]],
    agency_ids: Collection[int] | None = None,
) -> Answers:
    """Return the answers of the period to these figures; of a closed one as they stood
    at closing.
    """
    rows = FigureValue.objects.filter(
        _of(agency_ids), period=period, figure_id__in=askers
    )
    if period.is_open or period.closed_at is None:
        rows = rows.filter(is_current=True)
    else:
        rows = rows.filter(recorded_at__lte=period.closed_at)
    answers = Answers(askers)
    ordered = rows.order_by(F("recorded_at"), "pk")
    for figure_id, agency_id, number, flag in ordered.values_list(
        "figure_id", "agency_id", "number", "flag"
    ):
        key = (figure_id, agency_id)
        answers.numbers.pop(key, None)
        answers.flags.pop(key, None)
        if number is not None:
            answers.numbers[key] = number
        if flag is not None:
            answers.flags[key] = flag
    return answers
