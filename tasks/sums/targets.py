"""The measures of the targets, counted over one list of units (rule 5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from agencies.models import Agency, AgencyKind
from tasks.models import MeasureResult, Period, TargetMeasure
from tasks.models.plan import stood_in
from tasks.sums.four_numbers import (
    FourNumbers,
    Placed,
    UnitPlace,
    add_up,
)
from tasks.sums.measure_reading import FIGURES_READ, placed_units, read_units
from tasks.sums.measure_totals import (
    Sums,
    add_up_words,
    hold_definitions,
    keep_words,
    share_open_periods,
    stored_sums,
    take_stale,
    word_of,
)
from tasks.sums.measure_units import Answers, OwingUnit

#: Kinds that the plan speaks of but that may not be loaded yet.
KINDS_TO_LOAD = (AgencyKind.SERVICE_UNIT, AgencyKind.ENTERPRISE, AgencyKind.VERTICAL)
_PLACES = {
    UnitPlace.COUNTED: "Tính vào tử số",
    UnitPlace.BASE: "Đã báo cáo, chưa đạt",
    UnitPlace.NOT_APPLICABLE: "Không thuộc diện",
    UnitPlace.NOT_REPORTED: "Chưa báo cáo",
}


@dataclass(frozen=True, slots=True)
class MeasureCount:
    """A measure with its four numbers, and what ended units had reached."""

    measure: TargetMeasure
    numbers: FourNumbers
    ended_units: Decimal
    kinds_missing: tuple[str, ...] = ()

    @property
    def rate(self) -> Decimal | None:
        """Return the rate; counts have none."""
        return self.numbers.rate


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One unit behind a number."""

    unit: OwingUnit
    placed: Placed

    @property
    def place(self) -> UnitPlace:
        """Return where the unit stands."""
        return self.placed.place

    @property
    def counts(self) -> bool:
        """Return whether it adds to numerator or denominator."""
        return self.place in (UnitPlace.COUNTED, UnitPlace.BASE)

    @property
    def label(self) -> str:
        """Return the place in words."""
        return _PLACES[self.place]


def count_measures(*, period: Period, data_day: date) -> list[MeasureCount]:
    """Return every measure of the plan with its four numbers, in plan order.

    An open period is counted from its rows as of `data_day`; a closed one gives
    what was stored when it closed. The number of queries does not grow.
    """
    if not period.is_open:
        closed = list(_measures(period))
        return _counted(period, closed, data_day, kinds_missing(data_day))
    kept = stored_sums(period, data_day, KINDS_TO_LOAD)
    measures = list(_measures(period, with_figures=bool(kept.stale)))
    missing = tuple(str(k.label) for k in KINDS_TO_LOAD if k not in kept.kinds)
    if kept.sums.keys() != {measure.pk for measure in measures}:
        return _counted(period, measures, data_day, missing)
    fresh = (
        _counted(period, measures, data_day, missing, kept.stale) if kept.stale else ()
    )
    found = {count.measure.pk: count for count in fresh}
    return [
        _with_stored(measure, kept.sums[measure.pk], found.get(measure.pk), missing)
        for measure in measures
    ]


def _counted(
    period: Period,
    measures: list[TargetMeasure],
    data_day: date,
    missing: tuple[str, ...],
    agency_ids: list[int] | None = None,
) -> list[MeasureCount]:
    """Count the units one by one: of all agencies or of these."""
    units, answers = read_units(period, measures, data_day, agency_ids)
    stored = _stored(period)
    return [
        _count(measure, units, answers, stored.get(measure.pk), missing)
        for measure in measures
    ]


def _with_stored(
    measure: TargetMeasure,
    sums: Sums,
    fresh: MeasureCount | None,
    missing: tuple[str, ...],
) -> MeasureCount:
    """Return what is stored plus what was counted of agencies that changed since."""
    new = fresh.numbers if fresh else add_up(measure.method, ())
    base = None if new.denominator is None else sums.denominator + new.denominator
    numbers = FourNumbers(
        numerator=sums.numerator + new.numerator,
        denominator=base,
        not_applicable=sums.not_applicable + new.not_applicable,
        not_reported=sums.not_reported + new.not_reported,
        units=sums.units + new.units,
        errors=sums.errors + new.errors,
    )
    ended = sums.ended_units + (fresh.ended_units if fresh else Decimal(0))
    return MeasureCount(measure, numbers, ended, missing)


