"""Figures that are counted from registers: kept as answers, so that whatever reads an
answer reads a counted one the same way (decision 061).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from django.db.models import Max, Model, QuerySet

from agencies.models import Agency, User
from tasks.models import (
    Duty,
    Figure,
    FigureCount,
    FigureValue,
    NothingToList,
    Period,
    Register,
    RegisterRow,
)

_CHANGED = "Đếm lại từ sổ «{}» sau khi đã gửi"


class RowFact(NamedTuple):
    """What counting reads of a row: nothing personal."""

    pk: int
    agency_id: int
    held_by_id: int
    day: date
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Counted:
    """What the rows come to, and which they are."""

    rows: tuple[int, ...]
    number: Decimal | None = None
    flag: bool | None = None


class Noting(Protocol):
    """Keeps what an event changes, so that undoing restores it (`moving.journal`)."""

    def created(self, model: type[Model], keys: Iterable[int]) -> None:
        """Note new rows."""

    def changed(self, model: type[Model], before: Iterable[Mapping[str, Any]]) -> None:
        """Note the old columns of rows."""


class _Place(NamedTuple):
    figure: int
    agency: int
    period: int


def count_rows(
    count: FigureCount, rows: Iterable[RowFact], agency_id: int, period: Period
) -> Counted | None:
    """Return what the agency's rows come to in the period; None where it has no row at
    all, which is not 0, and where no row says «có», which is not «không». A stock
    counts what is held on the data day, a flow what happened in the span.
    """
    own = [row for row in rows if _is_of(count, row, agency_id, period)]
    if not own:
        return None
    found = [row for row in own if _fits(count, row, period)]
    if not found and count.how == FigureCount.How.ANY:
        return None
    return _come_to(count, found)


def _is_of(count: FigureCount, row: RowFact, agency_id: int, period: Period) -> bool:
    if count.register.is_stock:
        return row.held_by_id == agency_id and row.day <= period.data_to
    in_span = period.data_from <= row.day <= period.data_to
    return row.agency_id == agency_id and in_span


def _fits(count: FigureCount, row: RowFact, period: Period) -> bool:
    for code, wanted in count.wanted.items():
        if _written(row.values.get(code)) not in wanted:
            return False
    is_flow = count.figure.across_time == Figure.OverTime.FLOW
    if not (count.day_column or (count.register.is_stock and is_flow)):
        return True
    day = row.day
    if count.day_column:
        said = row.values.get(count.day_column.code)
        if not said:
            return False
        day = date.fromisoformat(said)
    first = period.data_from if is_flow else date.min
    return first <= day <= period.data_to


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "Có" if value else "Không"
    return "" if value is None else str(value)


def _come_to(count: FigureCount, found: list[RowFact]) -> Counted:
    keys = tuple(row.pk for row in found)
    if count.how == FigureCount.How.ANY:
        return Counted(keys, flag=bool(found))
    if count.column is None:
        return Counted(keys, number=Decimal(len(found)))
    said = (row.values.get(count.column.code) for row in found)
    return Counted(
        keys, number=sum((Decimal(each) for each in said if each), Decimal(0))
    )


def row_facts(register: Register, agency_ids: Collection[int] | None) -> list[RowFact]:
    """Return the standing rows of the agencies, or of all (one query)."""
    rows = RegisterRow.objects.standing().filter(register=register)
    if agency_ids is not None:
        ids = list(agency_ids)
        rows = rows.filter(agency__in=ids) | rows.filter(held_by__in=ids)
    names = ("pk", "agency_id", "held_by_id", "day", "values")
    return [RowFact(*row) for row in rows.order_by("pk").values_list(*names)]


def counts_in(period: Period) -> QuerySet[FigureCount]:
    """Return the counts that hold in the period."""
    rows = FigureCount.objects.filter(
        figure__plan=period.plan_id,
        figure__is_active=True,
        starts_on__lte=period.data_to,
    )
    return rows.select_related("figure", "register", "column", "day_column")


def recount(
    *,
    register: Register,
    agency_ids: Collection[int] | None,
    actor: User,
    now: datetime,
    journal: Noting | None = None,
) -> list[FigureValue]:
    """Keep what the register's rows come to in every open period (of these agencies, or
    of all); return the answers that changed. Inside an event nothing is written over:
    the journal notes what stood.
    """
    plans = register.counts.values("figure__plan")
    periods = Period.objects.filter(plan__in=plans, state=Period.State.OPEN)
    facts = row_facts(register, agency_ids)
    changed: list[FigureValue] = []
    for period in periods.order_by("pk"):
        counts = list(counts_in(period).filter(register=register))
        found = _outcomes(counts, facts, agency_ids, period)
        by_figure = {count.figure_id: count for count in counts}
        changed += _keep(found, by_figure, period, actor, now, journal)
    return changed


def _outcomes(
    counts: Iterable[FigureCount],
    facts: list[RowFact],
    agency_ids: Collection[int] | None,
    period: Period,
) -> dict[_Place, Counted | None]:
    by_agency: dict[int, list[RowFact]] = defaultdict(list)
    for fact in facts:
        for agency in {fact.agency_id, fact.held_by_id}:
            by_agency[agency].append(fact)
    nothing = set(
        NothingToList.objects.filter(
            period=period,
            register__in={c.register_id for c in counts},
            stood_until__isnull=True,
        ).values_list("register_id", "agency_id")
    )
    asked = {a for _, a in nothing} | by_agency.keys() | set(agency_ids or ())
    if agency_ids is not None:
        asked &= set(agency_ids)
    agencies = Agency.objects.in_bulk(asked)
    found: dict[_Place, Counted | None] = {}
    for count in counts:
        for pk, unit in agencies.items():
            passed_on = count.register.is_stock and not unit.is_alive_on(period.data_to)
            if passed_on or not count.figure.is_asked_of(unit):
                continue
            outcome = count_rows(count, by_agency.get(pk, ()), pk, period)
            if outcome is None and (count.register_id, pk) in nothing:
                outcome = _come_to(count, [])
            found[_Place(count.figure_id, pk, period.pk)] = outcome
    return found


def _keep(
    found: Mapping[_Place, Counted | None],
    counts: Mapping[int, FigureCount],
    period: Period,
    actor: User,
    now: datetime,
    journal: Noting | None = None,
) -> list[FigureValue]:
    """Store what differs from what stands; an answer that was sent stays as history."""
    current = {
        _Place(v.figure_id, v.agency_id, v.period_id): v
        for v in FigureValue.objects.filter(
            period=period, figure__in=counts, is_current=True
        )
    }
    sent = _sent(period, counts)
    changed = []
    for place, outcome in found.items():
        stands = current.get(place)
        if outcome is None:
            if stands and stands.is_counted:
                _give_back_typed(stands, journal)
                changed.append(stands)
            continue
        if stands and stands.is_counted and _says(stands, outcome):
            continue
        in_place = (
            stands and stands.is_counted and place[:2] not in sent and not journal
        )
        value = stands if stands and in_place else FigureValue(
            figure_id=place.figure, agency_id=place.agency, period=period, is_counted=True
        )  # fmt: skip
        if stands and not in_place:
            _set_current(stands, now_current=False, journal=journal)
        value.number, value.flag = outcome.number, outcome.flag
        value.entered_by, value.recorded_at = actor, now
        if place[:2] in sent:
            value.reason = _CHANGED.format(counts[place.figure].register)[:300]
        value.save()
        if journal:
            journal.created(FigureValue, [value.pk])
        changed.append(value)
    return changed


def _says(value: FigureValue, outcome: Counted) -> bool:
    return (value.number, value.flag) == (outcome.number, outcome.flag)


def _sent(period: Period, figures: Iterable[int]) -> set[tuple[int, int]]:
    rows = Duty.objects.filter(
        period=period,
        submitted_at__isnull=False,
        task__task_figures__figure__in=list(figures),
    )
    return set(rows.values_list("task__task_figures__figure_id", "agency_id"))


def _set_current(
    value: FigureValue, *, now_current: bool, journal: Noting | None
) -> None:
    if journal:
        journal.changed(FigureValue, [{"pk": value.pk, "is_current": not now_current}])
    FigureValue.times.filter(pk=value.pk).update(is_current=now_current)


def _give_back_typed(counted: FigureValue, journal: Noting | None) -> None:
    """Let the number typed before stand again: the register has no row any more."""
    _set_current(counted, now_current=False, journal=journal)
    typed = FigureValue.objects.filter(
        figure=counted.figure_id,
        agency=counted.agency_id,
        period=counted.period_id,
        is_counted=False,
    )
    newest = typed.order_by("-recorded_at", "-pk").first()
    if newest and (newest.number is not None or newest.flag is not None):
        _set_current(newest, now_current=True, journal=journal)


def count_at_closing(period: Period, actor: User, now: datetime) -> int:
    """Count once more under the period's lock, and keep with each counted answer the
    rows that it was counted from; return how many answers.
    """
    counts = list(counts_in(period))
    by_register: dict[Register, list[FigureCount]] = defaultdict(list)
    for count in counts:
        by_register[count.register].append(count)
    kept = 0
    for register, some in by_register.items():
        found = _outcomes(some, row_facts(register, None), None, period)
        _keep(found, {c.figure_id: c for c in some}, period, actor, now)
        kept += _keep_rows(found, period)
    return kept


def _keep_rows(found: Mapping[_Place, Counted | None], period: Period) -> int:
    figures = {place.figure for place in found}
    values = list(
        FigureValue.objects.filter(
            period=period, figure__in=figures, is_current=True, is_counted=True
        )
    )
    for value in values:
        outcome = found.get(_Place(value.figure_id, value.agency_id, period.pk))
        value.counted_rows = list(outcome.rows) if outcome else []
    FigureValue.times.bulk_update(values, ["counted_rows"], batch_size=1000)
    return len(values)


def rows_behind(value: FigureValue) -> QuerySet[RegisterRow]:
    """Return the rows that a counted answer was counted from: as kept at closing, or as
    they stand.
    """
    if value.counted_rows is not None:
        return RegisterRow.objects.filter(pk__in=value.counted_rows)
    count = FigureCount.objects.select_related(
        "figure", "register", "column", "day_column"
    ).get(figure=value.figure_id)
    facts = row_facts(count.register, [value.agency_id])
    outcome = count_rows(count, facts, value.agency_id, value.period)
    return RegisterRow.objects.filter(pk__in=outcome.rows if outcome else ())


def typed_beside(period: Period, agency_ids: Collection[int]) -> list[FigureValue]:
    """Return the last number that each agency typed where its register now says another:
    the difference is told as a doubt.
    """
    current = {
        (v.figure_id, v.agency_id): v
        for v in FigureValue.objects.filter(
            period=period, agency__in=agency_ids, is_current=True, is_counted=True
        )
    }
    typed = FigureValue.objects.filter(
        period=period,
        agency__in=agency_ids,
        figure__in={figure for figure, _ in current},
        is_counted=False,
    )
    newest = typed.values("figure", "agency").annotate(last=Max("pk")).values("last")
    rows = FigureValue.objects.filter(pk__in=newest).select_related("figure")
    return [
        row
        for row in rows
        if (stands := current.get((row.figure_id, row.agency_id)))
        and (row.number, row.flag) != (stands.number, stands.flag)
        and (row.number is not None or row.flag is not None)
    ]