@transaction.atomic
def refresh_measures(*, today: date) -> int:
    """Store the words of the agencies that changed and the sums of every open
    period; return how many agencies there were.
    """
    share_open_periods()
    hold_definitions()
    stale = take_stale()
    for period in Period.objects.filter(state=Period.State.OPEN):
        _store_words(period, period.data_day(today), stale)
    return len(stale)


def _store_words(period: Period, data_day: date, stale: list[int]) -> None:
    measures = list(_measures(period))
    kept = stored_sums(period, data_day, ())
    is_whole = kept.sums.keys() == {measure.pk for measure in measures}
    ids = sorted({*stale, *kept.stale}) if is_whole else None
    units, answers = read_units(period, measures, data_day, ids)
    words = (
        word_of(period, measure.pk, unit.agency_id, (unit.alive, placed))
        for measure in measures
        for unit, placed in placed_units(measure, units, answers)
    )
    keep_words(period=period, words=words, ids=ids)
    add_up_words(period=period, day=data_day)


def measure_rows(
    *, period: Period, measure: TargetMeasure, data_day: date
) -> list[MeasureRow]:
    """Return the units behind the numbers of a measure, ended ones included."""
    units, answers = read_units(period, [measure], data_day)
    return [MeasureRow(*found) for found in placed_units(measure, units, answers)]


def placed_by_measure(
    *, period: Period, data_day: date
) -> dict[str, dict[int, Placed]]:
    """Return code of a measure → agency → where it stands, of agencies that are alive
    on the data day: what can be put beside another period unit by unit.
    """
    measures = list(_measures(period))
    units, answers = read_units(period, measures, data_day)
    return {
        measure.code: {
            unit.agency_id: placed
            for unit, placed in placed_units(measure, units, answers)
            if unit.alive
        }
        for measure in measures
    }


def kinds_missing(day: date) -> tuple[str, ...]:
    """Return the kinds the plan speaks of that have no agency alive on `day`."""
    rows = Agency.objects.alive_on(day).filter(kind__in=KINDS_TO_LOAD)
    loaded = set(rows.order_by().values_list("kind", flat=True).distinct())
    return tuple(str(kind.label) for kind in KINDS_TO_LOAD if kind not in loaded)


def _measures(period: Period, *, with_figures: bool = True) -> Iterable[TargetMeasure]:
    """Return the measures in plan order; stored sums are told without their figures."""
    joined = ("target", *(FIGURES_READ[1:] if with_figures else ()))
    return (
        TargetMeasure.objects.filter(
            stood_in(period.data_from, period.data_to, "target__"),
            target__plan_id=period.plan_id,
        )
        .select_related(*joined)
        .order_by("target__position", "position")
    )


def _stored(period: Period) -> dict[int, MeasureResult]:
    if period.is_open:
        return {}
    return {row.measure_id: row for row in period.measure_results.all()}


def _count(
    measure: TargetMeasure,
    units: list[OwingUnit],
    answers: Answers,
    stored: MeasureResult | None,
    missing: tuple[str, ...],
) -> MeasureCount:
    placed = [
        (unit.alive, found) for unit, found in placed_units(measure, units, answers)
    ]
    numbers = add_up(measure.method, (found for alive, found in placed if alive))
    ended = sum((f.numerator for alive, f in placed if not alive), Decimal(0))
    if stored is None:
        return MeasureCount(measure, numbers, ended, missing)
    kept = FourNumbers(
        numerator=stored.numerator,
        denominator=stored.denominator,
        not_applicable=stored.not_applicable,
        not_reported=stored.not_reported,
        units=numbers.units,
        errors=numbers.errors,
    )
    return MeasureCount(measure, kept, stored.ended_units, missing)
